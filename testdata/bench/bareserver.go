package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// bareServer is a server of the standard library's alone, with a test.
var bareServer = map[string]string{
	"go.mod": "module bare\n\ngo 1.26.0\n",
	"main.go": `package main

import (
	"encoding/json"
	"log/slog"
	"net/http"
)

func main() {
	slog.Error("stopped", "error", http.ListenAndServe("127.0.0.1:0", http.HandlerFunc(hello)))
}

func hello(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode("hello") }
`,
	"main_test.go": `package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestHello(t *testing.T) {
	answer := httptest.NewRecorder()
	hello(answer, httptest.NewRequest(http.MethodGet, "/", nil))
	if answer.Code != http.StatusOK {
		t.Error(answer.Code)
	}
}
`,
}

// bareServerFloor tests that server with the build cache of a folder, which is
// empty before.
func bareServerFloor(env func(dir string) []string) func(dir string) floor {
	return func(dir string) floor {
		return floor{leavesBuilt: "standard library built", test: side{"go test of net/http alone", func(ctx context.Context) (sample, error) {
			module := filepath.Join(dir, "bare")
			if err := os.MkdirAll(module, 0o755); err != nil {
				return sample{}, err
			}
			for name, content := range bareServer {
				if err := os.WriteFile(filepath.Join(module, name), []byte(content), 0o644); err != nil {
					return sample{}, fmt.Errorf("writing the bare server: %w", err)
				}
			}
			return process{dir: module, env: env(dir), argv: []string{"go", "test", "./..."}}.run(ctx)
		}}}
	}
}
