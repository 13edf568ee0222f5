package render

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// Mistake is one in a file of a pack.
type Mistake struct {
	File string
	Line int // 0: of the whole file
	Text string
}

// Check parses every template of a pack and returns all mistakes there are.
func Check(ctx context.Context, p *pack.Pack) []Mistake {
	var all []Mistake
	r, err := newRenderer(ctx, p, Inputs{Stage: p.Spec.Stages[0].Name})
	if err != nil {
		return []Mistake{mistakeOf("", err)}
	}
	for _, name := range slices.Sorted(keys(p.Files)) {
		switch {
		case strings.HasPrefix(name, pack.PartialsDir+"/"):
			continue // parsed above
		case strings.Contains(name, "[["):
			if _, err := r.parse(name, strings.TrimSuffix(name, templateSuffix)); err != nil {
				all = append(all, Mistake{File: name, Text: "its path: " + mistakeOf(name, err).Text})
			}
		}
		if !strings.HasSuffix(name, templateSuffix) {
			continue
		}
		if _, err := r.parse(name, string(p.Files[name])); err != nil {
			all = append(all, mistakeOf(name, err))
		}
	}
	return all
}

// place is how text/template says where a mistake is.
var place = regexp.MustCompile(`^(.+?):(\d+)(?::\d+)?: `)

// mistakeOf takes an error of a template apart.
func mistakeOf(name string, err error) Mistake {
	m := place.FindStringSubmatch(err.Error())
	if m == nil {
		return Mistake{File: name, Text: err.Error()}
	}
	line, _ := strconv.Atoi(m[2])
	return Mistake{File: m[1], Line: line, Text: strings.TrimPrefix(err.Error(), m[0])}
}
