package text

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

// FuzzAgainstGit makes up texts and edits from the input and merges them here
// and with git. A difference in alignment is no failure, but one that
// alignment does not explain is.
func FuzzAgainstGit(f *testing.F) {
	for i := range styles() {
		for seed := range uint64(5) {
			p := seeded(seed)
			input := []byte{byte(i)}
			for range 80 {
				input = append(input, byte(p(256)))
			}
			f.Add(input)
		}
	}
	f.Add([]byte{})
	g := newGit(f)
	f.Fuzz(func(t *testing.T, input []byte) {
		p := fromBytes(input)
		s := scenario(p, styles()[p(len(styles()))])
		requireInvariants(t, s)
		got := Merger{}.Merge(s, mergetest.Labels(), nil)
		want, conflicts := g.merge(t, s)
		require.Equal(t, conflicts > 0, bytes.Contains([]byte(want), []byte("<<<<<<< yours\n")))
		if string(got.Content) != want {
			requireExplained(t, g, s, want)
		}
	})
}

// FuzzAnyBytes checks on any bytes what holds to the byte.
func FuzzAnyBytes(f *testing.F) {
	f.Add([]byte("a\nb\nc\n"), []byte("a\r\nb\r\nC"), []byte("\ufeffA\nb\nc\n"))
	f.Add([]byte(""), []byte("\r"), []byte("\r\n\r\r\n"))
	f.Add([]byte("<<<<<<< a\n=======\n>>>>>>> b\n"), []byte("=======\n"), []byte("\x00\xff\n"))
	f.Fuzz(func(t *testing.T, base, yours, template []byte) {
		s := merge.Sides{Base: append([]byte{}, base...), Yours: append([]byte{}, yours...), Template: append([]byte{}, template...)}
		for _, content := range [][]byte{s.Base, s.Yours, s.Template} {
			if bytes.LastIndex(content, []byte(byteOrderMark)) > 0 {
				t.Skip("a byte order mark within a text may become its first bytes")
			}
		}
		requireProperties(t, s)
	})
}
