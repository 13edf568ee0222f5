// Package workspace is a service's folder on disk: its record, its state, and
// the transactional writing of changes. Whatever happens to the process, the
// next one finds the folder wholly before or wholly after an operation.
package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// Dir is the folder of the tool's own files at a service's root.
const Dir = ".svc"

// The files in it.
const (
	statePath      = Dir + "/state.yaml"
	basePath       = Dir + "/base.txtar"
	pendingPath    = Dir + "/pending.txtar"
	attributesPath = Dir + "/.gitattributes"
	ignorePath     = Dir + "/.gitignore"
	schemaPath     = record.SchemaPath
	txDir          = Dir + "/tx"
	stagedPath     = txDir + "/staged.txtar"  // not committed yet
	journalPath    = txDir + "/journal.txtar" // committed: the user's files are being written
	writtenPath    = txDir + "/written.txtar" // they are written: the tool's own remain
)

// attributes keeps line endings of the base as they are, folds it away in
// reviews, and has git take the lines of both where two branches changed one
// place: markers would say nothing more, and what then does not fit is found by
// its digests. ignore keeps what is in flight out of commits.
const (
	attributes = "* -text linguist-generated merge=union\n"
	ignore     = "/lock\n/tx/\n/pending.txtar\n"
)

// Errors that callers tell apart.
var (
	// ErrLocked: another process writes to the service.
	ErrLocked = errors.New("another kubectl svc command is writing to this service: try again when it has finished")
	// ErrNoService: the folder holds no service.
	ErrNoService = errors.New("no service here")

	errOvertaken = errors.New("another command has written to this service meanwhile; nothing was written: run it again")
)

// Workspace is an open service folder.
type Workspace struct {
	dir  string // as the user named it
	disk *disk
}

// Option configures Open.
type Option func(*options)

type options struct {
	step    func(op, name string) error
	noModes bool
}

// withoutModes is a folder on a system whose files have no executable bit, as
// Windows has none.
func withoutModes() Option {
	return func(o *options) { o.noModes = true }
}

// WithStep calls f before each change on disk, with what is done (create,
// write, sync, mkdir, rename, remove) and to which path; an error stops the
// change. Crash tests count and kill with it.
func WithStep(f func(op, name string) error) Option {
	return func(o *options) { o.step = f }
}

// Open opens a folder, without looking whether a service is in it.
func Open(dir string, opts ...Option) (*Workspace, error) {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s does not exist: name the folder of a service", dir)
	case err != nil:
		return nil, fmt.Errorf("opening %s: %w", dir, cause(err))
	case !info.IsDir():
		return nil, fmt.Errorf("%s is not a folder: name the folder of a service", dir)
	}
	d, err := openDisk(dir, o.step)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", dir, cause(err))
	}
	d.modes = d.modes && !o.noModes
	return &Workspace{dir: dir, disk: d}, nil
}

// Close releases the folder.
func (w *Workspace) Close() error { return w.disk.close() }

// Dir is the folder as it was named to Open.
func (w *Workspace) Dir() string { return w.dir }

// HasState tells whether a service's state is in the folder.
func (w *Workspace) HasState() bool { return w.disk.exists(statePath) }

// Content is what is stored of a service.
type Content struct {
	Record     *record.Record
	RecordFile tree.File
	State      *State
	Base       tree.Tree
	// Path is the service's folder in its repository, as it is now.
	Path string

	stateFile tree.File
}

// loadAttempts is how often Load reads again while another process writes.
const loadAttempts = 3

// Load reads the service's record, state and base, which belong together: it
// takes no lock, so it reads again when another process wrote meanwhile.
func (w *Workspace) Load() (*Content, error) {
	for range loadAttempts {
		c, err := w.load()
		changed, readErr := w.changedSince(c)
		if readErr != nil {
			return nil, readErr
		}
		if !changed {
			return c, err
		}
	}
	return nil, ErrLocked
}

// changedSince tells whether another process is writing, or has written since
// c was read.
func (w *Workspace) changedSince(c *Content) (bool, error) {
	if w.Interrupted() {
		return true, nil
	}
	if c == nil || c.State == nil {
		return false, nil
	}
	g := w.disk.glance()
	defer g.close()
	record, err := g.read(record.FileName)
	if err != nil {
		return false, err
	}
	state, err := g.read(statePath)
	if err != nil {
		return false, err
	}
	return !w.disk.same(record, &c.RecordFile) || !w.disk.same(state, &c.stateFile), nil
}

// Unchanged fails where another command has written to the service since c was
// read. The caller holds the lock: what was planned on c would be written over
// what that command made of state and base.
func (w *Workspace) Unchanged(c *Content) error {
	g := w.disk.glance()
	defer g.close()
	state, err := g.read(statePath)
	if err != nil {
		return err
	}
	had := c.State != nil
	if had != (state != nil) || had && !w.disk.same(state, &c.stateFile) {
		return errOvertaken
	}
	return nil
}

// loadRecord reads the record alone.
func (w *Workspace) loadRecord(g *glance) (*Content, error) {
	file, err := g.read(record.FileName)
	if err != nil {
		return nil, err
	}
	if file == nil {
		return nil, w.absent()
	}
	c := &Content{RecordFile: *file}
	if c.Record, err = record.Parse(file.Content); err != nil {
		return nil, err
	}
	return c, nil
}

func (w *Workspace) load() (*Content, error) {
	g := w.disk.glance()
	defer g.close()
	c, err := w.loadRecord(g)
	if err != nil {
		return nil, err
	}
	state, err := g.read(statePath)
	if err != nil {
		return nil, err
	}
	base, err := g.read(basePath)
	if err != nil {
		return nil, err
	}
	switch {
	case state == nil:
		return nil, &DamageError{File: statePath}
	case base == nil:
		return nil, &DamageError{File: basePath}
	}
	c.stateFile = *state
	place, err := Locate(w.dir)
	if err != nil {
		return nil, err
	}
	c.Path = place.Path
	c.State, c.Base, err = decodeState(state.Content, base.Content, pack.Up(c.Path))
	w.disk.marked = map[string]bool{}
	for path, f := range c.Base {
		w.disk.marked[path] = f.Executable
	}
	return c, err
}

// shown is the folder as a message names it.
func (w *Workspace) shown() string {
	if w.dir != "." {
		return w.dir
	}
	if abs, err := filepath.Abs(w.dir); err == nil {
		return abs
	}
	return w.dir
}

// Read returns the files that exist among the paths.
func (w *Workspace) Read(ctx context.Context, paths []string) (tree.Tree, error) {
	out := tree.Tree{}
	for _, path := range paths {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f, err := w.disk.read(path)
		if err != nil {
			return nil, err
		}
		if f != nil {
			out[path] = *f
		}
	}
	return out, nil
}

// Look reads files to compare them with what was rendered, and hands over each:
// nil where there is none, or why it cannot be read. It is quick: a repository
// may hold a thousand services. A file's content is gone after the visit.
func (w *Workspace) Look(ctx context.Context, paths []string, visit func(path string, f *tree.File, err error)) error {
	g := w.disk.glance()
	defer g.close()
	g.reuse = true
	for _, path := range paths {
		if err := ctx.Err(); err != nil {
			return err
		}
		f, err := g.read(path)
		visit(path, f, err)
	}
	return nil
}

// Pending is the operation whose conflicts are open, or nil.
func (w *Workspace) Pending() (*Operation, error) {
	g := w.disk.glance()
	defer g.close()
	f, err := g.read(pendingPath)
	if err != nil || f == nil {
		return nil, err
	}
	op, err := decodeOperation(f.Content)
	if err != nil {
		return nil, fmt.Errorf("%s is damaged (%w): %s", pendingPath, err,
			"delete it to stay at the recorded stage, and look at the changed files with 'git diff'")
	}
	return op, nil
}

// Lock makes this process the only writer until release is called.
func (w *Workspace) Lock() (release func(), err error) {
	release, err = lockFolder(w.dir)
	if err != nil && !errors.Is(err, ErrLocked) {
		return nil, fmt.Errorf("locking %s: %w", w.shown(), cause(err))
	}
	return release, err
}
