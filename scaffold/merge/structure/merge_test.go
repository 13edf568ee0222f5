package structure

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

// A tiny format of its own shows what a format has to do: nested Go values,
// m for mappings in order.
type m []pair

type pair struct {
	key   string
	value any
}

func tree(v any) *Node {
	n := &Node{}
	switch v := v.(type) {
	case m:
		n.Kind = Mapping
		for _, p := range v {
			n.Entries = append(n.Entries, Entry{Key: p.key, Value: tree(p.value)})
		}
	case []any:
		n.Kind = List
		for _, item := range v {
			n.Entries = append(n.Entries, Entry{Value: tree(item)})
		}
	default:
		n.Text = fmt.Sprint(v)
	}
	n.Seal()
	return n
}

func show(_ Side, r Run) string {
	var parts []string
	for _, e := range r.Entries() {
		parts = append(parts, written(e.Value))
	}
	return strings.Join(parts, ", ")
}

func written(n *Node) string {
	if n.Kind == Scalar {
		return n.Text
	}
	var parts []string
	for _, e := range n.Entries {
		if n.Kind == Mapping {
			parts = append(parts, e.Key+": "+written(e.Value))
			continue
		}
		parts = append(parts, written(e.Value))
	}
	if n.Kind == Mapping {
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// result writes what steps say, conflicts as (base|yours|template).
func result(s *Step) string {
	switch s.Outcome {
	case Keep:
		return show(Yours, s.Yours)
	case Take, Add:
		return show(Template, s.Template)
	case Drop:
		return ""
	case Dispute:
		return fmt.Sprintf("(%s|%s|%s)", s.Conflict.Base, s.Conflict.Yours, s.Conflict.Template)
	}
	of := s.Yours.value()
	var parts []string
	for i := range s.Steps {
		in := s.Steps[i]
		text := result(&in)
		if text == "" {
			continue
		}
		if of.Kind == Mapping {
			var keys []string
			for _, r := range []Run{in.Yours, in.Template} {
				for _, e := range r.Entries() {
					keys = append(keys, e.Key)
				}
				if !r.Empty() {
					break
				}
			}
			text = strings.Join(keys, "+") + ": " + text
		}
		parts = append(parts, text)
	}
	return "<" + strings.Join(parts, ", ") + ">"
}

func TestMerge(t *testing.T) {
	item := func(name, value string) m { return m{{"name", name}, {"value", value}} }
	tests := []struct {
		name                  string
		base, yours, template any
		want                  string
		conflicts             []string
	}{
		{
			name: "nothing changed by the template: not a step is made",
			base: m{{"a", 1}}, yours: m{{"a", 2}, {"b", 3}}, template: m{{"a", 1}},
			want: "{a: 2, b: 3}",
		},
		{
			name: "neighbours that stay are one run",
			base: m{{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}}, yours: m{{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}}, template: m{{"a", 1}, {"b", 1}, {"c", 1}, {"d", 2}},
			want: "<a+b+c: 1, 1, 1, d: 2>",
		},
		{
			name: "a value both changed",
			base: m{{"a", m{{"x.y", 1}}}}, yours: m{{"a", m{{"x.y", 2}}}}, template: m{{"a", m{{"x.y", 3}}}},
			want: `<a: <x.y: (1|2|3)>>`, conflicts: []string{`a["x.y"]`},
		},
		{
			name:     "items by identity, wherever they stand",
			base:     m{{"env", []any{item("A", "1"), item("B", "1")}}},
			yours:    m{{"env", []any{item("B", "1"), item("A", "2")}}},
			template: m{{"env", []any{item("A", "1"), item("B", "3"), item("C", "1")}}},
			want:     "<env: <<name: B, value: 3>, {name: C, value: 1}, {name: A, value: 2}>>",
		},
		{
			name:     "an identity that is not distinct is none",
			base:     m{{"env", []any{item("A", "1"), item("A", "2")}}},
			yours:    m{{"env", []any{item("A", "1"), item("A", "3")}}},
			template: m{{"env", []any{item("A", "1"), item("A", "4")}}},
			want:     "<env: <{name: A, value: 1}, <name: A, value: (2|3|4)>>>", conflicts: []string{"env[1].value"},
		},
		{
			name:  "no base: what differs",
			yours: m{{"a", 1}, {"b", 1}}, template: m{{"a", 1}, {"b", 2}, {"c", 3}},
			want: "<a: 1, b: (|1|2), c: 3>", conflicts: []string{"b"},
		},
		{
			name: "a container that might be left empty is one conflict",
			base: m{{"x", m{{"a", 1}}}}, yours: m{{"x", m{{"a", 2}}}}, template: m{{"x", m{}}},
			want: "<x: ({a: 1}|{a: 2}|{})>", conflicts: []string{"x"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var base *Node
			if tt.base != nil {
				base = tree(tt.base)
			}
			merged := Merge(base, tree(tt.yours), tree(tt.template), Options{Show: show})
			assert.Equal(t, tt.want, result(&merged.Root))
			open, settled := merged.Settle(nil)
			var fields []string
			for _, c := range open {
				fields = append(fields, c.Field)
			}
			assert.Equal(t, tt.conflicts, fields)
			assert.Empty(t, settled)
		})
	}
}

// The fingerprint that a result must have is that of the tree it is to be.
func TestSumIsThatOfTheResult(t *testing.T) {
	base, yours, template := m{{"a", 1}, {"b", 1}, {"args", []any{}}}, m{{"b", 2}, {"a", 1}, {"args", []any{"y"}}}, m{{"a", 3}, {"b", 4}, {"args", []any{"t"}}}
	merged := Merge(tree(base), tree(yours), tree(template), Options{})
	merged.Settle(nil)
	assert.Equal(t, RootSum(tree(m{{"b", 2}, {"a", 3}, {"args", []any{"y"}}})), merged.Sum(merge.TakeYours))
	assert.Equal(t, RootSum(tree(m{{"a", 3}, {"b", 4}, {"args", []any{"t"}}})), merged.Sum(merge.TakeTemplate))
	assert.NotEqual(t, merged.Sum(merge.TakeYours), merged.Sum(merge.TakeTemplate))

	_, settled := merged.Settle(func(merge.Conflict) merge.Choice { return merge.TakeBoth }) // of a value there is no both
	require.Len(t, settled, 1)
	assert.Equal(t, RootSum(tree(m{{"b", 2}, {"a", 3}, {"args", []any{"y", "t"}}})), merged.Sum(merge.TakeYours))
}

// Each row of the table can be reached, and each expression can be read.
func TestTable(t *testing.T) {
	for i, row := range identities {
		require.NotEmpty(t, row.list)
		require.NotEmpty(t, row.by, row.list)
		for _, earlier := range identities[:i] {
			hidden := earlier.list == row.list && (earlier.under == "" || earlier.under == row.under) && (earlier.kind == "" || earlier.kind == row.kind)
			assert.False(t, hidden, "the row of %s (%s, %s) is never used", row.list, row.under, row.kind)
		}
	}
}

func TestIdentities(t *testing.T) {
	tests := []struct {
		by   string
		item any
		want string
		none bool
	}{
		{by: "name", item: m{{"name", "a"}}, want: "a"},
		{by: "name", item: m{{"id", "a"}}, none: true},
		{by: "name", item: "a", none: true},
		{by: ".", item: "a", want: "a"},
		{by: ".", item: m{}, none: true},
		{by: ".=", item: "A=1", want: "A"},
		{by: "port + protocol=TCP", item: m{{"port", 80}}, want: "80/TCP"},
		{by: "port + protocol=TCP", item: m{{"port", 80}, {"protocol", "UDP"}}, want: "80/UDP"},
		{by: "alert/record", item: m{{"record", "r"}}, want: "r"},
		{by: "metadata.name", item: m{{"metadata", m{{"name", "a"}}}}, want: "a"},
		{by: "a? + b?", item: m{{"b", "x"}}, want: "x"},
		{by: "a? + b?", item: m{}, none: true},
		{by: "uses@", item: m{{"uses", "actions/checkout@v5"}}, want: "actions/checkout"},
		{by: "apiGroups?", item: m{{"apiGroups", []any{"apps", "batch"}}}, want: "apps,batch"},
	}
	for _, tt := range tests {
		got, ok := keyOf(tree(tt.item), strings.Split(tt.by, " + "))
		assert.Equal(t, !tt.none, ok, "%s of %v", tt.by, tt.item)
		if !tt.none {
			assert.Equal(t, tt.want, got, "%s of %v", tt.by, tt.item)
		}
	}
}
