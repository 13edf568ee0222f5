package yaml

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

// TestMadeUp merges texts that are made up from seeds. They are YAML, mostly,
// so hardly one may fall back to lines.
func TestMadeUp(t *testing.T) {
	const count = 3000
	fallbacks := map[string]int{}
	readable := 0
	for seed := range uint64(count) {
		s := scenario(seeded(seed))
		if t.Failed() {
			return
		}
		func() {
			defer func() {
				if t.Failed() {
					t.Logf("seed %d\n-- base --\n%s-- yours --\n%s-- template --\n%s", seed, s.Base, s.Yours, s.Template)
				}
			}()
			requireProperties(t, s)
		}()
		if !readableSides(s) {
			continue
		}
		readable++
		if got := (Merger{}).Merge(s, mergetest.Labels(), nil); got.Fallback != "" {
			fallbacks[got.Fallback]++
			if fallbacks[got.Fallback] < 30 {
				t.Logf("seed %d: %s", seed, got.Fallback)
			}
		}
	}
	total := 0
	for _, n := range fallbacks {
		total += n
	}
	t.Logf("%d of %d fell back: %v", total, readable, fallbacks)
	require.Greater(t, readable, count/2)
	require.Less(t, total*100, readable, "1 %% at most")
}

func readableSides(s merge.Sides) bool {
	for _, content := range [][]byte{s.Base, s.Yours, s.Template} {
		if src, err := read(content); err != nil || agree(src, content) != nil {
			return false
		}
	}
	return true
}

// FuzzMerge makes up texts and edits from the input.
func FuzzMerge(f *testing.F) {
	for seed := range uint64(40) {
		p := seeded(seed)
		var input []byte
		for range 200 {
			input = append(input, byte(p(256)))
		}
		f.Add(input)
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		s := scenario(fromBytes(input))
		defer func() {
			if t.Failed() {
				t.Logf("-- base --\n%s-- yours --\n%s-- template --\n%s", s.Base, s.Yours, s.Template)
			}
		}()
		requireProperties(t, s)
	})
}

// FuzzAnyBytes merges any bytes.
func FuzzAnyBytes(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s.Base, s.Yours, s.Template)
	}
	f.Add([]byte("<<<<<<< "), []byte("a:d1\n=======\n"), []byte("a:d1\n=======\nate\n"))
	f.Add([]byte("0"), []byte("<<<<<<< yours `"), []byte("<<<<<<< yours `"))
	f.Fuzz(func(t *testing.T, base, yours, template []byte) {
		requireProperties(t, merge.Sides{Base: append([]byte{}, base...), Yours: append([]byte{}, yours...), Template: append([]byte{}, template...)})
	})
}

// FuzzRead compares the reader with yaml.v3: what it takes, the other one takes
// for the same.
func FuzzRead(f *testing.F) {
	for seed := range uint64(40) {
		f.Add(scenario(seeded(seed)).Yours)
	}
	for _, s := range hostile() {
		f.Add(s.Yours)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := read(content)
		if err != nil {
			return
		}
		if err := agree(s, content); err != nil && !unknownAnchor(err) {
			t.Fatalf("%v\n%q", err, content)
		}
	})
}
