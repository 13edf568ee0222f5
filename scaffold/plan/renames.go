package plan

import (
	"maps"
	"slices"
)

// renamed maps the old path of each file that a rule of the pack moves to its
// new one. Where both places are taken, the two are separate files.
func (in *Input) renamed() map[string]string {
	out := map[string]string{}
	for _, r := range in.Renames {
		from := r.From
		for old, to := range out { // a chain of renames over several versions
			if to == r.From {
				from = old
			}
		}
		_, inBase := in.Base[from]
		_, stillThere := in.Template[from]
		if inBase && !stillThere && !slices.Contains(slices.Collect(maps.Values(out)), r.To) {
			out[from] = r.To
		}
	}
	for from, to := range out {
		_, arrives := in.Template[to]
		_, known := in.Base[to]
		_, yoursOld := in.Yours[from]
		_, yoursNew := in.Yours[to]
		if !arrives || known || yoursOld && yoursNew {
			delete(out, from)
		}
	}
	return out
}
