// Package testtool finds the programs that tests call. Only tests import it.
package testtool

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Without skips a test that lacks something of the machine; where REQUIRE_ALL is
// set, that is a failure.
func Without(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("REQUIRE_ALL") != "" {
		t.Fatalf("%s, and REQUIRE_ALL is set", what)
	}
	t.Skip(what)
}

// Find is the path of a program: on PATH, or where hack/judges.sh builds those
// that no package manager brings.
func Find(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err == nil {
		return path, nil
	}
	if cache, none := os.UserCacheDir(); none == nil {
		if path, none := exec.LookPath(filepath.Join(cache, "kubectl-svc", "tools", name)); none == nil {
			return path, nil
		}
	}
	return "", err
}

// Path is the path of a program that a test cannot do without.
func Path(t testing.TB, name string) string {
	t.Helper()
	path, err := Find(name)
	if err != nil {
		Without(t, name+" is missing")
	}
	return path
}
