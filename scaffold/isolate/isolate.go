// Package isolate renders packs from elsewhere in a process of their own. A
// template cannot be stopped from inside, so the process is given little memory
// and time, no environment and no files, and is ended when it takes more. It is
// the running program once more, which has to hand itself over to Serve when it
// is called with Argument.
package isolate

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/kubectl-svc/kubectl-svc/scaffold/internal/capture"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/render"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// Argument is the only one that the process of its own is called with.
const Argument = "__render"

// Bounds on the process. The standard pack renders in 50 ms and 30 MiB.
const (
	maxMemory  = 176 << 20 // bytes
	maxCPU     = 1         // seconds of computing
	maxTime    = 10 * time.Second
	maxStack   = 32 << 20 // bytes
	maxAnswer  = 64 << 20 // bytes
	mostMemory = "128MiB" // from which on the garbage collector tries hard
)

// StoppedError is returned where rendering took more than it may.
type StoppedError struct {
	Pack string
	Err  error
}

func (e *StoppedError) Error() string {
	return fmt.Sprintf("rendering pack %s was stopped: %v", e.Pack, e.Err)
}

func (e *StoppedError) Unwrap() error { return e.Err }

// Process renders by running a program.
type Process struct {
	// Path is the program, and Name what it is called as.
	Path, Name string
}

// Self is the running program.
func Self() (*Process, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("finding this program: %w", err)
	}
	return &Process{Path: path, Name: os.Args[0]}, nil
}

// request is what the process is asked for.
type request struct {
	Manifest pack.Manifest
	Files    map[string][]byte
	Inputs   render.Inputs
	// Check asks for mistakes in templates, and renders nothing.
	Check bool
}

// answer is what it says.
type answer struct {
	Result   *render.Result
	Mistakes []pack.Mistake // in the pack; with them there is no result
	Error    string         // any other
}

// Render renders a pack for a service, as render.All does.
func (p *Process) Render(ctx context.Context, of *pack.Pack, in render.Inputs) (*render.Result, error) {
	a, err := p.ask(ctx, of, request{Inputs: in})
	if err != nil {
		return nil, err
	}
	if a.Result == nil {
		return nil, fmt.Errorf("rendering pack %s: there is no result", of)
	}
	for path := range a.Result.Files {
		if err := pack.CheckPlaced(path, in.Name); err != nil {
			return nil, err
		}
	}
	if a.Result.Shared == nil {
		a.Result.Shared = tree.Tree{}
	}
	return a.Result, nil
}

// Check looks for mistakes in a pack's templates, as render.Check does.
func (p *Process) Check(ctx context.Context, of *pack.Pack) ([]pack.Mistake, error) {
	a, err := p.ask(ctx, of, request{Check: true})
	if err != nil {
		return nil, err
	}
	return a.Mistakes, nil
}

func (p *Process) ask(ctx context.Context, of *pack.Pack, req request) (*answer, error) {
	req.Manifest, req.Files = of.Manifest, of.Files
	req.Manifest.Spec.Parameters = nil // their values are in the inputs
	var question bytes.Buffer
	if err := gob.NewEncoder(&question).Encode(req); err != nil {
		return nil, fmt.Errorf("rendering pack %s: %w", of, err)
	}
	limited, cancel := context.WithTimeoutCause(ctx, maxTime, fmt.Errorf("it takes more than %v", maxTime))
	defer cancel()
	limited, stop := context.WithCancelCause(limited)
	defer stop(nil)
	cmd := exec.CommandContext(limited, p.Path, Argument)
	cmd.Args[0] = p.Name
	cmd.Dir = os.TempDir()
	cmd.Env = environment()
	cmd.Stdin = &question
	out := &capture.Output{Most: maxAnswer, Stop: func() { stop(fmt.Errorf("it makes more than %d MiB", maxAnswer>>20)) }}
	said := &capture.Output{Most: 16 << 10}
	cmd.Stdout, cmd.Stderr = out, said
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		err = context.Cause(limited)
	case err != nil:
		err = ended(err, said.String())
	}
	if err != nil {
		return nil, &StoppedError{Pack: of.String(), Err: err}
	}
	var a answer
	if err := gob.NewDecoder(bytes.NewReader(out.Bytes())).Decode(&a); err != nil {
		return nil, fmt.Errorf("rendering pack %s: its answer cannot be read: %w", of, err)
	}
	switch {
	case a.Error != "":
		return nil, errors.New(a.Error)
	case len(a.Mistakes) > 0 && !req.Check:
		return nil, &pack.InvalidError{Mistakes: a.Mistakes}
	}
	return &a, nil
}

// environment is what the process is given of its surroundings: nothing but what
// bounds it, and what Windows needs to start it at all.
func environment() []string {
	env := []string{"GOMEMLIMIT=" + mostMemory, "GOMAXPROCS=1", "GOTRACEBACK=none"}
	if root := os.Getenv("SYSTEMROOT"); root != "" {
		env = append(env, "SYSTEMROOT="+root)
	}
	return env
}

// ended says why the process did.
func ended(err error, said string) error {
	switch {
	case strings.Contains(said, "out of memory"), strings.Contains(said, "cannot allocate memory"):
		return fmt.Errorf("it needs more than %d MiB of memory", maxMemory>>20)
	case strings.Contains(said, "stack exceeds"), strings.Contains(said, "stack overflow"):
		return errors.New("its templates go too deep: something in them contains itself")
	case killed(err):
		return fmt.Errorf("it needs more than %d s of computing", maxCPU)
	}
	first, _, _ := strings.Cut(strings.TrimSpace(said), "\n")
	return fmt.Errorf("%w: %s", err, first)
}

// Serve answers one request and returns. It bounds the whole process first.
func Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	if err := limit(); err != nil {
		return err
	}
	var req request
	if err := gob.NewDecoder(in).Decode(&req); err != nil {
		return fmt.Errorf("reading what to render: %w", err)
	}
	var a answer
	p := &pack.Pack{Manifest: req.Manifest, Files: req.Files}
	if req.Check {
		a.Mistakes = render.Check(ctx, p)
		return gob.NewEncoder(out).Encode(a)
	}
	var err error
	var invalid *pack.InvalidError
	switch a.Result, err = render.All(ctx, p, req.Inputs); {
	case errors.As(err, &invalid):
		a.Mistakes = invalid.Mistakes
	case err != nil:
		a.Error = err.Error()
	}
	return gob.NewEncoder(out).Encode(a)
}
