package print

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-svc/kubectl-svc/plugin/cluster"
)

// LiveDiff prints what is live against what an apply would make of it, like
// kubectl diff. The values of Secrets are not shown.
func LiveDiff(w io.Writer, differences []cluster.Difference) error {
	c := paletteFor(w)
	out := bufio.NewWriter(w)
	for _, d := range differences {
		name := strings.ReplaceAll(strings.Trim(d.Namespace+"/"+d.Object, "/"), "/", ".")
		live, err := document(d.Object, "before", d.Live, d.Wanted)
		if err != nil {
			return err
		}
		wanted, err := document(d.Object, "after", d.Wanted, d.Live)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, c.bold(fmt.Sprintf("diff -u -N LIVE/%s MERGED/%s", name, name)))
		for _, line := range strings.SplitAfter(udiff.Unified("LIVE/"+name, "MERGED/"+name, live, wanted), "\n") {
			fmt.Fprint(out, paintDiff(c, line))
		}
	}
	return out.Flush()
}

// document is an object as YAML. What a terminal could take for a command comes
// out of the encoder in quotes and escaped.
func document(object, side string, o, other map[string]any) (string, error) {
	if o == nil {
		return "", nil
	}
	shown, _ := short(o).(map[string]any)
	if strings.HasPrefix(object, "secret/") {
		for _, field := range []string{"data", "stringData"} {
			shown[field] = masked(o[field], other[field], side)
		}
	}
	text, err := yaml.Marshal(shown)
	return string(text), err
}

// mostValue is how long a text in a diff may be.
const mostValue = 16 << 10

// short replaces texts that nobody reads by what tells them apart.
func short(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, value := range v {
			out[key] = short(value)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, value := range v {
			out[i] = short(value)
		}
		return out
	case string:
		if len(v) > mostValue {
			return fmt.Sprintf("%s… (%d bytes, sha256 %x)", strings.ToValidUTF8(v[:100], "?"), len(v), sha256.Sum256([]byte(v)))
		}
	}
	return v
}

// masked hides values, and still tells whether they differ.
func masked(v, other any, side string) any {
	values, ok := v.(map[string]any)
	if !ok {
		return v
	}
	before, _ := other.(map[string]any)
	out := make(map[string]any, len(values))
	for key, value := range values {
		out[key] = "***"
		if was, there := before[key]; there && was != value {
			out[key] = "*** (" + side + ")"
		}
	}
	return out
}
