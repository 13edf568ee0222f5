package plan

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

// A resolution that settles nothing is told of.
func TestCheckResolutions(t *testing.T) {
	files := []FileConflicts{
		{"app.conf", []merge.Conflict{{Field: "line 5"}, {Field: "line 9", Both: true}}},
		{"deploy/two.yaml", []merge.Conflict{{Field: "Deployment/a spec.replicas"}, {Field: "Deployment/b spec.replicas"}}},
	}
	paths := []string{"app.conf", "deploy/two.yaml", "README.md"}
	tests := []struct {
		name, flag   string
		err, warning string
	}{
		{"every file", "yours", "", ""},
		{"both in every file", "both", "", ""},
		{"a file", "yours=app.conf", "", ""},
		{"a glob", "template=deploy/**", "", ""},
		{"a field", "yours=app.conf#line 5", "", ""},
		{"both where it can be", "both=app.conf#line 9", "", ""},
		{"a field of one object", "yours=deploy/two.yaml#Deployment/a spec.replicas", "", ""},
		{"a field of all objects", "yours=deploy/two.yaml#*spec.replicas", "", ""},
		{"a file without conflict", "yours=README.md", "", "there is no conflict to settle"},
		{"a field of a file without conflict", "yours=README.md#line 1", "", "there is no conflict to settle"},
		{"a file that is not there", "yours=app.cfg", "no file of the service has that path", ""},
		{"a glob that covers no file", "yours=deplyo/**", "no file of the service has that path", ""},
		{"a field that is not there", "yours=app.conf#line 6", "there is no conflict of that name; there is line 5, line 9", ""},
		{"a field that two objects have", "yours=deploy/two.yaml#spec.replicas", "several objects have that field: name one, such as 'Deployment/a spec.replicas'", ""},
		{"both where it cannot be", "both=app.conf#line 5", "both cannot stand", ""},
		{"both in a file where it cannot be", "both=deploy/two.yaml", "", "no conflict in which each side only adds"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			known := func(r Resolution) bool {
				for _, p := range paths {
					if r.CoversFile(p) {
						return true
					}
				}
				return false
			}
			warnings, err := CheckResolutions(resolve(t, tt.flag), files, known)
			if tt.err != "" {
				require.ErrorContains(t, err, "--resolve "+tt.flag+": ")
				require.ErrorContains(t, err, tt.err)
				return
			}
			require.NoError(t, err)
			if tt.warning == "" {
				assert.Empty(t, warnings)
				return
			}
			require.Len(t, warnings, 1)
			assert.Contains(t, warnings[0], tt.warning)
		})
	}
}

// The plan tells of them, whether the conflict is settled or open.
func TestComputeChecksResolutions(t *testing.T) {
	in := input(only("f", "B"), only("f", "Y"), only("f", "T"))
	in.Resolve = resolve(t, "yours=g")
	_, err := Compute(in)
	require.ErrorContains(t, err, "--resolve yours=g: ")

	in.Resolve = resolve(t, "template=f#line 1", "yours")
	assertTree(t, only("f", "T"), apply(in.Yours, compute(t, in)))

	in = input(only("f", "B"), only("f", "B"), only("f", "T"))
	in.Resolve = resolve(t, "yours=f")
	assert.Equal(t, []string{"--resolve yours=f: there is no conflict to settle"}, compute(t, in).Warnings)
}
