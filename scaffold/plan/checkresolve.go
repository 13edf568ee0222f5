package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

// FileConflicts are the conflicts of one file, whether they are settled or not.
type FileConflicts struct {
	Path      string
	Conflicts []merge.Conflict
}

// CheckResolutions looks for resolutions that settle nothing. One that cannot
// be meant so is an error: it names a file or field that is not there, or one
// field of several objects. One that finds nothing to settle is a warning, so
// that the same command can run over many services. Known tells whether there
// is a file that a resolution may name.
func CheckResolutions(resolve []Resolution, files []FileConflicts, known func(Resolution) bool) (warnings []string, err error) {
	for _, r := range resolve {
		if r.Glob == "" {
			continue // covers whatever there is, be it nothing
		}
		warning, err := r.check(files, known)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r, err)
		}
		if warning != "" {
			warnings = append(warnings, fmt.Sprintf("%s: %s", r, warning))
		}
	}
	return warnings, nil
}

func (r Resolution) check(files []FileConflicts, known func(Resolution) bool) (warning string, err error) {
	var others []string
	covered, settled := 0, 0
	for _, f := range files {
		if !r.CoversFile(f.Path) {
			continue
		}
		var fields []string
		for _, c := range f.Conflicts {
			if r.covers(f.Path, c.Field).none() {
				others = append(others, c.Field)
				continue
			}
			covered++
			fields = append(fields, c.Field)
			if r.settles(c) {
				settled++
			}
		}
		if err := r.ambiguous(fields); err != nil {
			return "", err
		}
	}
	switch {
	case covered == 0 && len(others) > 0:
		return "", fmt.Errorf("there is no conflict of that name; there is %s", named(others))
	case covered == 0 && !known(r):
		return "", fmt.Errorf("no file of the service has that path")
	case covered == 0:
		return "there is no conflict to settle", nil
	case settled == 0 && r.Field != "":
		return "", fmt.Errorf("one side replaces what the other has, so both cannot stand: take yours or template")
	case settled == 0:
		return "there is no conflict in which each side only adds", nil
	}
	return "", nil
}

// ambiguous refuses a field that several objects of one file have, unless the
// pattern says that many are meant.
func (r Resolution) ambiguous(fields []string) error {
	if strings.Contains(r.Field, "*") {
		return nil
	}
	var objects []string
	for _, field := range fields {
		object := objectOf(field)
		if object != "" && !strings.HasPrefix(r.Field, strings.TrimSpace(object)) {
			objects = append(objects, object+r.Field)
		}
	}
	slices.Sort(objects)
	if objects = slices.Compact(objects); r.Field != "" && len(objects) > 1 {
		return fmt.Errorf("several objects have that field: name one, such as '%s'", objects[0])
	}
	return nil
}

// named lists the first few of many fields.
func named(fields []string) string {
	const most = 4
	if len(fields) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(fields[:most], ", "), len(fields)-most)
	}
	return strings.Join(fields, ", ")
}
