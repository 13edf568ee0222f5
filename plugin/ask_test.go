package plugin

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/cli-runtime/pkg/genericiooptions"

	"github.com/kubectl-svc/kubectl-svc/plugin/prompt"
)

// answers is a Prompter that gives prepared answers, and takes an answer that
// the check refuses for a mistake which the user mends with the next one.
type answers struct {
	t       *testing.T
	inputs  []string
	selects []int
	asked   []string
	refused []string
}

func (a *answers) Input(question, _, _ string, check func(string) error) (string, error) {
	a.asked = append(a.asked, question)
	for len(a.inputs) > 0 {
		answer := a.inputs[0]
		a.inputs = a.inputs[1:]
		err := check(answer)
		if err == nil {
			return answer, nil
		}
		a.refused = append(a.refused, err.Error())
	}
	return "", prompt.ErrInterrupted
}

func (a *answers) Select(question string, options []string) (int, error) {
	a.asked = append(a.asked, question)
	require.NotEmpty(a.t, a.selects, "unexpected question %q", question)
	answer := a.selects[0]
	a.selects = a.selects[1:]
	require.Less(a.t, answer, len(options))
	return answer, nil
}

// runWith runs the plugin with a prompter and returns what it printed.
func runWith(t *testing.T, p prompt.Prompter, args ...string) (code int, out, errOut string) {
	t.Helper()
	streams, _, stdout, stderr := genericiooptions.NewTestIOStreams()
	code = run(t.Context(), args, streams, p, nil)
	return code, stdout.String(), stderr.String()
}

// inEmptyFolder changes to a new folder and returns where the small pack lies.
func inEmptyFolder(t *testing.T) (pack string) {
	t.Helper()
	pack, err := filepath.Abs("../testdata/packs/small")
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	return pack
}

func TestNewAsksForWhatIsMissing(t *testing.T) {
	pack := inEmptyFolder(t)
	p := &answers{t: t, inputs: []string{"Shop", "shop", "", "Nobody!", "team-shop"}, selects: []int{1}}
	code, _, errOut := runWith(t, p, "new", "--pack", pack)
	require.Zero(t, code, errOut)
	assert.Equal(t, []string{"Name of the service", "Stage it is in", "Owning team"}, p.asked)
	require.Len(t, p.refused, 3)
	assert.Contains(t, p.refused[0], "not a DNS label")
	assert.Contains(t, p.refused[1], "needs a value")
	assert.Contains(t, p.refused[2], "does not match")
	record, err := os.ReadFile("shop/svc.yaml")
	require.NoError(t, err)
	assert.Contains(t, string(record), "stage: grown")
	assert.Contains(t, string(record), "owner: team-shop")
}

func TestNewAsksForTheLanguage(t *testing.T) {
	inEmptyFolder(t)
	p := &answers{t: t, inputs: []string{"shop"}, selects: []int{1, 0}}
	code, _, errOut := runWith(t, p, "new")
	require.Zero(t, code, errOut)
	assert.Equal(t, []string{"Name of the service", "Language it is written in", "Stage it is in"}, p.asked)
	record, err := os.ReadFile("shop/svc.yaml")
	require.NoError(t, err)
	assert.Contains(t, string(record), "language: typescript")
}

func TestLeavingAQuestionWritesNothing(t *testing.T) {
	pack := inEmptyFolder(t)
	code, _, errOut := runWith(t, &answers{t: t}, "new", "--pack", pack, "--stage", "grown", "shop")
	assert.Equal(t, exitError, code)
	assert.Equal(t, "error: interrupted; nothing was changed\n", errOut)
	assert.NoDirExists(t, "shop")
}

func TestDryRunAsksNothingAboutConflicts(t *testing.T) {
	pack := inEmptyFolder(t)
	code, _, errOut := runWith(t, nil, "new", "shop", "--pack", pack)
	require.Zero(t, code, errOut)
	require.NoError(t, os.WriteFile("shop/app.conf", []byte("all of it is mine\n"), 0o644))
	p := &answers{t: t}
	code, _, _ = runWith(t, p, "promote", "shop", "--set", "owner=team-shop", "--dry-run")
	assert.Equal(t, exitConflicts, code)
	assert.Empty(t, p.asked)
}
