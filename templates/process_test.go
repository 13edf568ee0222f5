package templates_test

import (
	"net/http"
	"testing"

	"github.com/kubectl-svc/kubectl-svc/templates/conformance"
)

// process is a service that runs.
type process struct {
	*conformance.Process
	app, admin string // host:port
}

// startService builds a fresh service and starts it on free ports.
func startService(t *testing.T, stage string, l language, set []string, env ...string) *process {
	t.Helper()
	dir := newService(t, stage, l.name, set)
	makes(t, dir, "build", "VERSION=1.2.3")
	return start(t, l.command(dir), env...)
}

// start runs a command until the test ends.
func start(t *testing.T, command []string, env ...string) *process {
	t.Helper()
	p := conformance.Start(t, "", command, env...)
	return &process{p, p.App, p.Admin}
}

// answer is a response with its body.
type answer struct {
	*http.Response
	body string
}

// call sends a request without a body.
func call(t *testing.T, method, address, path string, header ...string) answer {
	t.Helper()
	a := conformance.Call(t, method, address, path, "", header...)
	return answer{a.Response, a.Text}
}
