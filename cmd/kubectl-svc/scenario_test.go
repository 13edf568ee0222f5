package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"kubectl-svc": main})
}

// TestScenarios runs the scripts in testdata/scenarios, which show what a user
// types and what comes of it.
func TestScenarios(t *testing.T) {
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join(testdata, "scenarios"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Values[running{}] = &registryOf{}
			env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, ".cache"))
			env.Setenv("DOCKER_CONFIG", filepath.Join(env.WorkDir, ".docker"))
			env.Setenv("PACKS", filepath.Join(testdata, "packs"))
			// A git that behaves the same on every machine.
			env.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
			env.Setenv("GIT_CONFIG_NOSYSTEM", "1")
			for _, who := range []string{"AUTHOR", "COMMITTER"} {
				env.Setenv("GIT_"+who+"_NAME", "test")
				env.Setenv("GIT_"+who+"_EMAIL", "test@localhost")
			}
			return toolchain(env)
		},
		Condition: func(cond string) (bool, error) {
			// "tool:NAME" is exec:NAME, but a missing tool fails where all
			// tools are asked for.
			name, ok := strings.CutPrefix(cond, "tool:")
			if !ok {
				return false, fmt.Errorf("unknown condition %q", cond)
			}
			_, err := exec.LookPath(name)
			if err != nil && os.Getenv("REQUIRE_ALL") != "" {
				return false, fmt.Errorf("%s is missing, and REQUIRE_ALL is set", name)
			}
			return err == nil, nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits":    exits,
			"replace":  replace,
			"append":   appendLine,
			"snapshot": takeSnapshot,
			"same":     compareSnapshots,
			"missing":  missing,
			"archive":  archive,
			"registry": registry,
			"push":     push,
			"deserve":  deserve,
		},
	})
}

// toolchain lets scripts build services with the caches and settings of this
// machine, which a home of their own would hide.
func toolchain(env *testscript.Env) error {
	names := []string{"GOCACHE", "GOMODCACHE", "GOPROXY", "GOSUMDB", "GONOSUMDB", "GOTOOLCHAIN"}
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	if err != nil {
		return fmt.Errorf("asking for the toolchain's settings: %w", err)
	}
	for i, value := range strings.Split(strings.TrimSuffix(string(out), "\n"), "\n") {
		env.Setenv(names[i], value)
	}
	env.Setenv("CGO_ENABLED", "0")
	return nil
}

// exits CODE COMMAND…: the command ends with just that code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG…]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("%s exited with %d, not %d", strings.Join(args[1:], " "), got, want)
	}
}

// replace FILE OLD NEW: an edit as a user would make it; OLD must be there
// once.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace FILE OLD NEW")
	}
	text := ts.ReadFile(args[0])
	before, after := unescape(args[1]), unescape(args[2])
	if n := strings.Count(text, before); n != 1 {
		ts.Fatalf("%s holds %q %d times, not once", args[0], before, n)
	}
	write(ts, args[0], strings.Replace(text, before, after, 1))
}

// append FILE TEXT: adds a line to the end of a file.
func appendLine(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: append FILE TEXT")
	}
	write(ts, args[0], ts.ReadFile(args[0])+unescape(args[1])+"\n")
}

func unescape(s string) string {
	return strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\r`, "\r").Replace(s)
}

func write(ts *testscript.TestScript, name, content string) {
	path := ts.MkAbs(name)
	info, err := os.Stat(path)
	ts.Check(err)
	ts.Check(os.WriteFile(path, []byte(content), info.Mode().Perm()))
}

// snapshot DIR NAME: remembers every path, mode, byte and modification time.
func takeSnapshot(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: snapshot DIR NAME")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(describe(ts, args[0], true)), 0o644))
}

// same DIR NAME: the folder is as it was at the snapshot, modification times
// included; same DIR DIR: two folders hold the same bytes and modes.
func compareSnapshots(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: same DIR NAME")
	}
	var a, b string
	if info, err := os.Stat(ts.MkAbs(args[1])); err == nil && info.IsDir() {
		a, b = describe(ts, args[0], false), describe(ts, args[1], false)
	} else {
		a, b = describe(ts, args[0], true), ts.ReadFile(args[1])
	}
	if (a == b) == neg {
		ts.Fatalf("%s\n--- against ---\n%s", a, b)
	}
}

func describe(ts *testscript.TestScript, dir string, times bool) string {
	var lines []string
	root := ts.MkAbs(dir)
	ts.Check(filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == ".git" {
			return fs.SkipDir
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		line := rel + " " + info.Mode().String()
		if info.Mode().IsRegular() {
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			line += fmt.Sprintf(" %x", sha256.Sum256(content))
		}
		if times {
			line += " " + info.ModTime().String()
		}
		lines = append(lines, line)
		return nil
	}))
	sort.Strings(lines)
	return strings.Join(lines, "\n") + "\n"
}

// deserve: the service in this folder brings what critical asks of a team: a
// reviewer, a rota, a readiness review, reports of coverage and load, a release.
func deserve(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: deserve")
	}
	today := time.Now().UTC().Format(time.DateOnly)
	for name, content := range map[string]string{
		".github/CODEOWNERS":   "* @orders/team-orders\n",
		"reports/coverage.out": "mode: set\na.go:1.1,2.2 1 1\n",
		"reports/load-summary.json": fmt.Sprintf(`{"commit": %q, "date": %q, "profile": "smoke", "thresholds": [{"metric": "m", "threshold": "t", "ok": true}]}`,
			strings.Repeat("0", 40), today+"T00:00:00Z"),
	} {
		path := ts.MkAbs(name)
		ts.Check(os.MkdirAll(filepath.Dir(path), 0o755))
		ts.Check(os.WriteFile(path, []byte(content), 0o644))
	}
	replace(ts, false, []string{"catalog-info.yaml", "    []", "    - {url: \"https://rota.internal\", type: on-call}"})
	const review = "docs/readiness-review.md"
	replace(ts, false, []string{review, "- Reviewed on:", "- Reviewed on: " + today})
	replace(ts, false, []string{review, "- Reviewed by:", "- Reviewed by: somebody"})
	write(ts, review, strings.ReplaceAll(ts.ReadFile(review), "- [ ]", "- [x]"))
	replace(ts, false, []string{"deploy/overlays/production/kustomization.yaml", "newTag: unreleased", "digest: sha256:" + strings.Repeat("0", 64)})
}

// missing PATH…: none of the paths exists.
func missing(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		if _, err := os.Lstat(ts.MkAbs(name)); err == nil || !errors.Is(err, fs.ErrNotExist) {
			ts.Fatalf("%s exists", name)
		}
	}
}
