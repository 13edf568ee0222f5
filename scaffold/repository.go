package scaffold

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// movedField is what status calls the service's place in its repository.
const movedField = "its place in the repository"

// folderName words a service's place in its repository.
func folderName(folder string) string {
	if folder == "" {
		return "the top"
	}
	return folder
}

// relocated is the base as the place of the service in its repository has it,
// when that changed since the last rendering: a repository that became a folder
// of a larger one has its pipeline moved to the larger one's root, and one that
// left it starts anew with those files, which stayed behind.
//
// Moved within one repository it keeps them: the base holds them by their path
// there.
func (s *Service) relocated(p *pack.Pack, yours tree.Tree) (tree.Tree, []pack.Rename) {
	was := s.State.Rendered.Path
	if (was == "") == (s.Path == "") {
		return s.Base, nil
	}
	base := maps.Clone(s.Base)
	var moves []pack.Rename
	for name := range s.Base {
		if p.Rule(name).At != pack.AtRepository {
			continue
		}
		if was == "" {
			moves = append(moves, pack.Rename{From: name, To: pack.Up(s.Path) + name})
		} else if _, here := yours[name]; !here {
			delete(base, name)
		}
	}
	return base, moves
}

// missingShared is what should stand in files that the services of a repository
// share and does not: the lines of the template's that the file lacks.
func missingShared(ctx context.Context, p *pack.Pack, wanted tree.Tree, where workspace.Repository) []plan.SharedText {
	var out []plan.SharedText
	for _, name := range wanted.Paths() {
		text := string(wanted[name].Content)
		// Such a file may lie at the root, too, as CODEOWNERS does.
		if !inRepository(ctx, where, name, text) && !inRepository(ctx, where, path.Base(name), text) {
			out = append(out, plan.SharedText{Path: name, Why: p.Rule(name).Why, Text: text})
		}
	}
	return out
}

// inRepository tells whether a file of the repository holds the text. One that
// cannot be read is people's business as much as one that is not there.
func inRepository(ctx context.Context, where workspace.Repository, name, text string) bool {
	file, err := workspace.ReadShared(ctx, where, name)
	return err == nil && file != nil && holds(string(file.Content), text)
}

// holds tells whether every line of text that is no comment is among the lines
// of a file, however it is indented.
func holds(file, text string) bool {
	words := func(line string) string { return strings.TrimSuffix(strings.Join(strings.Fields(line), " "), ",") }
	var lines []string
	for line := range strings.Lines(file) {
		lines = append(lines, words(line))
	}
	for line := range strings.Lines(text) {
		if line = words(line); line != "" && !strings.HasPrefix(line, "#") && !slices.Contains(lines, line) {
			return false
		}
	}
	return true
}

// SharedMissing is what the service's pack wants in files that the services of
// the repository share, and is not there.
func (s *Service) SharedMissing(ctx context.Context, p *pack.Pack) ([]plan.SharedText, error) {
	where, err := workspace.Locate(s.Dir())
	if err != nil {
		return nil, fmt.Errorf("looking around %s: %w", s.Name(), err)
	}
	made, err := s.o.renderRecord(ctx, p, s.Record, where.Path)
	if err != nil {
		return nil, err
	}
	return missingShared(ctx, p, made.Shared, where), nil
}
