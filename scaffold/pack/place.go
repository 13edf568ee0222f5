package pack

import (
	"fmt"
	"path"
	"strings"
)

// Place says where a file lies.
type Place string

// The places.
const (
	// AtService is below the service's root, and so is a file of which no rule
	// says anything.
	AtService Place = "service"
	// AtRepository is below the root of the git repository the service lies in,
	// where some files have to be to work at all. Its name starts with the
	// service's, so that two services of one repository cannot collide.
	AtRepository Place = "repository"
	// AtShared is a file that all services of a repository share: written where
	// the service has the repository to itself, and otherwise left to people, who
	// are told what should stand in it.
	AtShared Place = "shared"
)

// Up leads from a service's folder to the root of its repository: "../../" from
// services/orders, and "" where the service is the root.
func Up(folder string) string {
	if folder == "" {
		return ""
	}
	return strings.Repeat("../", strings.Count(folder, "/")+1)
}

// Below is the path without the steps that lead up, and whether there are any:
// then it is a file at the repository.
func Below(p string) (rest string, outside bool) {
	rest = p
	for strings.HasPrefix(rest, "../") {
		rest = rest[len("../"):]
	}
	return rest, rest != p
}

// CheckPlaced is CheckPath for the paths of a service, which may also lead up to
// a file at the repository that carries the service's name.
func CheckPlaced(p, service string) error {
	rest, outside := Below(p)
	if err := CheckPath(rest); err != nil || !outside {
		return err
	}
	return checkShareable(rest, service)
}

// checkShareable refuses a name at the repository that another service could
// have, too. A service's name holds no dot, so none starts with another's.
func checkShareable(p, service string) error {
	if strings.HasPrefix(path.Base(p), service+".") {
		return nil
	}
	return fmt.Errorf("path %q is placed at the repository, and its name does not start with %q: another service could have it too", p, service+".")
}

// Target is where a file of the pack goes, seen from the service's root, when
// the service lies in that folder of its repository. A shared file that is not
// this service's to write has none.
func (p *Pack) Target(name, service, folder string) (string, error) {
	if err := CheckPath(name); err != nil {
		return "", err
	}
	switch p.Rule(name).At {
	case AtRepository:
		if strings.ContainsAny(folder, unquotable) {
			return "", fmt.Errorf("the service's folder in the repository is called %q, which no file at the repository can refer to: leave out %s", folder, unquotable)
		}
		return Up(folder) + name, checkShareable(name, service)
	case AtShared:
		if folder != "" {
			return "", nil
		}
	}
	return name, nil
}

// unquotable are the characters that mean something in the globs, shells and
// expressions of pipelines, whatever quotes a template puts around them.
const unquotable = "'\"`$*?[]{}!+#,\\"
