package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/kubectl-svc/kubectl-svc/scaffold/internal/capture"
)

// git runs the real git in a repository of its own, in the user's configuration:
// credentials come from git's helpers, and from nowhere else.
type git struct {
	dir string
	env []string
}

// kept are the variables of git that say how to reach a host; all others, which
// may point to another repository or trace secrets, are left out.
var kept = []string{"GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_ASKPASS", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM",
	"GIT_CONFIG_NOSYSTEM", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY", "GIT_PROXY_SSL_CAINFO", "GIT_EXEC_PATH"}

func gitIn(dir string, at location) *git {
	transport, _, _ := strings.Cut(at.url, "://")
	g := &git{dir: dir}
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		name = strings.ToUpper(name) // as Windows takes them
		keep := !strings.HasPrefix(name, "GIT_")
		for _, k := range kept {
			keep = keep || name == k
		}
		if keep {
			g.env = append(g.env, variable)
		}
	}
	g.env = append(g.env, "GIT_DIR="+dir, "GIT_TERMINAL_PROMPT=0", "GIT_ALLOW_PROTOCOL="+gitSchemes[transport], "LC_ALL=C")
	return g
}

// neverAsk keeps ssh from asking on a terminal. A command of the user's own, in
// the environment or in git's configuration, knows better.
func (g *git) neverAsk(ctx context.Context) {
	if os.Getenv("GIT_SSH_COMMAND") != "" || os.Getenv("GIT_SSH") != "" {
		return
	}
	if own, err := g.run(ctx, nil, maxListing, "config", "--get", "core.sshCommand"); err != nil || len(own) == 0 {
		g.env = append(g.env, "GIT_SSH_COMMAND=ssh -o BatchMode=yes")
	}
}

// quiet keeps what a user's configuration would run or fetch beside out of it.
var quiet = []string{"-c", "core.hooksPath=" + os.DevNull, "-c", "core.fsmonitor=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false",
	"-c", "fetch.recurseSubmodules=false", "-c", "core.bigFileThreshold=8m", "-c", "transfer.fsckObjects=true", "-c", "advice.detachedHead=false"}

// run runs git and returns what it prints, up to a bound.
func (g *git) run(ctx context.Context, in io.Reader, most int, args ...string) ([]byte, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	cmd := exec.CommandContext(ctx, "git", append(append([]string{}, quiet...), args...)...)
	cmd.Dir, cmd.Env, cmd.Stdin = g.dir, g.env, in
	cmd.WaitDelay = 5 * time.Second
	out := &capture.Output{Most: most, Stop: func() { cancel(fmt.Errorf("it lists more than %d MiB", most>>20)) }}
	said := &capture.Output{Most: 64 << 10}
	cmd.Stdout, cmd.Stderr = out, said
	err := cmd.Run()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("git is not installed")
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, fmt.Errorf("git says %q", lastWord(said.String()))
	}
	return out.Bytes(), nil
}

// lastWord is what git complained about in the end.
func lastWord(said string) string {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	word := lines[len(lines)-1]
	for _, line := range lines {
		if strings.HasPrefix(line, "fatal:") {
			word = line
			break
		}
	}
	return redact(strings.TrimPrefix(word, "fatal: "))
}

// maxFetched bounds what a fetch may bring, packed, in bytes.
const maxFetched = 256 << 20

// watchSize ends a context when a folder grows too large.
func watchSize(ctx context.Context, dir string) (watched context.Context, stop func()) {
	watched, cancel := context.WithCancelCause(ctx)
	go func() {
		for {
			select {
			case <-watched.Done():
				return
			case <-time.After(100 * time.Millisecond):
			}
			if sizeOf(dir) > maxFetched {
				cancel(fmt.Errorf("the repository is larger than %d MiB", maxFetched>>20))
			}
		}
	}()
	return watched, func() { cancel(nil) }
}

func sizeOf(dir string) (size int64) {
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // git renames files while this looks
		}
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
		return nil
	})
	return size
}
