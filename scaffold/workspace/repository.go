package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// Repository is where a service's folder lies in a git repository.
type Repository struct {
	// Root is the repository's folder; empty where there is none.
	Root string
	// Path is the service's folder below it, with slashes; empty where that is
	// the root itself, or there is no repository.
	Path string
}

// ErrRepositoryLocked is returned while another process writes to files at the
// repository.
var ErrRepositoryLocked = errors.New("another kubectl svc command is writing to files at the root of this repository: try again when it has finished")

// Locate finds the git repository a folder lies in, or would lie in once it is
// made. Symlinks on the way are followed, since git sees the real folders.
func Locate(dir string) (Repository, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return Repository{}, fmt.Errorf("finding %s: %w", dir, err)
	}
	real, rest := abs, ""
	for {
		followed, err := filepath.EvalSymlinks(real)
		if err == nil {
			real = filepath.Join(followed, rest)
			break
		}
		if parent := filepath.Dir(real); !errors.Is(err, fs.ErrNotExist) || parent == real {
			return Repository{}, fmt.Errorf("finding %s: %w", dir, cause(err))
		}
		real, rest = filepath.Dir(real), filepath.Join(filepath.Base(real), rest)
	}
	for root := real; ; root = filepath.Dir(root) {
		if isRepository(root) {
			below, err := filepath.Rel(root, real)
			if err != nil {
				return Repository{}, fmt.Errorf("finding %s: %w", dir, err)
			}
			if below == "." {
				below = ""
			}
			return Repository{Root: root, Path: filepath.ToSlash(below)}, nil
		}
		if filepath.Dir(root) == root {
			return Repository{}, nil
		}
	}
}

// isRepository tells whether git takes a folder for the top of a repository: it
// holds a .git folder with a HEAD, or the file that a work tree or a submodule
// has instead.
func isRepository(dir string) bool {
	dot := filepath.Join(dir, ".git")
	info, err := os.Lstat(dot)
	switch {
	case err != nil:
		return false
	case info.Mode().IsRegular() && info.Size() <= MaxRecord:
		content, err := os.ReadFile(dot)
		return err == nil && strings.HasPrefix(string(content), "gitdir:")
	}
	_, err = os.Lstat(filepath.Join(dot, "HEAD"))
	return err == nil
}

// outside tells whether a path leads out of the service, to a file at the
// repository.
func outside(name string) bool {
	_, out := pack.Below(name)
	return out || name+"/" == "../"
}

// surroundings are the repository around a service, opened.
type surroundings struct {
	root *os.Root
	path string // of the service below it
	up   string // leads from the service to it: ../../
}

// openSurroundings opens the repository around a folder.
func openSurroundings(r Repository) (*surroundings, error) {
	if r.Path == "" {
		return nil, errors.New("the service lies in no larger git repository")
	}
	root, err := os.OpenRoot(r.Root)
	if err != nil {
		return nil, fmt.Errorf("opening the repository %s: %w", r.Root, cause(err))
	}
	return &surroundings{root: root, path: r.Path, up: pack.Up(r.Path)}, nil
}

// below is the path at the repository that a path of the service leads to.
func (s *surroundings) below(name string) (string, error) {
	if name+"/" == s.up {
		return ".", nil
	}
	rest, ok := strings.CutPrefix(name, s.up)
	if !ok || outside(rest) {
		return "", fmt.Errorf("%s is no path at the repository, whose root is %s: the service's folder has been moved since; move it back", name, s.up)
	}
	return rest, nil
}

// around opens the repository around the service, once.
func (d *disk) around() (*surroundings, error) {
	if d.repository != nil {
		return d.repository, nil
	}
	place, err := Locate(d.dir)
	if err != nil {
		return nil, err
	}
	s, err := openSurroundings(place)
	if err != nil {
		return nil, err
	}
	d.repository = s
	d.plain[strings.TrimSuffix(s.up, "/")] = true
	return s, nil
}

// in is the root a path lies in, and the path below it in the system's form.
func (d *disk) in(name string) (*os.Root, string, error) {
	if !outside(name) {
		return d.root, filepath.FromSlash(name), nil
	}
	s, err := d.around()
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", name, err)
	}
	below, err := s.below(name)
	return s.root, filepath.FromSlash(below), err
}

// lockRepository makes this process the only one to write at the repository, if
// the operation writes there.
func (w *Workspace) lockRepository(op *Operation) (release func(), err error) {
	for _, c := range op.Changes {
		if !outside(c.Path) {
			continue
		}
		s, err := w.disk.around()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Path, err)
		}
		release, err := lockShared(s.root.Name())
		switch {
		case errors.Is(err, ErrLocked):
			return nil, ErrRepositoryLocked
		case err != nil:
			return nil, fmt.Errorf("locking %s: %w", s.root.Name(), cause(err))
		}
		return release, nil
	}
	return func() {}, nil
}

// ReadAround returns the files at the repository that exist among the paths,
// which are seen from a service's folder that need not be there yet.
func ReadAround(ctx context.Context, dir string, paths []string) (tree.Tree, error) {
	d := newDisk(dir, nil)
	defer d.close()
	w := &Workspace{dir: dir, disk: d}
	var out []string
	for _, name := range paths {
		if outside(name) {
			out = append(out, name)
		}
	}
	return w.Read(ctx, out)
}

// ReadShared returns a file of a repository by its path there, or nil.
func ReadShared(ctx context.Context, r Repository, name string) (*tree.File, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d, err := openDisk(r.Root, nil)
	if err != nil {
		return nil, fmt.Errorf("opening the repository %s: %w", r.Root, cause(err))
	}
	defer d.close()
	return d.read(name)
}
