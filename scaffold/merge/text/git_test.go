package text

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

// git runs the real git on files in one folder, over and over.
type git struct{ folder string }

func newGit(tb testing.TB) git {
	tb.Helper()
	_, err := exec.LookPath("git")
	require.NoError(tb, err, "these tests compare with the real git")
	return git{tb.TempDir()}
}

// run returns what git prints and its exit code, without anyone's settings.
func (g git) run(tb testing.TB, args ...string) (string, int) {
	tb.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = g.folder
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull,
		"GIT_CEILING_DIRECTORIES="+filepath.Dir(g.folder), "LC_ALL=C")
	out, err := cmd.Output()
	var failed *exec.ExitError
	if !errors.As(err, &failed) {
		require.NoError(tb, err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

func (g git) write(tb testing.TB, name string, content []byte) {
	tb.Helper()
	require.NoError(tb, os.WriteFile(filepath.Join(g.folder, name), content, 0o600))
}

// labels are those the tests have both mergers write.
// merge merges with git and returns the text and the number of conflicts.
func (g git) merge(tb testing.TB, s merge.Sides) (string, int) {
	tb.Helper()
	g.write(tb, "base", s.Base)
	g.write(tb, "yours", s.Yours)
	g.write(tb, "template", s.Template)
	out, code := g.run(tb, "merge-file", "-p", "--diff3", "-L", "yours", "-L", "base", "-L", "template",
		"yours", "base", "template")
	require.Less(tb, code, 128, "git failed")
	return out, code
}

// alignment returns the edits that git sees from base to another of the files
// that merge wrote.
func (g git) alignment(tb testing.TB, name string) []hunk {
	tb.Helper()
	out, _ := g.run(tb, "diff", "--no-index", "--no-color", "--no-ext-diff", "--diff-algorithm=myers",
		"--no-indent-heuristic", "--unified=1000000", "base", name)
	_, body, differs := strings.Cut(out, "\n@@ ")
	if !differs {
		return nil
	}
	var all []hunk
	var at hunk
	flush := func() {
		if !at.old.empty() || !at.new.empty() {
			all = append(all, at)
		}
	}
	for printed := range strings.Lines(body[strings.Index(body, "\n")+1:]) {
		switch printed[0] {
		case '-':
			at.old.to++
		case '+':
			at.new.to++
		default:
			flush()
			at = hunk{span{at.old.to + 1, at.old.to + 1}, span{at.new.to + 1, at.new.to + 1}}
		}
	}
	flush()
	return all
}
