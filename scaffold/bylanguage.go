package scaffold

import (
	"path"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// ByLanguage is what differs by language: all else of a stage is the same in
// each.
type ByLanguage struct {
	Language string `json:"language"`
	// Others are the pack's other languages.
	Others []string `json:"others,omitempty"`
	// Places are the files that come from the language's own folder of the pack, or
	// the folders that hold nothing else.
	Places []string `json:"places"`
}

// byLanguage lists what a language brings of its own up to a stage; nil where
// the pack has none.
func byLanguage(p *pack.Pack, language, stage string) *ByLanguage {
	if language == "" {
		return nil
	}
	out := &ByLanguage{Language: language, Places: []string{}}
	for _, other := range p.Spec.Languages {
		if other != language {
			out.Others = append(out.Others, other)
		}
	}
	shared, own := map[string]bool{}, []string{}
	for name := range p.Files {
		of, rest, _ := strings.Cut(name, "/")
		in, file, _ := strings.Cut(rest, "/")
		switch {
		case p.StageIndex(of) < 0 || p.StageIndex(of) > p.StageIndex(stage):
		case in == pack.CommonDir:
			shared[path.Dir(file)] = true
		case in == language:
			own = append(own, strings.TrimSuffix(file, ".tmpl"))
		}
	}
	for _, file := range own {
		// The highest folder that is the language's alone, or the file.
		place := file
		for dir := path.Dir(file); dir != "." && !shared[dir]; dir = path.Dir(dir) {
			place = dir + "/"
		}
		out.Places = append(out.Places, place)
	}
	slices.Sort(out.Places)
	out.Places = slices.Compact(out.Places)
	return out
}
