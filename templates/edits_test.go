package templates_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// edit is a change that a user makes to a service: old becomes new. An empty
// new cuts old out; an empty old adds new to the end of the file, which need
// not exist; where both are empty, the file is deleted.
type edit struct{ path, old, new string }

// make carries the edit out.
func (e edit) make(t *testing.T, dir string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(e.path))
	if e.old == "" && e.new == "" {
		require.NoError(t, os.Remove(path))
		return
	}
	content, err := os.ReadFile(path)
	mode := os.FileMode(0o644)
	if os.IsNotExist(err) {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	} else {
		require.NoError(t, err)
		info, err := os.Stat(path)
		require.NoError(t, err)
		mode = info.Mode()
	}
	text := string(content)
	if e.old == "" {
		text += e.new
	} else {
		require.Equal(t, 1, strings.Count(text, e.old), "%s holds %q once", e.path, e.old)
		text = strings.Replace(text, e.old, e.new, 1)
	}
	require.NoError(t, os.WriteFile(path, []byte(text), mode))
}

// holds checks that the edit is there.
func (e edit) holds(t *testing.T, dir string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(e.path)))
	if e.old == "" && e.new == "" {
		assert.ErrorIs(t, err, os.ErrNotExist, "%s is back", e.path)
		return
	}
	if !assert.NoError(t, err) {
		return
	}
	if e.new == "" {
		assert.NotContains(t, string(content), e.old, "%s: what was cut out is back", e.path)
		return
	}
	assert.Equal(t, 1, strings.Count(string(content), e.new), "%s should hold once:\n%s\nand is:\n%s", e.path, e.new, content)
}

// teamsEdits are what a team has done to its prototype by the time it has
// users: its own routes and package, and a line here and there in files that
// the tool keeps up.
func teamsEdits(l language) []edit {
	return append([]edit{
		{"README.md", "What this service does, in two sentences. They are yours to write.", "Takes orders and says what they cost."},
		{".gitignore", "", "/.idea/\n"},
		{"api/openapi.yaml", "components:\n", "  /v1/orders/{id}:\n    get:\n      operationId: order\n      parameters:\n        - name: id\n          in: path\n          required: true\n          schema:\n            type: string\n      responses:\n        \"200\":\n          description: The order.\ncomponents:\n"},
		{"deploy/base/deployment.yaml", "            - name: ADMIN_PORT\n              value: \"9090\"\n", "            - name: ADMIN_PORT\n              value: \"9090\"\n            - name: CURRENCY\n              value: EUR\n"},
		{"deploy/base/deployment.yaml", "              path: /readyz\n              port: admin\n            periodSeconds: 5\n            timeoutSeconds: 2\n", "              path: /readyz\n              port: admin\n            periodSeconds: 5\n            timeoutSeconds: 4\n"},
		{"deploy/base/deployment.yaml", "              cpu: 100m\n", "              cpu: 150m\n"},
		{"deploy/overlays/dev/local/kustomization.yaml", "patches: []\n", "patches:\n  - patch: |-\n      - op: add\n        path: /spec/template/spec/containers/0/env/-\n        value: {name: DEBUG, value: \"1\"}\n    target:\n      kind: Deployment\n"},
		{"monitoring/rules.yaml", "", "      - alert: OrdersPile\n        expr: sum(orders_waiting{job=\"orders\"}) > 1000\n        for: 10m\n        labels:\n          severity: ticket\n          service: orders\n        annotations:\n          summary: \"orders: More than a thousand orders wait.\"\n"},
		{"renovate.json", "    \"dependencies\"\n", "    \"dependencies\",\n    \"checkout\"\n"},
	}, l.team...)
}

// demoRouteDeleted are the edits of somebody who starts by throwing the
// example out.
func demoRouteDeleted(l language) []edit {
	return append([]edit{
		{"api/openapi.yaml", demoOperation, ""},
		{"api/openapi.yaml", "paths:\n", "paths: {}\n"},
		{"README.md", "\ncurl localhost:8080/v1/hello", ""},
	}, l.demo...)
}

// demoOperation is the example in api/openapi.yaml.
const demoOperation = `  /v1/hello:
    get:
      operationId: hello
      summary: Greets somebody.
      parameters:
        - name: name
          in: query
          schema:
            type: string
            default: world
      responses:
        "200":
          description: The greeting.
          content:
            application/json:
              schema:
                type: object
                required: [message]
                properties:
                  message:
                    type: string
        default:
          $ref: "#/components/responses/Problem"
`
