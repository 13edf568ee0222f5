package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// documents are those whose commands are run.
var documents = []string{"README.md", "docs/tutorial.md", "docs/adopting.md", "docs/monorepo.md", "docs/gitops.md", "docs/ci.md"}

// TestConsole does what documents show, in the order they show it: it runs the
// commands of their console blocks, compares what is printed, and applies their
// diffs. A document's blocks share a folder that is empty at first.
//
// In shown output … stands for any text in a line and, on a line of its own, for
// any lines. A block whose last command fails says so: ```console exit=2.
func TestConsole(t *testing.T) {
	for _, name := range documents {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			document, err := os.ReadFile(filepath.Join("..", "..", name))
			require.NoError(t, err)
			s := newSession(t)
			ran := 0
			for _, b := range blocks(string(document)) {
				switch b.language {
				case "console":
					s.console(b)
					ran++
				case "diff":
					s.apply(b)
				}
			}
			require.NotZero(t, ran, "%s shows no command", name)
		})
	}
}

// block is a fenced block of a document.
type block struct {
	language, info string
	text           string
	line           int
}

var fence = regexp.MustCompile("(?ms)^```([a-z]+)([^\n]*)\n(.*?)^```$")

func blocks(document string) []block {
	var out []block
	for _, at := range fence.FindAllStringSubmatchIndex(document, -1) {
		out = append(out, block{
			language: document[at[2]:at[3]], info: strings.TrimSpace(document[at[4]:at[5]]), text: document[at[6]:at[7]],
			line: strings.Count(document[:at[0]], "\n") + 1,
		})
	}
	return out
}

// session is a shell that remembers its folder.
type session struct {
	t   *testing.T
	dir string
	env []string
	// svc is how the plugin is called here.
	svc string
}

func newSession(t *testing.T) *session {
	t.Helper()
	s := &session{t: t, dir: t.TempDir(), svc: "kubectl svc"}
	for _, tool := range []string{"git", "make", "go"} {
		testtool.Path(t, tool)
	}
	if _, err := exec.LookPath("kubectl"); err != nil {
		if os.Getenv("REQUIRE_ALL") != "" {
			testtool.Path(t, "kubectl")
		}
		s.svc = "kubectl-svc" // as one without kubectl calls it
	}
	// What this repository's own build and its developers set is not a reader's.
	s.env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains([]string{"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "CGO_ENABLED", "KUBECONFIG"}, name)
	})
	s.env = append(s.env, "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "KUBECONFIG="+os.DevNull, "GOWORK=off",
		"GIT_AUTHOR_NAME=you", "GIT_AUTHOR_EMAIL=you@localhost", "GIT_COMMITTER_NAME=you", "GIT_COMMITTER_EMAIL=you@localhost")
	return s
}

// console runs the commands of a block; each stands behind "$ ", and goes on in
// lines behind "> ".
func (s *session) console(b block) {
	s.t.Helper()
	commands := strings.Split("\n"+b.text, "\n$ ")[1:]
	for i, text := range commands {
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		command, shown := lines[0], lines[1:]
		for len(shown) > 0 && strings.HasPrefix(shown[0], "> ") {
			command, shown = command+"\n"+shown[0][2:], shown[1:]
		}
		want := 0
		if i == len(commands)-1 && b.info != "" {
			_, err := fmt.Sscanf(b.info, "exit=%d", &want)
			require.NoError(s.t, err, "line %d: %s", b.line, b.info)
		}
		out, code := s.run(command)
		require.Equal(s.t, want, code, "line %d: $ %s\n%s", b.line, command, out)
		printed := strings.Split(strings.TrimRight(out, "\n"), "\n")
		if len(shown) > 0 && !matches(printed, shown) {
			s.t.Fatalf("line %d: $ %s prints\n%s\n\nand the document shows\n%s", b.line, command, out, strings.Join(shown, "\n"))
		}
	}
}

func (s *session) run(command string) (string, int) {
	s.t.Helper()
	where := filepath.Join(s.t.TempDir(), "pwd")
	cmd := exec.CommandContext(s.t.Context(), "sh", "-c", strings.ReplaceAll(command, "kubectl svc", s.svc)+"\ncode=$?; pwd >"+where+"; exit $code")
	cmd.Dir, cmd.Env = s.dir, s.env
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		s.t.Fatalf("$ %s: %v", command, err)
	}
	now, err := os.ReadFile(where)
	require.NoError(s.t, err)
	s.dir = strings.TrimSpace(string(now))
	return string(out), cmd.ProcessState.ExitCode()
}

// apply makes the edit that a diff shows.
func (s *session) apply(b block) {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), "git", "apply", "--recount", "-")
	cmd.Dir, cmd.Env, cmd.Stdin = s.dir, s.env, strings.NewReader(b.text)
	out, err := cmd.CombinedOutput()
	require.NoError(s.t, err, "line %d: %s", b.line, bytes.TrimSpace(out))
}

// matches tells whether lines are what is shown of them.
func matches(lines, shown []string) bool {
	if len(shown) == 0 {
		return len(lines) == 0
	}
	if strings.TrimSpace(shown[0]) == "…" {
		for skip := range len(lines) + 1 {
			if matches(lines[skip:], shown[1:]) {
				return true
			}
		}
		return false
	}
	if len(lines) == 0 {
		return false
	}
	pattern := strings.ReplaceAll(regexp.QuoteMeta(strings.TrimRight(shown[0], " ")), "…", ".*")
	return regexp.MustCompile("^"+pattern+"$").MatchString(strings.TrimRight(lines[0], " ")) && matches(lines[1:], shown[1:])
}

// TestConsoleMatches: what differs is seen, and … stands for as much as it says.
func TestConsoleMatches(t *testing.T) {
	lines := []string{"one", "two  words", "three"}
	for shown, want := range map[string]bool{
		"one|two  words|three": true, "…|three": true, "one|…": true, "one|two …|three": true, "…": true,
		"one|two  words": false, "one|…|two": false, "one|three": false, "one|two words|three": false, "…|one": false,
	} {
		if got := matches(lines, strings.Split(shown, "|")); got != want {
			t.Errorf("%q: %v, want %v", shown, got, want)
		}
	}
}
