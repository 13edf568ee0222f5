package pack

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
)

// match tells whether a glob covers a path; a malformed glob covers nothing
// (validation has refused it).
func match(glob, path string) bool {
	ok, err := doublestar.Match(glob, path)
	return err == nil && ok
}

// reserved are Windows device names; a checkout there could not hold them.
var reserved = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?$`)

// CheckPath refuses a path a pack may not write: one that leaves the service's
// root, belongs to the tool or to git, or cannot exist on every system.
func CheckPath(p string) error {
	switch {
	case p == "":
		return fmt.Errorf("an empty path")
	case strings.HasPrefix(p, "/") || path.IsAbs(p):
		return fmt.Errorf("path %q is absolute: paths are relative to the service's root", p)
	case strings.ContainsAny(p, "\\:\"<>|?*") || strings.ContainsFunc(p, unicode.IsControl) || !utf8.ValidString(p):
		return fmt.Errorf("path %q holds a character that not every system allows", p)
	case path.Clean(p) != p || p == ".." || strings.HasPrefix(p, "../"):
		return fmt.Errorf("path %q is not a clean path inside the service's root", p)
	}
	for i, part := range strings.Split(p, "/") {
		lower := strings.ToLower(part)
		switch {
		case lower == ".git" || lower == "git~1":
			return fmt.Errorf("path %q lies in a .git folder, which is git's", p)
		case i == 0 && lower == ".svc":
			return fmt.Errorf("path %q lies in .svc, which is the tool's", p)
		case i == 0 && lower == "svc.yaml":
			return fmt.Errorf("path %q is the service record, which is the user's", p)
		case reserved.MatchString(part):
			return fmt.Errorf("path %q uses a device name of Windows", p)
		case strings.HasSuffix(part, ".") || strings.HasSuffix(part, " "):
			return fmt.Errorf("path %q has a part that ends with a dot or a space", p)
		}
	}
	return nil
}
