package plan

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// deletedByUser is an input in which the user deleted some of the files.
func deletedByUser(deleted ...string) Input {
	base, yours, template := tree.Tree{}, tree.Tree{}, tree.Tree{"new": plain("T")}
	for _, path := range []string{"a.txt", "docs/b.md", "docs/deep/c.md"} {
		base[path], yours[path], template[path] = plain("B"), plain("B"), plain("T")
	}
	for _, path := range deleted {
		delete(yours, path)
	}
	return input(base, yours, template)
}

func TestRestore(t *testing.T) {
	all := []string{"a.txt", "docs/b.md", "docs/deep/c.md"}
	tests := []struct {
		name    string
		restore []string
		want    []string // the restored ones
	}{
		{"nothing", nil, nil},
		{"one file", []string{"a.txt"}, []string{"a.txt"}},
		{"a folder's files", []string{"docs/*"}, []string{"docs/b.md"}},
		{"a folder", []string{"docs/**"}, []string{"docs/b.md", "docs/deep/c.md"}},
		{"two flags for one file", []string{"a.txt", "*.txt"}, []string{"a.txt"}},
		{"everything", []string{"**"}, all},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := deletedByUser(all...)
			in.Restore = tt.restore
			p := compute(t, in)
			want := tree.Tree{"new": plain("T")}
			for _, path := range tt.want {
				want[path] = plain("T")
			}
			assertTree(t, want, apply(in.Yours, p))
		})
	}
}

// Files come back that no rule would bring up by itself.
func TestRestoreOfWhatDidNotChange(t *testing.T) {
	for _, policy := range []pack.Policy{three, once, lock} {
		t.Run(string(policy), func(t *testing.T) {
			in := input(only("f", "B"), tree.Tree{}, mode("B", true))
			in.Rule = func(path string) pack.FileRule { return pack.FileRule{Path: path, Policy: policy} }
			in.Restore = []string{"f"}
			p := compute(t, in)
			assert.Equal(t, Create, single(t, p).Action)
			assertTree(t, mode("B", true), apply(in.Yours, p))
		})
	}
}

func TestRestoreOfARenamedFile(t *testing.T) {
	in := input(only("old", "B"), tree.Tree{}, only("new", "T"))
	in.Renames = []pack.Rename{{From: "old", To: "new"}}
	in.Restore = []string{"new"}
	assertTree(t, only("new", "T"), apply(in.Yours, compute(t, in)))
}

func TestRestoreThatCoversNothing(t *testing.T) {
	for name, glob := range map[string]string{
		"no such file":            "b.txt",
		"a file that is there":    "docs/b.md",
		"a new file":              "new",
		"a glob without a match":  "*.md",
		"a broken glob":           "a[",
		"a folder, not its files": "docs",
	} {
		t.Run(name, func(t *testing.T) {
			in := deletedByUser("a.txt")
			in.Restore = []string{"a.txt", glob}
			_, err := Compute(in)
			require.ErrorContains(t, err, "--restore "+glob)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

// What the plan says to type brings the file back, whatever its name.
func TestRestoreIsTold(t *testing.T) {
	for _, path := range []string{"a.txt", "pages/[id].tsx", "{a,b}.txt"} {
		t.Run(path, func(t *testing.T) {
			in := input(only(path, "B"), tree.Tree{}, only(path, "T"))
			flag, glob, _ := strings.Cut(single(t, compute(t, in)).Next, " ")
			assert.Equal(t, "--restore", flag)
			in.Restore = []string{glob}
			assertTree(t, only(path, "T"), apply(in.Yours, compute(t, in)))
		})
	}
}
