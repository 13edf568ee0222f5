package render

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// Check parses every template of a pack and returns all mistakes there are.
func Check(ctx context.Context, p *pack.Pack) []pack.Mistake {
	var all []pack.Mistake
	r, err := newRenderer(ctx, p, Inputs{Stage: p.Spec.Stages[0].Name})
	if err != nil {
		return []pack.Mistake{MistakeOf("", err)}
	}
	for _, name := range slices.Sorted(keys(p.Files)) {
		switch {
		case strings.HasPrefix(name, pack.PartialsDir+"/"):
			continue // parsed above
		case strings.Contains(name, "[["):
			if _, err := r.parse(name, strings.TrimSuffix(name, templateSuffix)); err != nil {
				all = append(all, pack.Mistake{File: name, Text: "its path: " + MistakeOf(name, err).Text})
			}
		}
		if !strings.HasSuffix(name, templateSuffix) {
			continue
		}
		if _, err := r.parse(name, string(p.Files[name])); err != nil {
			all = append(all, MistakeOf(name, err))
		}
	}
	return all
}

// place is how text/template says where a mistake is.
var place = regexp.MustCompile(`^(.+?):(\d+)(?::\d+)?: `)

// MistakeOf takes the error of a template apart; name is the file, where it
// names none.
func MistakeOf(name string, err error) pack.Mistake {
	m := place.FindStringSubmatch(err.Error())
	if m == nil {
		return pack.Mistake{File: name, Text: err.Error()}
	}
	line, _ := strconv.Atoi(m[2])
	return pack.Mistake{File: m[1], Line: line, Text: strings.TrimPrefix(err.Error(), m[0])}
}
