package json

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

// dashboard has about so many lines; both sides edited a hundred places in it,
// though not the same ones.
func dashboard(lines int) merge.Sides {
	panels := lines / 10
	var text [3]strings.Builder
	for side := range text {
		text[side].WriteString("{\n  \"panels\": [\n")
		for i := range panels {
			title := fmt.Sprintf("panel %d", i)
			if step := max(1, panels/100); side > 0 && i%step == (side-1)*step/2 {
				title += fmt.Sprintf(" of side %d", side)
			}
			comma := ","
			if i == panels-1 {
				comma = ""
			}
			fmt.Fprintf(&text[side], "    {\n      \"id\": %d,\n      \"title\": %q,\n      \"type\": \"timeseries\",\n      \"targets\": [\n        {\"expr\": \"rate(a[5m])\", \"refId\": \"A\"}\n      ],\n      \"gridPos\": {\"h\": 8, \"w\": 12},\n      \"x\": null\n    }%s\n", i, title, comma)
		}
		text[side].WriteString("  ]\n}\n")
	}
	return mergetest.Sides(text[0].String(), text[1].String(), text[2].String())
}

// BenchmarkMerge10000Lines also says how many times longer a merge takes than
// encoding/json needs to parse the three texts.
func BenchmarkMerge10000Lines(b *testing.B) {
	s := dashboard(10_000)
	b.SetBytes(int64(len(s.Base) + len(s.Yours) + len(s.Template)))
	b.ReportAllocs()
	for b.Loop() {
		if got := (Merger{}).Merge(s, mergetest.Labels(), nil); got.Fallback != "" || len(got.Conflicts) > 0 {
			b.Fatal(got.Fallback, got.Conflicts)
		}
	}
	const rounds = 10
	start := time.Now()
	for range rounds {
		for _, text := range [][]byte{s.Base, s.Yours, s.Template} {
			var any any
			require.NoError(b, json.Unmarshal(text, &any))
		}
	}
	parsing := time.Since(start) / rounds
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(parsing), "merge/parsing")
}
