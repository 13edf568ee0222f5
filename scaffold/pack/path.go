package pack

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
)

// match tells whether a glob covers a path; a malformed glob covers nothing
// (validation has refused it). Most rules are for one file, and most others
// begin with a folder, which tells without looking for more.
func match(glob, path string) bool {
	for i := range len(glob) {
		if i == len(path) || strings.IndexByte(`*?[{\`, glob[i]) >= 0 {
			ok, err := doublestar.Match(glob, path)
			return err == nil && ok
		}
		if glob[i] != path[i] {
			return false
		}
	}
	return len(glob) == len(path)
}

// isDevice tells whether a part of a path, in lower case, is a device of Windows
// there, whatever follows its name behind a dot: a checkout could not hold it.
func isDevice(part string) bool {
	name, _, _ := strings.Cut(part, ".")
	switch name = strings.TrimRight(name, " "); name {
	case "con", "prn", "aux", "nul", "conin$", "conout$":
		return true
	}
	number, ok := strings.CutPrefix(name, "com")
	if !ok {
		number, ok = strings.CutPrefix(name, "lpt")
	}
	return ok && utf8.RuneCountInString(number) == 1 && strings.ContainsAny(number, "0123456789¹²³")
}

// isInvisible tells whether a character shows nothing. Some file systems of macOS
// pass over them: to those, .git with one in it is git's folder.
func isInvisible(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }

// Fold is the same for paths that differ only by case.
func Fold(path string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf {
			return unicode.ToLower(r)
		}
		least := r // of all that are the same letter: ſ is an s
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		return unicode.ToLower(least)
	}, path)
}

// CheckPath refuses a path a pack may not write: one that leaves the service's
// root, belongs to the tool or to git, or cannot exist on every system.
func CheckPath(p string) error {
	switch {
	case p == "":
		return fmt.Errorf("an empty path")
	case strings.HasPrefix(p, "/") || path.IsAbs(p):
		return fmt.Errorf("path %q is absolute: paths are relative to the service's root", p)
	case strings.ContainsAny(p, "\\:\"<>|?*") || strings.ContainsFunc(p, isInvisible) || !utf8.ValidString(p):
		return fmt.Errorf("path %q holds a character that not every system allows", p)
	case path.Clean(p) != p || p == ".." || strings.HasPrefix(p, "../"):
		return fmt.Errorf("path %q is not a clean path inside the service's root", p)
	}
	for i, part := range strings.Split(p, "/") {
		lower := Fold(part)
		switch {
		case lower == ".git" || lower == "git~1":
			return fmt.Errorf("path %q lies in a .git folder, which is git's", p)
		case i == 0 && (lower == ".svc" || strings.HasPrefix(lower, "svc~")): // which Windows calls it, too
			return fmt.Errorf("path %q lies in .svc, which is the tool's", p)
		case i == 0 && lower == "svc.yaml":
			return fmt.Errorf("path %q is the service record, which is the user's", p)
		case isDevice(lower):
			return fmt.Errorf("path %q uses a device name of Windows", p)
		case strings.HasSuffix(part, ".") || strings.HasSuffix(part, " "):
			return fmt.Errorf("path %q has a part that ends with a dot or a space", p)
		}
	}
	return nil
}
