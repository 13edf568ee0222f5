package text

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

// long is a text of unique lines that both sides edited in forty places.
func long(lines int) merge.Sides {
	s := styles()[2]
	p := seeded(1)
	base := uniqueText(func(int) int { return lines })
	yours, template := base, base
	for range 40 {
		yours, template = edit(p, s, yours), edit(p, s, template)
	}
	return merge.Sides{Base: joined(base), Yours: joined(yours), Template: joined(template)}
}

func short() merge.Sides {
	return merge.Sides{
		Base:     []byte("apiVersion: v1\nkind: Service\nmetadata:\n  name: orders\n  labels:\n    app: orders\nspec:\n  type: ClusterIP\n  selector:\n    app: orders\n  ports:\n    - name: http\n      port: 80\n      targetPort: 8080\n    - name: metrics\n      port: 9090\n      targetPort: 9090\n\n# end\n---\n"),
		Yours:    []byte("apiVersion: v1\nkind: Service\nmetadata:\n  name: orders\n  labels:\n    app: orders\n    team: shop\nspec:\n  type: ClusterIP\n  selector:\n    app: orders\n  ports:\n    - name: http\n      port: 80\n      targetPort: 8080\n    - name: metrics\n      port: 9090\n      targetPort: 9090\n\n# end\n---\n"),
		Template: []byte("apiVersion: v1\nkind: Service\nmetadata:\n  name: orders\n  labels:\n    app: orders\nspec:\n  type: ClusterIP\n  selector:\n    app: orders\n  ports:\n    - name: http\n      port: 80\n      targetPort: 8081\n    - name: metrics\n      port: 9090\n      targetPort: 9090\n\n# end\n---\n"),
	}
}

func BenchmarkMerge20Lines(b *testing.B)    { benchmark(b, short()) }
func BenchmarkMerge10000Lines(b *testing.B) { benchmark(b, long(10_000)) }

func benchmark(b *testing.B, s merge.Sides) {
	b.SetBytes(int64(len(s.Base) + len(s.Yours) + len(s.Template)))
	b.ReportAllocs()
	for b.Loop() {
		Merger{}.Merge(s, mergetest.Labels(), nil)
	}
}

// BenchmarkGit measures a git process for the same merges, and how many times
// longer it takes.
func BenchmarkGit(b *testing.B) {
	for name, s := range map[string]merge.Sides{"20Lines": short(), "10000Lines": long(10_000)} {
		b.Run(name, func(b *testing.B) {
			g := newGit(b)
			g.merge(b, s) // writes the files
			for b.Loop() {
				_, code := g.run(b, "merge-file", "-p", "--diff3", "yours", "base", "template")
				require.Less(b, code, 128)
			}
			const rounds = 20
			start := time.Now()
			for range rounds {
				Merger{}.Merge(s, mergetest.Labels(), nil)
			}
			here := time.Since(start) / rounds
			b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(here), "git/here")
		})
	}
}
