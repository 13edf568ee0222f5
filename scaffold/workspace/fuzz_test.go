package workspace

import (
	"bytes"
	"testing"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// FuzzBase: the base holds any bytes exactly, whatever stands beside them.
func FuzzBase(f *testing.F) {
	for _, seed := range []string{"", "a\n", "a", "-- b --\n", "a\n-- b --\nc\n", "\x00", "\r\n", "a\r", "\n\n", "-- \n --\n", "\ufeffa\n", "\xff\n"} {
		f.Add([]byte(seed), []byte("other\n"))
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		base := tree.Tree{"a.txt": {Content: a}, "b.sh": {Content: b, Executable: true}}
		state, archive, err := encodeState(renderedAt("prototype"), nil, base, func(string) pack.Policy { return pack.PolicyMerge })
		if err != nil {
			t.Fatal(err)
		}
		_, back, err := decodeState(state, archive, "")
		if err != nil {
			t.Fatalf("%v\n%s", err, archive)
		}
		for path, want := range base {
			if !bytes.Equal(back[path].Content, want.Content) || back[path].Executable != want.Executable {
				t.Fatalf("%s: %q became %q in\n%s", path, want.Content, back[path].Content, archive)
			}
		}
	})
}

// FuzzOperation: what is stored of an operation is read back or refused, never
// a panic and never a path outside the service.
func FuzzOperation(f *testing.F) {
	data, err := encodeOperation(conflictOperation())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("-- operation.yaml --\nversion: 1\nchanges: [{path: ../x}]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		op, err := decodeOperation(data)
		if err != nil {
			return
		}
		for _, c := range op.Changes {
			if pack.CheckPath(c.Path) != nil {
				t.Fatalf("it leads to %q", c.Path)
			}
		}
		if _, err := encodeOperation(op); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzState: a damaged state or base is refused, never a panic.
func FuzzState(f *testing.F) {
	own, err := ownFiles(newOperation())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(own[4].After.Content, own[3].After.Content)
	f.Fuzz(func(t *testing.T, state, archive []byte) {
		s, base, err := decodeState(state, archive, "")
		if err == nil && len(s.Files) < len(base) {
			t.Fatalf("%d files of the state make %d of the base", len(s.Files), len(base))
		}
	})
}
