package facts

import (
	"context"
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
	return Codeowners{}, nil
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
