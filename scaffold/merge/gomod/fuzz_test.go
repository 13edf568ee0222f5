package gomod

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

// FuzzMerge checks on any bytes: without a change on one side the other side
// is the result; a clean result can be read; and it has what one side added.
func FuzzMerge(f *testing.F) {
	const head = "module example.com/orders\n\ngo 1.25.0\n"
	f.Add([]byte(head+"require example.com/a v1.0.0\n"), []byte(head+"require (\n\texample.com/a v1.1.0\n\texample.com/c v1.0.0 // indirect\n)\n"), []byte(head+"toolchain go1.25.1\nrequire example.com/a v1.2.0 // why\n"))
	f.Add([]byte(head+"replace example.com/a v1.0.0 => ../a\n"), []byte(head+"// above\nexclude example.com/a v1.0.0\nretract [v1.0.0, v1.2.0]"), []byte("module \"example.com/x\"\r\ngo 1.26\r\ntool example.com/a\r\ngodebug default=go1.21\r\n"))
	f.Add([]byte(head+"require (\n\texample.com/a v1.0.0\n)\n"), []byte(head), []byte(head+"require (\n\texample.com/a v1.0.1\n\n\t// apart\n\n\texample.com/b v1.0.0\n)\n"))
	f.Fuzz(func(t *testing.T, base, yours, template []byte) {
		merged := func(b, y, tm []byte) merge.Result {
			return Merger{}.Merge(merge.Sides{Base: b, Yours: y, Template: tm}, mergetest.Labels(), nil)
		}
		base = append([]byte{}, base...)
		require.Equal(t, string(yours), string(merged(base, yours, base).Content))
		require.Equal(t, string(template), string(merged(base, base, template).Content))
		got := merged(base, yours, template)
		if got.Fallback != "" {
			return
		}
		shown := string(got.Content) + strings.Join(got.Notes, "\n") // a lower version is in a note
		for _, c := range got.Conflicts {
			shown += "\n" + c.Yours + "\n" + c.Template
		}
		b, _ := parse(base)
		for _, side := range [][]byte{yours, template} {
			s, err := parse(side)
			if err != nil {
				continue // both sides are the same
			}
			for _, added := range s.statements {
				if b == nil || b.find(added.id) == nil {
					require.Contains(t, shown, strings.Fields(string(s.content[added.args:]))[0])
				}
			}
		}
		if len(got.Conflicts) > 0 {
			return
		}
		for _, content := range [][]byte{base, yours, template} {
			if _, err := parse(content); err != nil {
				return
			}
		}
		_, err := parse(got.Content)
		require.NoError(t, err)
	})
}
