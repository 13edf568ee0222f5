package format

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestFor(t *testing.T) {
	for file, want := range map[string]string{
		"deploy/base/deployment.yaml": "yaml",
		".github/workflows/ci.yml":    "yaml",
		"ops/dashboard.json":          "json",
		"package.json":                "json",
		"go.mod":                      "gomod",
		"tools/go.mod":                "gomod",
		"go.sum":                      "lines",
		".gitignore":                  "lines",
		".gitattributes":              "text",
		".github/CODEOWNERS":          "text",
		"Makefile":                    "text",
		"Dockerfile":                  "text",
		"cmd/orders/main.go":          "text",
	} {
		assert.Equal(t, want, For(file).Name(), file)
	}
}
