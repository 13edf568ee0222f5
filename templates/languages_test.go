package templates_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
)

// language is what tests have to know to build, start and edit a service: what
// differs, and nothing else. A language of the pack needs one, in a file of its
// own, and a line in known.
type language struct {
	name string
	// service is the folder of the service's own code, and routes the file in it
	// that registers routes.
	service, routes string
	// slow tools run at the last stage only, which holds what the others hold.
	slow bool
	// made are the folders that its targets write, beside reports.
	made []string
	// command starts what `make build` built; image what the Dockerfile puts into
	// an image, which is based on base and begins with entrypoint.
	command, image   func(dir string) []string
	base, entrypoint string
	// prepare sees to it that what a service is built with is there, or leaves the
	// test out.
	prepare func(t *testing.T, dir string)
	// lint holds that the language's linters have nothing to say.
	lint func(t *testing.T, dir string)
	// complete holds that manifest and lock file fit.
	complete func(t *testing.T, dir string)
	// coverage is the file that `make cover` writes, and profile one in which 7 of
	// 10 ran.
	coverage, profile string
	// stress are the arguments of a short `make stress`.
	stress []string
	// unknown is what `make scan` says where the database cannot be reached.
	unknown string
	// stopping is what adds up to the longest stop.
	stopping []part
	// moved gives the example route another path.
	moved edit
	// troubled are routes that fail, are slow and ask a dependency.
	troubled string
	// team and demo are what teamsEdits and demoRouteDeleted do to files that only
	// this language has.
	team, demo []edit
}

// part is a number of seconds in a file; where the pattern has no group, it is
// fixed.
type part struct {
	file, pattern string
	fixed         int
}

// known are the languages that the tests know.
var known = []language{golang, typescript}

// thorough tells whether what takes long is run at a stage.
func (l language) thorough(t *testing.T, stage string) bool {
	t.Helper()
	stages := standard(t).StageNames()
	return !l.slow || stage == stages[len(stages)-1]
}

// inTestAll tells whether a test that takes minutes in this language is left to
// make test-all.
func (l language) inTestAll() bool { return l.slow && os.Getenv("KUBECTL_SVC_MATRIX") != "all" }

// languages are those of the pack.
func languages(t *testing.T) []language {
	t.Helper()
	var out []language
	for _, name := range standard(t).Spec.Languages {
		out = append(out, languageNamed(t, name))
	}
	return out
}

func languageNamed(t *testing.T, name string) language {
	t.Helper()
	for _, l := range known {
		if l.name == name {
			return l
		}
	}
	require.Failf(t, "unknown language", "tests know no %s: add it to languages_test.go", name)
	return language{}
}

// languageOf is that of a service.
func languageOf(t *testing.T, dir string) language {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, record.FileName))
	require.NoError(t, err)
	r, err := record.Parse(content)
	require.NoError(t, err)
	return languageNamed(t, r.Spec.Language)
}

// eachLanguage runs a test for every stage of the pack in every language.
func eachLanguage(t *testing.T, test func(t *testing.T, stage string, l language)) {
	t.Helper()
	eachStage(t, func(t *testing.T, stage string) {
		for _, l := range languages(t) {
			t.Run(l.name, func(t *testing.T) { test(t, stage, l) })
		}
	})
}

// eachOf runs a test, which may have a name, for every language of the pack that
// is not left out.
func eachOf(t *testing.T, name string, test func(t *testing.T, l language), out ...func(language) bool) {
	t.Helper()
	for _, l := range languages(t) {
		if slices.ContainsFunc(out, func(is func(language) bool) bool { return is(l) }) {
			continue
		}
		t.Run(strings.TrimSpace(name+" "+l.name), func(t *testing.T) { test(t, l) })
	}
}

// packages are the node_modules that were installed, by what they were
// installed from.
var packages sync.Map // digest → *sync.Mutex

// needPackages gives a service the node_modules that its lock file says. They
// are installed once, and kept where tools are kept; a service gets links to the
// files, which nothing that runs here writes to.
func needPackages(t *testing.T, dir string) {
	t.Helper()
	for _, project := range []string{dir, filepath.Join(dir, "test")} {
		lock, err := os.ReadFile(filepath.Join(project, "package-lock.json"))
		if os.IsNotExist(err) {
			continue
		}
		require.NoError(t, err)
		manifest, err := os.ReadFile(filepath.Join(project, "package.json"))
		require.NoError(t, err)
		digest := sha256.Sum256(append(manifest, lock...))
		linkPackages(t, project, hex.EncodeToString(digest[:16]))
	}
}

func linkPackages(t *testing.T, project, digest string) {
	t.Helper()
	modules := filepath.Join(project, "node_modules")
	stamp := filepath.Join(modules, ".digest")
	if had, err := os.ReadFile(stamp); err == nil && string(had) == digest {
		return
	}
	cache, err := os.UserCacheDir()
	require.NoError(t, err)
	shared := filepath.Join(cache, "kubectl-svc", "npm", digest)
	lock, _ := packages.LoadOrStore(digest, &sync.Mutex{})
	lock.(*sync.Mutex).Lock()
	defer lock.(*sync.Mutex).Unlock()
	if _, err := os.Stat(shared); err != nil {
		installPackages(t, project, shared)
	}
	require.NoError(t, os.RemoveAll(modules))
	if exec.CommandContext(t.Context(), "cp", "-al", shared, modules).Run() != nil {
		require.NoError(t, os.RemoveAll(modules)) // another file system
		command(t, project, "cp", "-a", shared, modules)
	}
	// What make compares times with, and what is compared here.
	installed := filepath.Join(modules, ".package-lock.json")
	content, err := os.ReadFile(installed)
	require.NoError(t, err)
	require.NoError(t, os.Remove(installed))
	require.NoError(t, os.WriteFile(installed, content, 0o644))
	require.NoError(t, os.WriteFile(stamp, []byte(digest), 0o644))
}

// installPackages runs npm ci on a copy of a project's manifest, and keeps what
// it makes.
func installPackages(t *testing.T, project, shared string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(shared), 0o755))
	dir, err := os.MkdirTemp(filepath.Dir(shared), "install-")
	require.NoError(t, err)
	defer os.RemoveAll(dir)
	for _, name := range []string{"package.json", "package-lock.json"} {
		content, err := os.ReadFile(filepath.Join(project, name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), content, 0o644))
	}
	cmd := exec.CommandContext(t.Context(), testtool.Path(t, "npm"), "ci", "--no-audit", "--no-fund", "--prefer-offline")
	cmd.Dir, cmd.Env = dir, environment()
	if out, err := cmd.CombinedOutput(); err != nil {
		testtool.Without(t, "the packages of the service are not to be had: "+string(out))
	}
	if err := os.Rename(filepath.Join(dir, "node_modules"), shared); err != nil {
		_, stat := os.Stat(shared) // somebody else was faster
		require.NoError(t, stat, err)
	}
}
