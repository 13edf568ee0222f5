package pack

import (
	"path"
	"strings"
	"testing"
	"testing/fstest"
)

// FuzzLoad: any pack.yaml is a pack or an error in one line, never a panic.
func FuzzLoad(f *testing.F) {
	f.Add("apiVersion: kubectl-svc.dev/v1alpha1\nkind: TemplatePack\nmetadata: {name: x, version: 1.0.0}\nspec: {stages: [{name: a}]}\n")
	f.Add("spec: [")
	f.Fuzz(func(t *testing.T, manifest string) {
		_, err := Load(fstest.MapFS{FileName: {Data: []byte(manifest)}})
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Fatalf("more than one line: %q", err)
		}
	})
}

// FuzzCheckPath: what passes is clean, relative and not the tool's.
func FuzzCheckPath(f *testing.F) {
	for _, seed := range []string{"a", "a/b", "../a", "a/../b", ".svc/x", ".GIT/x", "/a", "con", "a/..", "./a", "a//b", "\\a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, p string) {
		if CheckPath(p) != nil {
			return
		}
		lower := strings.ToLower(p)
		if path.IsAbs(p) || path.Clean(p) != p || strings.HasPrefix(p, "..") && (p == ".." || p[2] == '/') ||
			strings.HasPrefix(lower, ".svc/") || lower == ".svc" || strings.Contains("/"+lower+"/", "/.git/") {
			t.Fatalf("%q passes", p)
		}
	})
}
