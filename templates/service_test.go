package templates_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aymanbagabas/go-udiff"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/templates"
)

// serviceName is the service that the tests make.
const serviceName = "orders"

// standardPack loads the standard pack.
func standardPack() (*pack.Pack, error) { return pack.Load(templates.FS) }

// standard is the standard pack.
func standard(t *testing.T) *pack.Pack {
	t.Helper()
	p, err := standardPack()
	require.NoError(t, err)
	return p
}

// eachStage runs a test for every stage of the pack.
func eachStage(t *testing.T, test func(t *testing.T, stage string)) {
	t.Helper()
	for _, stage := range standard(t).StageNames() {
		t.Run(stage, func(t *testing.T) { test(t, stage) })
	}
}

// settings are the parameters a team at a stage has set: none at prototype,
// what an ordinary service has at rapid, everything at critical.
func settings(stage string) []string {
	switch stage {
	case "prototype":
		return nil
	case "rapid":
		return []string{
			"owner=team-checkout",
			"image=registry.internal/checkout/orders",
			"repository=https://github.com/kubectl-svc/orders",
			"host=orders.checkout.internal",
		}
	}
	return []string{
		"owner=team-checkout",
		"email=checkout@checkout.internal",
		"partOf=shop",
		"repository=https://git.internal/checkout/orders",
		"image=registry.internal/checkout/orders",
		"module=git.internal/checkout/orders",
		"port=8000",
		"memory=256",
		"cpuLimit=2",
		"host=orders.checkout.internal",
		"ingressClass=nginx",
		"egress=10.20.0.0/16:5432,fd00:20::/64:5432,payments/payments:8080,cache/*:6379",
		"availabilityTarget=99.95",
		"latencyTargetMs=250",
		"peakRate=200",
		"priorityClass=business",
		"grafana=https://grafana.internal",
		"onCall=https://rota.internal/checkout",
	}
}

// least are the parameters that a stage cannot do without.
func least(stage string) []string {
	if stage == "prototype" {
		return nil
	}
	return []string{"owner=team-checkout", "image=registry.internal/checkout/orders"}
}

// newService makes a service as `kubectl svc new` does, and returns its folder.
func newService(t *testing.T, stage, language string, set []string, platforms ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), serviceName)
	req := scaffold.NewRequest{Name: serviceName, Dir: dir, Stage: stage, Language: language, Set: suiting(t, language, set), Platform: platforms}
	proposal, err := scaffold.New(t.Context(), req)
	require.NoError(t, err)
	require.NoError(t, scaffold.Create(t.Context(), req, proposal))
	return dir
}

// suiting leaves out the parameters that a language does not have.
func suiting(t *testing.T, language string, set []string) []string {
	t.Helper()
	return slices.DeleteFunc(slices.Clone(set), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		parameter, found := standard(t).Parameter(name)
		return found && len(parameter.Languages) > 0 && !slices.Contains(parameter.Languages, language)
	})
}

// promote moves a service to a stage as `kubectl svc promote` does; it must go
// without a conflict.
func promote(t *testing.T, dir, to string, set []string) {
	t.Helper()
	// What gates say of a service is tested by itself; here they are waived.
	judging := scaffold.Judging{Until: "2099-12-31"}
	gates, err := gate.Load(standard(t))
	require.NoError(t, err)
	for _, id := range gates.IDs() {
		judging.Waive = append(judging.Waive, id+"=tested elsewhere")
	}
	service, err := scaffold.Open(dir)
	require.NoError(t, err)
	defer service.Close()
	proposal, err := service.Propose(t.Context(), scaffold.Request{Command: scaffold.CommandPromote, To: to, Set: set, Judging: judging})
	require.NoError(t, err)
	var conflicts []string
	for _, action := range proposal.Plan.Actions {
		for _, conflict := range action.Conflicts {
			conflicts = append(conflicts, fmt.Sprintf("%s: %+v", action.Path, conflict))
		}
	}
	require.Empty(t, conflicts, "a promotion to %s has conflicts", to)
	require.NoError(t, service.Write(t.Context(), proposal))
}

// filesOf reads a service's files: all but the tool's own state and what is
// built.
func filesOf(t *testing.T, dir string) tree.Tree {
	t.Helper()
	files, made := tree.Tree{}, languageOf(t, dir).made
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if rel == ".svc" || rel == "reports" || slices.Contains(made, entry.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(rel)] = tree.File{Content: content, Executable: info.Mode()&0o100 != 0}
		return nil
	}))
	return files
}

// sameFiles fails with a diff of each file that is not as wanted.
func sameFiles(t *testing.T, want, got tree.Tree) {
	t.Helper()
	for _, path := range want.Paths() {
		now, there := got[path]
		switch {
		case !there:
			t.Errorf("%s is missing", path)
		case now.Executable != want[path].Executable:
			t.Errorf("%s: executable is %v", path, now.Executable)
		case !bytes.Equal(now.Content, want[path].Content):
			t.Errorf("%s differs:\n%s", path, udiff.Unified("want", "got", string(want[path].Content), string(now.Content)))
		}
	}
	for _, path := range got.Paths() {
		assert.Contains(t, want.Paths(), path, "one file too many")
	}
}

// TestBuiltInPackIsThisOne keeps these tests and the tool on the same pack.
func TestBuiltInPackIsThisOne(t *testing.T) {
	builtIn, err := source.Open(t.Context(), "", ".")
	require.NoError(t, err)
	require.Equal(t, standard(t).Digest, builtIn.Digest)
}
