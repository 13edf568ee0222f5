package git

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// The stages of an unmerged file in the index.
const (
	stageBase = iota + 1
	stageYours
	stageTemplate
)

// literal takes paths as they are: a file may be called [id].tsx.
var literal = []string{"--literal-pathspecs"}

// Remember returns what the index has for files, so that marks can be taken
// back.
func (r *Repository) Remember(ctx context.Context, paths []string) (*workspace.IndexMark, error) {
	before, err := r.entries(ctx, paths)
	return &workspace.IndexMark{Paths: paths, Before: before}, err
}

// Mark puts conflicted files into the index as unmerged, as git merge would: so
// git status, git mergetool and editors show them.
func (r *Repository) Mark(ctx context.Context, files []scaffold.Unmerged) error {
	var marked []workspace.IndexEntry
	paths := make([]string, 0, len(files))
	for _, f := range files {
		paths = append(paths, f.Path)
		convert, err := r.endings(ctx, f)
		if err != nil {
			return err
		}
		for i, version := range []*tree.File{f.Base, f.Yours, f.Template} {
			if version == nil {
				continue
			}
			object, err := r.store(ctx, convert(version.Content))
			if err != nil {
				return err
			}
			marked = append(marked, workspace.IndexEntry{Path: f.Path, Mode: mode(version), Object: object, Stage: stageBase + i})
		}
	}
	return r.replace(ctx, paths, marked)
}

// Restore gives files the entries they had before they were marked.
func (r *Repository) Restore(ctx context.Context, m *workspace.IndexMark) error {
	return r.replace(ctx, m.Paths, m.Before)
}

// RestoreUnmerged is Restore for the files that are still unmerged: those the
// user has added since are left as they were added.
func (r *Repository) RestoreUnmerged(ctx context.Context, m *workspace.IndexMark) error {
	now, err := r.entries(ctx, m.Paths)
	if err != nil {
		return err
	}
	left := &workspace.IndexMark{}
	for _, e := range now {
		if e.Stage >= stageBase && !slices.Contains(left.Paths, e.Path) {
			left.Paths = append(left.Paths, e.Path)
		}
	}
	for _, e := range m.Before {
		if slices.Contains(left.Paths, e.Path) {
			left.Before = append(left.Before, e)
		}
	}
	return r.Restore(ctx, left)
}

// entries reads what the index has for files.
func (r *Repository) entries(ctx context.Context, paths []string) ([]workspace.IndexEntry, error) {
	if len(paths) == 0 {
		return nil, nil
	}
	out, err := r.runWith(ctx, literal, nil, append([]string{"ls-files", "--stage", "-z", "--"}, paths...)...)
	if err != nil {
		return nil, err
	}
	var all []workspace.IndexEntry
	for _, line := range strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		about, path, found := strings.Cut(line, "\t")
		fields := strings.Fields(about)
		if !found || len(fields) != 3 || !slices.Contains(paths, path) { // a folder's files are not meant
			continue
		}
		stage, err := strconv.Atoi(fields[2])
		if err != nil {
			return nil, fmt.Errorf("git ls-files: unexpected line %q", line)
		}
		all = append(all, workspace.IndexEntry{Path: path, Mode: fields[0], Object: fields[1], Stage: stage})
	}
	return all, nil
}

// replace gives files other entries, all of them at once.
func (r *Repository) replace(ctx context.Context, paths []string, entries []workspace.IndexEntry) error {
	if len(paths) == 0 {
		return nil
	}
	none, err := r.noObject(ctx)
	if err != nil {
		return err
	}
	var in bytes.Buffer
	for _, path := range paths { // mode 0 takes out what is there
		fmt.Fprintf(&in, "0 %s\t%s\x00", none, r.at(path))
	}
	for _, e := range entries {
		fmt.Fprintf(&in, "%s %s %d\t%s\x00", e.Mode, e.Object, e.Stage, r.at(e.Path))
	}
	// Git compares files that changed in the second it writes the index.
	_, err = r.runWith(ctx, r.noFilters(ctx), in.Bytes(), "update-index", "-z", "--index-info")
	return err
}

// noObject is the name of no object, in the repository's hash.
func (r *Repository) noObject(ctx context.Context) (string, error) {
	format, err := r.run(ctx, nil, "rev-parse", "--show-object-format")
	if err != nil {
		return "", err
	}
	if strings.TrimSpace(string(format)) == "sha256" {
		return strings.Repeat("0", 64), nil
	}
	return strings.Repeat("0", 40), nil
}

// store writes bytes as an object, as they are.
func (r *Repository) store(ctx context.Context, content []byte) (string, error) {
	out, err := r.run(ctx, content, "hash-object", "-w", "--no-filters", "--stdin")
	return strings.TrimSpace(string(out)), err
}

// endings returns what turns the line endings of a checkout into those of the
// repository, where git does that for the file.
func (r *Repository) endings(ctx context.Context, f scaffold.Unmerged) (func([]byte) []byte, error) {
	asIs := func(content []byte) []byte { return content }
	if f.Yours == nil || !bytes.Contains(f.Yours.Content, []byte("\r\n")) {
		return asIs, nil
	}
	out, err := r.runWith(ctx, literal, nil, "ls-files", "--eol", "-z", "--", f.Path)
	if err != nil || !strings.HasPrefix(string(out), "i/lf ") {
		return asIs, err
	}
	return func(content []byte) []byte { return bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n")) }, nil
}

func mode(f *tree.File) string {
	if f.Executable {
		return "100755"
	}
	return "100644"
}
