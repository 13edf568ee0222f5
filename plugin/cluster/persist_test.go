package cluster

import (
	"errors"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// TestPersist: what an API server refuses just after it came back, it may not
// know yet; at any other time it means what it says.
func TestPersist(t *testing.T) {
	gone := syscall.ECONNREFUSED
	broken := apierrors.NewInternalError(errors.New("range is full"))
	denied := apierrors.NewForbidden(schema.GroupResource{Resource: "services"}, "orders", errors.New("no role"))
	invalid := apierrors.NewBadRequest("no such field")
	for name, test := range map[string]struct {
		answers []error // the last one may be of a request too many
		want    error
		asked   int
	}{
		"it answers":                       {[]error{nil}, nil, 1},
		"it comes back":                    {[]error{gone, gone, nil}, nil, 3},
		"it comes back and reads":          {[]error{gone, broken, denied, nil}, nil, 4},
		"an internal error while it is up": {[]error{broken, nil}, broken, 1},
		"a missing right while it is up":   {[]error{denied, nil}, denied, 1},
		"it comes back and means it":       {[]error{gone, invalid, nil}, invalid, 2},
	} {
		t.Run(name, func(t *testing.T) {
			warnings, asked := 0, 0
			a := &applying{Connection: &Connection{}, req: ApplyRequest{Report: func(Event) { warnings++ }}}
			err := a.persist(t.Context(), func() error {
				asked++
				return test.answers[asked-1]
			})
			assert.Equal(t, test.want, err)
			assert.Equal(t, test.asked, asked)
			assert.LessOrEqual(t, warnings, 1, "it is said once")
		})
	}
	t.Run("it never learns", func(t *testing.T) {
		a := &applying{Connection: &Connection{}, away: time.Now().Add(-startUp - time.Second)}
		assert.Equal(t, error(broken), a.persist(t.Context(), func() error { return broken }))
	})
}
