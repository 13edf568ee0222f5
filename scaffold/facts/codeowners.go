package facts

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// codeownersFiles are the places GitHub looks for CODEOWNERS, in its order.
var codeownersFiles = []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}

// Codeowners says who reviews changes.
type Codeowners struct {
	File   string   `cel:"file" doc:"where it is; empty where there is none"`
	Owners []string `cel:"owners" doc:"everybody it names: @user, @org/team or an address"`
}

func codeowners(_ context.Context, s *Set) (any, error) {
	for _, name := range codeownersFiles {
		content, ok, err := s.read(name)
		if err != nil {
			return nil, err
		}
		if ok {
			return Codeowners{File: name, Owners: ownersIn(string(content))}, nil
		}
	}
	return s.codeownersAround()
}

// codeownersAround looks in the repository around the service: as on GitHub, the
// last pattern that covers the service's folder decides.
func (s *Set) codeownersAround() (any, error) {
	if s.source.Repository == nil {
		return Codeowners{Owners: []string{}}, nil
	}
	for _, name := range codeownersFiles {
		content, err := fs.ReadFile(s.source.Repository, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("reading %s of the repository: %w", name, err)
		}
		found := Codeowners{File: name, Owners: []string{}}
		for line := range strings.Lines(string(content)) {
			if pattern := strings.Fields(line); len(pattern) > 0 && coversFolder(pattern[0], s.source.Path) {
				found.Owners = ownersIn(line)
			}
		}
		return found, nil
	}
	return Codeowners{Owners: []string{}}, nil
}

// coversFolder tells whether a pattern of CODEOWNERS covers a whole folder.
func coversFolder(pattern, folder string) bool {
	pattern = strings.Trim(strings.TrimRight(pattern, "*"), "/")
	return pattern == "" || strings.HasPrefix(folder+"/", pattern+"/")
}

// ownersIn reads the names behind the patterns, of which each stands once.
func ownersIn(content string) []string {
	owners := []string{}
	for line := range strings.Lines(content) {
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Fields(line)
		for i, f := range fields {
			if i > 0 && strings.Contains(f, "@") && !slices.Contains(owners, f) {
				owners = append(owners, f)
			}
		}
	}
	return owners
}
