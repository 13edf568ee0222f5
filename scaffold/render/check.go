package render

import (
	"context"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// Check parses every template of a pack and returns all mistakes there are.
func Check(ctx context.Context, p *pack.Pack) []pack.Mistake {
	r := &renderer{ctx: ctx, pack: p}
	all := r.templates()
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		if strings.HasPrefix(name, pack.PartialsDir+"/") {
			continue // parsed above
		}
		if strings.Contains(name, left) {
			if _, err := r.parse(name, strings.TrimSuffix(name, templateSuffix)); err != nil {
				all = append(all, ofPath(pack.Mistakes(err)[0]))
			}
		}
		if strings.HasSuffix(name, templateSuffix) {
			if _, err := r.parse(name, string(p.Files[name])); err != nil {
				all = append(all, pack.Mistakes(err)...)
			}
		}
	}
	return all[:min(len(all), maxMistakes)]
}

// CheckCondition compiles the condition of a file rule.
func CheckCondition(when string) error {
	c, err := newConditions(Inputs{})
	if err != nil || when == "" {
		return err
	}
	_, err = c.compile(when)
	return err
}

// ofPath is a mistake in the path of a file.
func ofPath(m pack.Mistake) pack.Mistake {
	return pack.Mistake{File: m.File, Text: "its path: " + m.Text}
}

// place is how text/template says where a mistake is.
var place = regexp.MustCompile(`^(?:template: )?(.+?):(\d+)(?::\d+)?: `)

// mistakeOf takes an error of text/template apart; name is the file, where it
// names none.
func mistakeOf(name string, err error) pack.Mistake {
	text := strings.ReplaceAll(err.Error(), "\n", " ")
	m := place.FindStringSubmatch(text)
	if m == nil {
		return pack.Mistake{File: name, Text: strings.TrimPrefix(text, "template: ")}
	}
	line, _ := strconv.Atoi(m[2])
	text = strings.TrimPrefix(text, m[0])
	var refused *refusal
	if errors.As(err, &refused) { // not how the template came to say so
		text = strings.ReplaceAll(refused.why, "\n", " ")
	}
	return pack.Mistake{File: m[1], Line: line, Text: text}
}
