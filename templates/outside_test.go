package templates_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestServiceIsTestedFromOutside runs what the pipeline runs against the built
// service of the highest stage, and then breaks what each is there to find.
func TestServiceIsTestedFromOutside(t *testing.T) {
	t.Parallel()
	eachOf(t, "", func(t *testing.T, l language) {
		t.Parallel()
		dir := newService(t, "critical", l.name, least("critical"))
		commitAll(t, dir)
		out := makes(t, dir, "contract", "integration", "consumers")
		assert.Contains(t, out, "comparing api/openapi.yaml with that of HEAD")

		for _, test := range []struct {
			name, target string
			break_       []edit
			want         string
		}{
			{
				"a change that breaks clients", "contract",
				[]edit{{"api/openapi.yaml", "                required: [message]\n", ""}},
				"response-property-became-optional",
			},
			{
				"a document that is not valid", "contract",
				[]edit{{"api/openapi.yaml", "          in: query\n", "          in: the query\n"}},
				"parameter",
			},
			{
				"an operation without a name", "contract",
				[]edit{{"api/openapi.yaml", "      operationId: hello\n", ""}},
				"no operationId",
			},
			{
				"an answer that is not as documented", "contract",
				[]edit{{"api/openapi.yaml", "                  message:\n                    type: string\n", "                  message:\n                    type: integer\n"}},
				"message",
			},
			{
				"a route that is documented and not served", "contract",
				[]edit{l.moved},
				"the service does not know it",
			},
			{
				"a consumer that relied on something else", "consumers",
				[]edit{{"test/consumers/checkout.json", "", `{"consumer":{"name":"checkout"},"interactions":[{"description":"greets","request":{"method":"GET","path":"/v1/hello","query":"name=you"},"response":{"status":200,"body":{"message":"hi, you"}}}]}` + "\n"}},
				"$.body.message: hello, you, want hi, you",
			},
		} {
			t.Run(test.name, func(t *testing.T) {
				for _, e := range test.break_ {
					e.make(t, dir)
				}
				cmd := exec.CommandContext(t.Context(), "make", test.target)
				cmd.Dir, cmd.Env = dir, environment()
				out, err := cmd.CombinedOutput()
				assert.Error(t, err, "it passes")
				assert.Contains(t, string(out), test.want)
				command(t, dir, "git", "checkout", "--quiet", "--", "api", l.service)
				_ = os.Remove(filepath.Join(dir, "test", "consumers", "checkout.json"))
			})
		}

		// A pact that the service keeps.
		edit{"test/consumers/checkout.json", "", `{"consumer":{"name":"checkout"},"interactions":[{"description":"greets","request":{"method":"GET","path":"/v1/hello","query":"name=you"},"response":{"status":200,"headers":{"Content-Type":"application/json","X-Request-Id":"x"},"body":{"message":"x"},"matchingRules":{"$.body.message":{"match":"type"},"$.headers.X-Request-Id":{"match":"regex","regex":"[0-9a-f]+"}}}}]}` + "\n"}.make(t, dir)
		makes(t, dir, "consumers")
	}, language.inTestAll)
}

// TestOpenAPIBase holds which document a change is compared with.
func TestOpenAPIBase(t *testing.T) {
	dir := newService(t, "rapid", "go", least("rapid"))
	run := func(env ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), "scripts/openapi-base.sh", "reports/base.yaml")
		cmd.Dir, cmd.Env = dir, append(environment(), env...)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	base := func() string {
		content, err := os.ReadFile(filepath.Join(dir, "reports", "base.yaml"))
		if os.IsNotExist(err) {
			return ""
		}
		require.NoError(t, err)
		return string(content)
	}
	document := func() string {
		content, err := os.ReadFile(filepath.Join(dir, "api", "openapi.yaml"))
		require.NoError(t, err)
		return string(content)
	}
	require.NoError(t, exec.CommandContext(t.Context(), "git", "-C", dir, "init", "--quiet").Run())
	out, err := run()
	assert.NoError(t, err, out)
	assert.Empty(t, base(), "nothing is committed yet")

	commitAll(t, dir)
	released := document()
	command(t, dir, "git", "tag", "v1.0.0")
	edit{"api/openapi.yaml", "  version: 0.1.0\n", "  version: 0.2.0\n"}.make(t, dir)
	commitAll(t, dir)
	out, err = run()
	assert.NoError(t, err, out)
	assert.Contains(t, out, "v1.0.0")
	assert.Equal(t, released, base(), "the last release's")
	out, err = run("OPENAPI_BASE=HEAD")
	assert.NoError(t, err, out)
	assert.Equal(t, document(), base(), "the one that was asked for")
	out, err = run("OPENAPI_BASE=nowhere")
	assert.Error(t, err)
	assert.Equal(t, 1, strings.Count(out, "\n"), out)
}
