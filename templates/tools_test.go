package templates_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// environment is that of a developer who has just cloned a service: none of
// what this repository's own build sets, and no leave for the go command to
// change go.mod.
func environment() []string {
	env := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains([]string{"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "CGO_ENABLED", "IMAGE", "VERSION", "REPORTS"}, name)
	})
	// Some systems set NAME to the machine's, and some people a log level for
	// all they run; a service's build and tests do not mind.
	return append(env, "GOFLAGS=-mod=readonly", "GOWORK=off", "NAME=some-machine", "LOG_LEVEL=error")
}

// command runs a program in a folder, and returns what it wrote to stdout.
func command(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	stdout, _ := outputs(t, dir, name, args...)
	return stdout
}

// outputs runs a program, and returns what it wrote to stdout and to stderr.
func outputs(t *testing.T, dir, name string, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, errs strings.Builder
	cmd := exec.CommandContext(t.Context(), testtool.Path(t, name), args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, environment(), &out, &errs
	require.NoErrorf(t, cmd.Run(), "%s %s:\n%s%s", name, strings.Join(args, " "), &out, &errs)
	return out.String(), errs.String()
}

// output runs a program that may fail, and returns all that it wrote.
func output(t *testing.T, dir, name string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), testtool.Path(t, name), args...)
	cmd.Dir, cmd.Env = dir, environment()
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// makes runs a target of a service's Makefile.
func makes(t *testing.T, dir string, args ...string) string {
	t.Helper()
	languageOf(t, dir).prepare(t, dir)
	return command(t, dir, "make", args...)
}

// needModules sees to it that the modules a service needs are there: without
// them and without a network there is nothing to build.
func needModules(t *testing.T, dir string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), testtool.Path(t, "go"), "mod", "download")
	cmd.Dir, cmd.Env = dir, environment()
	if out, err := cmd.CombinedOutput(); err != nil {
		testtool.Without(t, "the modules of the service are not to be had: "+string(out))
	}
}
