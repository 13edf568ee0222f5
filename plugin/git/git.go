// Package git asks the git repository around a service, and marks conflicts in
// its index. It runs the user's git, and of that only what reads files and
// writes objects and the index: no hook, no filter, no monitor, no signing.
package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path"
	"slices"
	"strings"
)

// ErrNone is returned where a folder is in no repository, or git is missing.
var ErrNone = errors.New("no git repository")

// Repository is the git repository around a folder.
type Repository struct {
	dir    string // the folder
	prefix string // its path in the repository, with a slash at the end
}

// Find returns the repository that a folder lies in.
func Find(ctx context.Context, dir string) (*Repository, error) {
	if _, err := exec.LookPath("git"); err != nil {
		return nil, fmt.Errorf("%w: git is not on PATH", ErrNone)
	}
	r := &Repository{dir: dir}
	out, err := r.run(ctx, nil, "rev-parse", "--is-inside-work-tree", "--show-prefix")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	inside, prefix, _ := strings.Cut(string(out), "\n")
	if inside != "true" {
		return nil, fmt.Errorf("%w: the folder is inside of .git", ErrNone)
	}
	r.prefix = strings.TrimSuffix(prefix, "\n")
	return r, nil
}

// at is the path in the repository of a file seen from the folder, which may lie
// outside of it.
func (r *Repository) at(name string) string { return path.Join(r.prefix, name) }

// Uncommitted are the tracked files below the folder, and those around it that
// are named, relative to it, that git says were modified.
func (r *Repository) Uncommitted(ctx context.Context, around ...string) (map[string]bool, error) {
	args := []string{"status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames", "--", "."}
	status, err := r.runWith(ctx, r.noFilters(ctx), nil, append(args, around...)...)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, entry := range strings.Split(string(status), "\x00") {
		if len(entry) <= 3 {
			continue
		}
		name, below := strings.CutPrefix(path.Clean(entry[3:]), r.prefix)
		if !below {
			name = strings.Repeat("../", strings.Count(r.prefix, "/")) + name
		}
		out[name] = true
	}
	return out, nil
}

// noFilters is the configuration under which git runs no filter over files: those
// of a repository are programs, and to look at it must not run them.
func (r *Repository) noFilters(ctx context.Context) []string {
	names, err := r.run(ctx, nil, "config", "--name-only", "-z", "--get-regexp", `^filter\.`)
	if err != nil {
		return nil // 1: there are none
	}
	var out []string
	for _, name := range strings.Split(string(names), "\x00") {
		switch name[strings.LastIndex(name, ".")+1:] {
		case "clean", "smudge", "process":
			out = append(out, "-c", name+"=")
		case "required":
			out = append(out, "-c", name+"=false")
		}
	}
	return out
}

// Ignored tells whether git would leave a file out of commits, and the place of
// the rule that says so, such as ".gitignore:3". A file that is tracked already
// is not ignored.
func (r *Repository) Ignored(ctx context.Context, name string) (rule string, ignored bool) {
	out, err := r.run(ctx, []byte(name), "check-ignore", "-v", "-z", "--stdin")
	if err != nil {
		return "", false // 1: it is not
	}
	parts := strings.Split(string(out), "\x00")
	if len(parts) < 4 {
		return "", true
	}
	return parts[0] + ":" + parts[1], true
}

// places are the variables that say where a repository is. A hook or another
// git command may have set them for its own, which need not be the service's.
var places = []string{
	"GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
	"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX",
	"GIT_GRAFT_FILE", "GIT_SHALLOW_FILE", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
}

// run runs git in the folder.
func (r *Repository) run(ctx context.Context, stdin []byte, args ...string) ([]byte, error) {
	return r.runWith(ctx, nil, stdin, args...)
}

// runWith runs git in the folder with further global options.
func (r *Repository) runWith(ctx context.Context, options []string, stdin []byte, args ...string) ([]byte, error) {
	quiet := []string{"-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"}
	cmd := exec.CommandContext(ctx, "git", slices.Concat(quiet, options, args)...)
	cmd.Dir = r.dir
	cmd.Stdin = bytes.NewReader(stdin)
	cmd.Env = append(slices.DeleteFunc(cmd.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains(places, name)
	}), "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C")
	out, err := cmd.Output()
	if err == nil {
		return out, nil
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(exit.Stderr) > 0 {
		first, _, _ := strings.Cut(strings.TrimSpace(string(exit.Stderr)), "\n")
		return nil, fmt.Errorf("git %s: %s", args[0], strings.TrimPrefix(first, "fatal: "))
	}
	return nil, fmt.Errorf("git %s: %w", args[0], err)
}
