package scaffold

import (
	"context"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// Difference is what lies between two stages, told from the pack itself.
type Difference struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Pack    string `json:"pack"`
	Summary string `json:"summary"` // of the stage it leads to
	// Files are those that one of the stages has and the other has not, or has
	// otherwise, by path.
	Files []FileDifference `json:"files"`
	// Needs are the parameters that To requires and From does not.
	Needs []pack.Parameter `json:"needs,omitempty"`
	// Gates are those that To asks for, and From not or not so.
	Gates []StageGate `json:"gates,omitempty"`
}

// FileChange says how a file differs between two stages.
type FileChange string

// The ways to differ.
const (
	FileAdded   FileChange = "added"
	FileChanged FileChange = "changed"
	FileRemoved FileChange = "removed"
)

// FileDifference is one file that differs between two stages.
type FileDifference struct {
	Path   string     `json:"path"`
	Change FileChange `json:"change"`
	Why    string     `json:"why,omitempty"`
	// LinesAdded and LinesRemoved count what Diff shows.
	LinesAdded   int `json:"linesAdded"`
	LinesRemoved int `json:"linesRemoved"`
	// Diff is a unified diff of a file that both have; empty for binaries.
	Diff string `json:"diff,omitempty"`
}

// Compare tells what lies between two stages, both rendered as a service
// without any setting of its own would be.
func Compare(ctx context.Context, p *pack.Pack, from, to, language string, opts ...Option) (*Difference, error) {
	o := optionsOf(opts)
	language, err := sampleLanguage(p, language, from, to)
	if err != nil {
		return nil, err
	}
	was, err := o.renderSample(ctx, p, from, language)
	if err != nil {
		return nil, err
	}
	is, err := o.renderSample(ctx, p, to, language)
	if err != nil {
		return nil, err
	}
	before, after := was.Files, is.Files
	i, j := p.StageIndex(from), p.StageIndex(to)
	out := &Difference{From: from, To: to, Pack: p.String(), Summary: p.Spec.Stages[j].Summary,
		Files: []FileDifference{}, Needs: needed(p, language, i, j)}
	gates, err := gate.Load(p)
	if err != nil {
		return nil, err
	}
	had := asked(p, gates, from)
	for _, g := range asked(p, gates, to) {
		if !slices.Contains(had, g) {
			out.Gates = append(out.Gates, g)
		}
	}
	all := tree.Tree{}
	for _, t := range []tree.Tree{before, after} {
		for path, f := range t {
			all[path] = f
		}
	}
	for _, path := range all.Paths() {
		b, had := before[path]
		a, has := after[path]
		if had && has && a.Equal(b) {
			continue
		}
		out.Files = append(out.Files, differ(path, p.Rule(path).Why, had, has, b, a))
	}
	return out, nil
}

func differ(path, why string, had, has bool, before, after tree.File) FileDifference {
	d := FileDifference{Path: path, Why: why, Change: FileChanged}
	switch {
	case !had:
		d.Change, d.LinesAdded = FileAdded, lines(after)
		return d
	case !has:
		d.Change, d.LinesRemoved = FileRemoved, lines(before)
		return d
	case tree.IsBinary(before.Content) || tree.IsBinary(after.Content):
		return d
	}
	d.Diff = udiff.Unified(path, path, string(before.Content), string(after.Content))
	for i, line := range strings.Split(d.Diff, "\n") {
		switch {
		case i < 2: // the two file names
		case strings.HasPrefix(line, "+"):
			d.LinesAdded++
		case strings.HasPrefix(line, "-"):
			d.LinesRemoved++
		}
	}
	return d
}

// lines counts those of a text.
func lines(f tree.File) int {
	if tree.IsBinary(f.Content) {
		return 0
	}
	return strings.Count(string(f.Content), "\n")
}
