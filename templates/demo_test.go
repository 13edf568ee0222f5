package templates_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestDemoRouteAnswers starts each stage's service as `new` leaves it.
func TestDemoRouteAnswers(t *testing.T) {
	t.Parallel()
	eachLanguage(t, func(t *testing.T, stage string, l language) {
		t.Parallel()
		p := startService(t, stage, l, settings(stage))
		a := call(t, http.MethodGet, p.app, "/v1/hello?name=you")
		assert.Equal(t, http.StatusOK, a.StatusCode)
		assert.JSONEq(t, `{"message":"hello, you"}`, a.body)
	})
}
