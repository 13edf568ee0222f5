package facts

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestFactsOfAServiceInALargerRepository: reviewers and workflows stand at the
// root of the repository, and only those of this service count.
func TestFactsOfAServiceInALargerRepository(t *testing.T) {
	cases := []struct {
		name, codeowners string
		owners           []string
	}{
		{"everything", "* @all\n", []string{"@all"}},
		{"the last that covers it decides", "* @all\n/services/orders/ @acme/orders\n/services/payments/ @acme/payments\n", []string{"@acme/orders"}},
		{"a folder above", "/services/** @acme/services\n", []string{"@acme/services"}},
		{"another of the same beginning", "/services/order/ @acme/order\n", []string{}},
		{"a comment", "# * @nobody\n", []string{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := New(Source{Name: "orders", Path: "services/orders", Files: fstest.MapFS{}, Repository: fstest.MapFS{
				".github/CODEOWNERS":                  {Data: []byte(c.codeowners)},
				".github/workflows/orders.yaml":       {Data: []byte("permissions: {}\njobs: {}\n")},
				".github/workflows/order.yaml":        {Data: []byte("jobs: {}\n")},
				".github/workflows/payments.old.yaml": {Data: []byte("jobs: {}\n")},
			}})
			v, err := s.Value(t.Context(), "repo.codeowners")
			require.NoError(t, err)
			assert.Equal(t, Codeowners{File: ".github/CODEOWNERS", Owners: c.owners}, v)
			v, err = s.Value(t.Context(), "repo.workflows")
			require.NoError(t, err)
			assert.Equal(t, []Workflow{{File: ".github/workflows/orders.yaml", Unpinned: []string{}, Excess: []string{}}}, v)
		})
	}
}
