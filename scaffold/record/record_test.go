package record

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const commented = `# our service
apiVersion: kubectl-svc.dev/v1alpha1
kind: ServiceProject
metadata:
  name: orders   # never renamed

spec:
  stage: "prototype" # the idea
  language: go
  pack: {name: standard, version: 1.0.0}   # built in

  platform: []
  parameters:
    # who answers the phone
    owner: team-checkout
    port: 8080   # behind the proxy

  environments: []
`

func TestEditTouchesOnlyWhatChanges(t *testing.T) {
	want, err := Parse([]byte(commented))
	require.NoError(t, err)
	want.Spec.Stage = "rapid"
	want.Spec.Pack.Version = "1.1.0"
	want.Spec.Platform = []string{"argo-rollouts"}
	want.Spec.Parameters["image"] = "ghcr.io/acme/orders"
	want.Spec.Parameters["port"] = 9000

	got, err := Edit([]byte(commented), want)
	require.NoError(t, err)

	expected := strings.NewReplacer(
		`stage: "prototype"`, `stage: rapid`,
		"version: 1.0.0", "version: 1.1.0",
		"platform: []", "platform: [argo-rollouts]",
		"port: 8080   # behind the proxy\n", "port: 9000   # behind the proxy\n    image: ghcr.io/acme/orders\n",
	).Replace(commented)
	assert.Equal(t, expected, string(got))
}

func TestEditHandlesOtherLayouts(t *testing.T) {
	head := "apiVersion: kubectl-svc.dev/v1alpha1\nkind: ServiceProject\nmetadata: {name: orders}\n"
	cases := []struct {
		name, spec, want string
	}{
		{"empty flow parameters", "spec: {stage: a, pack: {name: p, version: 1.0.0}, platform: [], parameters: {}}\n",
			"spec: {stage: a, pack: {name: p, version: 1.0.0}, platform: [], parameters: {owner: me}}\n"},
		{"an empty {} in a block", "spec:\n  stage: a\n  pack: {name: p, version: 1.0.0}\n  parameters: {}   # none yet\n  platform: []\n",
			"spec:\n  stage: a\n  pack: {name: p, version: 1.0.0}\n  parameters:\n    owner: me   # none yet\n  platform: []\n"},
		{"no final newline", "spec:\n  stage: a\n  pack: {name: p, version: 1.0.0}\n  parameters:\n    x: 1",
			"spec:\n  stage: a\n  pack: {name: p, version: 1.0.0}\n  parameters:\n    x: 1\n    owner: me"},
		{"multibyte text before the value", "spec: {stage: a, pack: {name: p, version: 1.0.0}, parameters: {x: \"é, }\"}}\n",
			"spec: {stage: a, pack: {name: p, version: 1.0.0}, parameters: {x: \"é, }\", owner: me}}\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			want, err := Parse([]byte(head + c.spec))
			require.NoError(t, err)
			if want.Spec.Parameters == nil {
				want.Spec.Parameters = map[string]any{}
			}
			want.Spec.Parameters["owner"] = "me"
			got, err := Edit([]byte(head+c.spec), want)
			require.NoError(t, err)
			assert.Equal(t, head+c.want, string(got))
		})
	}
}

func TestEditKeepsCommentsWhereItMustRewrite(t *testing.T) {
	text := "apiVersion: kubectl-svc.dev/v1alpha1\nkind: ServiceProject\nmetadata: {name: orders}\n" +
		"spec:\n  stage: &s prototype # the idea\n  pack: {name: p, version: 1.0.0}\n"
	want, err := Parse([]byte(text))
	require.NoError(t, err)
	want.Spec.Stage = "rapid"
	got, err := Edit([]byte(text), want)
	require.NoError(t, err)
	assert.Contains(t, string(got), "# the idea")
	back, err := Parse(got)
	require.NoError(t, err)
	assert.Equal(t, "rapid", back.Spec.Stage)
}

func TestEditRefusesAnAnchorThatOthersUse(t *testing.T) {
	text := "apiVersion: kubectl-svc.dev/v1alpha1\nkind: ServiceProject\nmetadata: {name: orders}\n" +
		"spec:\n  stage: &s prototype\n  pack: {name: p, version: 1.0.0}\n  parameters: {owner: *s}\n"
	want, err := Parse([]byte(text))
	require.NoError(t, err)
	want.Spec.Stage = "rapid"
	_, err = Edit([]byte(text), want)
	require.ErrorContains(t, err, "write its values without anchors and try again")
}

func TestNewRoundTrips(t *testing.T) {
	r := &Record{APIVersion: APIVersion, Kind: Kind, Metadata: Metadata{Name: "orders"}, Spec: Spec{
		Stage: "prototype", Language: "go", Pack: PackRef{Name: "standard", Version: "1.0.0"},
		Parameters: map[string]any{"owner": "yes", "port": 8080, "egress": []any{"10.0.0.0/8:5432"}},
	}}
	text, err := New(r)
	require.NoError(t, err)
	back, err := Parse(text)
	require.NoError(t, err)
	assert.Equal(t, r.Spec.Parameters, back.Spec.Parameters, "a string that looks like a boolean stays a string")
}

func TestParseRefuses(t *testing.T) {
	good := "apiVersion: kubectl-svc.dev/v1alpha1\nkind: ServiceProject\nmetadata: {name: orders}\nspec: {stage: prototype, pack: {name: standard, version: 1.0.0}}\n"
	cases := []struct{ name, text, says string }{
		{"another kind", "apiVersion: v1\nkind: Service\nmetadata: {name: x}\n", "not a service record"},
		{"an empty file", "", "not a service record"},
		{"a syntax error", "apiVersion: [", "line 1"},
		{"an unknown field", strings.Replace(good, "stage:", "stge:", 1), "line 4: unknown field stge"},
		{"two documents", good + "---\na: b\n", "more than one document"},
		{"a bad name", strings.Replace(good, "orders", "Orders", 1), "not a DNS label"},
		{"no stage", strings.Replace(good, "stage: prototype, ", "", 1), "spec.stage is missing"},
		{"no pack", strings.Replace(good, "name: standard, ", "", 1), "spec.pack needs"},
		{"a waiver without owner", strings.Replace(good, "stage:", "waivers: [{gate: G, reason: r, expires: 2027-01-01}], stage:", 1), "needs gate, reason, owner and expires"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse([]byte(c.text))
			require.Error(t, err)
			assert.Contains(t, err.Error(), c.says)
			assert.NotContains(t, err.Error(), "\n", "an error is one line")
		})
	}
}

func TestValidateName(t *testing.T) {
	for _, good := range []string{"a", "orders", "orders-2", strings.Repeat("a", MaxNameLength)} {
		assert.NoError(t, ValidateName(good), good)
	}
	for _, bad := range []string{"", "Orders", "2orders", "-a", "a-", "a_b", "a.b", "../a", "a/b", "a b", "é", "a\n", strings.Repeat("a", MaxNameLength+1)} {
		assert.Error(t, ValidateName(bad), bad)
	}
}

// TestHeads: the quick look takes for a record only what Parse does not take for
// something else.
func TestHeads(t *testing.T) {
	head := "apiVersion: kubectl-svc.dev/v1alpha1\nkind: ServiceProject\n"
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"a record":                {commented, true},
		"a broken one":            {head + "metadata: [\n", true},
		"a Service":               {"apiVersion: v1\nkind: Service\n", false},
		"a record in a record":    {"apiVersion: v1\nkind: List\nitems:\n- " + strings.ReplaceAll(head, "\n", "\n  "), false},
		"another version":         {strings.Replace(head, "v1alpha1", "v2", 1), false},
		"CRLF, which Parse reads": {strings.ReplaceAll(head, "\n", "\r\n"), false},
	} {
		assert.Equal(t, c.want, Heads([]byte(c.text)), name)
		if c.want {
			_, err := Parse([]byte(c.text))
			assert.NotErrorIs(t, err, ErrNotARecord, name)
		}
	}
}
