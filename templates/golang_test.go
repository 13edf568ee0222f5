package templates_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// golang is what differs in Go.
var golang = language{
	name: "go", service: "internal/service", routes: "service.go", made: []string{"bin"},
	command:    func(dir string) []string { return []string{filepath.Join(dir, "bin", serviceName)} },
	image:      func(out string) []string { return []string{filepath.Join(out, "service")} },
	base:       "gcr.io/distroless/static-debian12:nonroot",
	entrypoint: `["/service"]`,
	prepare:    needModules,
	lint: func(t *testing.T, dir string) {
		t.Helper()
		assert.Empty(t, command(t, dir, "gofmt", "-l", "."))
		command(t, dir, "go", "vet", "./...")
	},
	complete: func(t *testing.T, dir string) {
		t.Helper()
		needModules(t, dir)
		for _, module := range []string{dir, filepath.Join(dir, "test")} {
			if _, err := os.Stat(filepath.Join(module, "go.mod")); os.IsNotExist(err) {
				continue // the stage has no tests from outside
			}
			cmd := exec.CommandContext(t.Context(), testtool.Path(t, "go"), "mod", "tidy", "-diff")
			cmd.Dir, cmd.Env = module, environment()
			diff, err := cmd.Output()
			assert.Empty(t, string(diff))
			if err != nil && len(diff) == 0 {
				testtool.Without(t, "go mod tidy cannot reach the modules' own tests")
			}
		}
	},
	coverage: "reports/coverage.out",
	profile:  "mode: set\na.go:1.1,2.2 7 1\na.go:3.1,4.2 3 0\na.go:3.1,4.2 3 0\n",
	stress:   []string{"stress", "FUZZTIME=200x"},
	unknown:  "fetching vulnerabilities",
	stopping: []part{
		{"internal/platform/run.go", `env\("SHUTDOWN_DELAY", "(\d+)s"\)`, 0},
		{"internal/platform/stage.go", `drainTimeout += (\d+) \* time.Second`, 0},
		{"internal/platform/run.go", `closeTimeout += time.Second\n`, 1},
	},
	moved:    edit{"internal/service/service.go", "GET /v1/hello", "GET /v1/goodbye"},
	troubled: troubledGo,
	team: []edit{
		{"README.md", "", "\n## Prices\n\nThey are in cents, and in internal/price.\n"},
		{"Makefile", "", "\n.PHONY: prices\nprices: ## show what things cost\n\tgo test -v ./internal/price\n"},
		{"Dockerfile", "USER 65532:65532\n", "ENV TZ=Europe/Berlin\n\nUSER 65532:65532\n"},
		{"internal/price/price.go", "", "// Package price knows what things cost.\npackage price\n\n// Of is the price of an order in cents.\nfunc Of(id string) int { return 100 * len(id) }\n"},
		{"internal/price/price_test.go", "", "package price_test\n\nimport (\n\t\"testing\"\n\n\t\"orders-svc/internal/price\"\n)\n\nfunc TestOf(t *testing.T) {\n\tif got := price.Of(\"4711\"); got != 400 {\n\t\tt.Errorf(\"%d cents\", got)\n\t}\n}\n"},
		{"internal/service/service.go", "\t\"orders-svc/internal/platform\"\n", "\t\"orders-svc/internal/platform\"\n\t\"orders-svc/internal/price\"\n"},
		{"internal/service/service.go", "\tmux.HandleFunc(\"GET /v1/hello\", h.hello)\n", "\tmux.HandleFunc(\"GET /v1/hello\", h.hello)\n\tmux.HandleFunc(\"GET /v1/orders/{id}\", h.order)\n"},
		{"internal/service/service.go", "", "\nfunc (h *handler) order(w http.ResponseWriter, r *http.Request) {\n\tplatform.WriteJSON(w, http.StatusOK, map[string]int{\"cents\": price.Of(r.PathValue(\"id\"))})\n}\n"},
		{"internal/service/service_test.go", "\t\t\"/v1/hello\":             `{\"message\":\"hello, world\"}`,\n", "\t\t\"/v1/hello\":             `{\"message\":\"hello, world\"}`,\n\t\t\"/v1/orders/4711\":       `{\"cents\":400}`,\n"},
	},
	demo: []edit{
		{"internal/service/service.go", "\t\"cmp\"\n", ""},
		{"internal/service/service.go", "\th := &handler{}\n\tmux.HandleFunc(\"GET /v1/hello\", h.hello)\n", ""},
		{"internal/service/service.go", "\nfunc (h *handler) hello(w http.ResponseWriter, r *http.Request) {\n\tname := cmp.Or(r.URL.Query().Get(\"name\"), \"world\")\n\tplatform.Log(r.Context()).Debug(\"hello\", \"name\", name)\n\tplatform.WriteJSON(w, http.StatusOK, map[string]string{\"message\": \"hello, \" + name})\n}\n", ""},
		{"internal/service/service_test.go", "", ""},
	},
}

// troubledGo are the routes of a service that fails, is slow and asks a
// dependency, as its team might have written them.
const troubledGo = `package service

import (
	"net/http"
	"os"
	"time"

	"orders-svc/internal/platform"
)

func Routes(mux *http.ServeMux, deps *platform.Deps) error {
	client := deps.Client("payments")
	mux.HandleFunc("GET /v1/good", func(w http.ResponseWriter, r *http.Request) {
		platform.WriteJSON(w, http.StatusOK, "good")
	})
	mux.HandleFunc("GET /v1/bad", func(w http.ResponseWriter, r *http.Request) {
		platform.Problem(w, r, http.StatusInternalServerError, "")
	})
	mux.HandleFunc("GET /v1/slow", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(time.Second)
		platform.WriteJSON(w, http.StatusOK, "slow")
	})
	mux.HandleFunc("GET /v1/payments", func(w http.ResponseWriter, r *http.Request) {
		request, err := http.NewRequestWithContext(r.Context(), http.MethodGet, os.Getenv("PAYMENTS"), nil)
		if err != nil {
			platform.Problem(w, r, http.StatusInternalServerError, "")
			return
		}
		answer, err := client.Do(request)
		if err != nil {
			platform.Problem(w, r, http.StatusBadGateway, "")
			return
		}
		defer answer.Body.Close()
		platform.WriteJSON(w, answer.StatusCode, "payments")
	})
	return nil
}
`
