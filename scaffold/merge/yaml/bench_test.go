package yaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	yamlv3 "go.yaml.in/yaml/v3"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

// long is a file of about that many lines, in Deployments of 50, that each side
// edited in some places, none the same.
func long(lines, edits int) merge.Sides {
	var base strings.Builder
	for i := range lines / 50 {
		fmt.Fprintf(&base, "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: service-%d\n  labels:\n    app.kubernetes.io/name: service-%d\nspec:\n  template:\n    spec:\n      containers:\n        - name: main\n          image: ghcr.io/acme/service-%d:1.0.0 # the pipeline sets it\n          env:\n", i, i, i)
		for k := range 16 {
			fmt.Fprintf(&base, "            - name: VARIABLE_%d\n              value: \"%d\"\n", k, i*100+k)
		}
		base.WriteString("          resources:\n            limits: {memory: 256Mi}\n")
		base.WriteString("      terminationGracePeriodSeconds: 30\n")
	}
	yours, template := base.String(), base.String()
	count := lines / 50
	for e := range edits {
		doc, variable := e%count, e/count
		old := fmt.Sprintf("value: \"%d\"\n", doc*100+variable%8)
		yours = strings.Replace(yours, old, "value: mine\n", 1)
		old = fmt.Sprintf("value: \"%d\"\n", doc*100+8+variable%8)
		template = strings.Replace(template, old, "value: theirs\n            - name: ADDED\n              value: x\n", 1)
	}
	return mergetest.Sides(base.String(), yours, template)
}

func parse(s merge.Sides) {
	for _, content := range [][]byte{s.Base, s.Yours, s.Template} {
		decoder := yamlv3.NewDecoder(bytes.NewReader(content))
		for {
			var doc yamlv3.Node
			if errors.Is(decoder.Decode(&doc), io.EOF) {
				break
			}
		}
	}
}

// BenchmarkMerge10000Lines merges 100 edits a side, and compares with parsing
// the three texts by yaml.v3: at most 3 times its time, and 1.5 times what it
// allocates.
func BenchmarkMerge10000Lines(b *testing.B) {
	s := long(10_000, 100)
	r := Merger{}.Merge(s, mergetest.Labels(), nil)
	require.Empty(b, r.Fallback)
	require.Empty(b, r.Conflicts)
	b.ReportAllocs()
	b.SetBytes(int64(len(s.Base) + len(s.Yours) + len(s.Template)))
	for b.Loop() {
		Merger{}.Merge(s, mergetest.Labels(), nil)
	}
	const rounds = 5
	mine, mineBytes := mergetest.Measured(rounds, func() { Merger{}.Merge(s, mergetest.Labels(), nil) })
	theirs, theirBytes := mergetest.Measured(rounds, func() { parse(s) })
	b.ReportMetric(mine.Seconds()/theirs.Seconds(), "time/parsing")
	b.ReportMetric(float64(mineBytes)/float64(theirBytes), "alloc/parsing")
}

// BenchmarkMergeSmall merges one manifest of 20 lines, and compares with one
// git merge-file process.
func BenchmarkMergeSmall(b *testing.B) {
	s := small()
	b.ReportAllocs()
	for b.Loop() {
		Merger{}.Merge(s, mergetest.Labels(), nil)
	}
	git, err := exec.LookPath("git")
	if err != nil {
		return
	}
	dir := b.TempDir()
	for name, content := range map[string][]byte{"base": s.Base, "yours": s.Yours, "template": s.Template} {
		require.NoError(b, os.WriteFile(filepath.Join(dir, name), content, 0o600))
	}
	const count = 1000
	mine, _ := mergetest.Measured(3, func() {
		for range count {
			Merger{}.Merge(s, mergetest.Labels(), nil)
		}
	})
	start := time.Now() // the time of another process
	for range count / 10 {
		cmd := exec.Command(git, "merge-file", "-p", "yours", "base", "template")
		cmd.Dir = dir
		_ = cmd.Run()
	}
	b.ReportMetric(mine.Seconds()/(10*time.Since(start).Seconds()), "1000/git")
}

func small() merge.Sides {
	base := "apiVersion: v1\nkind: Service\nmetadata:\n  name: orders\n  labels:\n    app: orders\nspec:\n  type: ClusterIP\n  selector:\n    app: orders\n  ports:\n    - name: http\n      port: 80\n      targetPort: 8080\n    - name: metrics\n      port: 9090\n      targetPort: 9090\n"
	return mergetest.Sides(base, strings.Replace(base, "type: ClusterIP", "type: NodePort", 1), strings.Replace(base, "targetPort: 8080", "targetPort: http", 1))
}

// TestCost holds the merge to what the benchmark says of it.
func TestCost(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures time")
	}
	s := long(10_000, 100)
	mine, mineBytes := mergetest.Measured(5, func() { Merger{}.Merge(s, mergetest.Labels(), nil) })
	theirs, theirBytes := mergetest.Measured(5, func() { parse(s) })
	require.LessOrEqual(t, mine, 3*theirs, "time, against parsing the three texts")
	require.LessOrEqual(t, mineBytes*2, theirBytes*3, "memory, against parsing the three texts")
}
