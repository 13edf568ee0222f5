package cluster

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestDrivers: the Rollouts of a namespace are known while its Deployments come,
// also when those of the next have been read.
func TestDrivers(t *testing.T) {
	rows := make(chan *Service, 9)
	for _, r := range []*Service{{Namespace: "a", Name: "m", drives: "b"}, {Namespace: "a", Name: "n", drives: "z"}, {Namespace: "b", Name: "o", drives: "o"}} {
		rows <- r
	}
	close(rows)
	d := &drivers{rows: rows}
	of := func(namespace, name string) string {
		if r := d.of(&Service{Namespace: namespace, Name: name}); r != nil {
			return r.Name
		}
		return ""
	}
	assert.Equal(t, "m", d.first().Name)
	assert.Equal(t, "m", of("a", "b"))
	assert.Empty(t, of("a", "m"), "a Deployment that merely has the Rollout's name")
	assert.Equal(t, "m", d.take().Name)
	assert.Equal(t, "n", d.take().Name)
	assert.Equal(t, "o", d.first().Name)
	assert.Equal(t, "n", of("a", "z"))
	assert.Equal(t, "o", of("b", "o"))
	assert.Empty(t, of("a", "o"))
	assert.Equal(t, "o", d.take().Name)
	assert.Nil(t, d.first())
}
