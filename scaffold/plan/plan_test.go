package plan

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// The names of the JSON fields are a promise to who reads them.
func TestJSON(t *testing.T) {
	base := tree.Tree{"conflict": plain("B"), "keep": plain("B")}
	yours := tree.Tree{"conflict": plain("Y"), "keep": plain("Y")}
	template := tree.Tree{"conflict": plain("T"), "keep": plain("B")}
	p := compute(t, input(base, yours, template))
	p.Warnings = append(p.Warnings, "mind the gap")

	raw, err := json.Marshal(p)
	require.NoError(t, err)

	assert.JSONEq(t, fmt.Sprintf(`{
	  "stage": {"from": "seed", "to": "tree"},
	  "actions": [
	    {"path": "conflict", "action": "conflict", "reason": %q, "format": "text",
	     "conflicts": [{"field": "line 1", "base": "B\n", "yours": "Y\n", "template": "T\n"}]},
	    {"path": "keep", "action": "keep", "reason": %q}
	  ],
	  "warnings": ["mind the gap"]
	}`, p.Actions[0].Reason, p.Actions[1].Reason), string(raw))
}

// Readers loop over the lists without looking whether they are there.
func TestJSONOfNothing(t *testing.T) {
	raw, err := json.Marshal(compute(t, input(nil, nil, nil)))
	require.NoError(t, err)
	assert.JSONEq(t, `{"stage": {"from": "seed", "to": "tree"}, "actions": [], "warnings": []}`, string(raw))
}

// All the fields an action may have, and none by accident.
func TestJSONOfAnAction(t *testing.T) {
	raw, err := json.Marshal(Action{
		Path: "p", Action: Rename, From: "f", Reason: "r", Why: "w", Next: "n", Format: "text", Markers: true,
		Conflicts: []merge.Conflict{{}}, Before: &tree.File{}, After: &tree.File{}, Beside: &tree.File{},
	})
	require.NoError(t, err)
	var fields map[string]any
	require.NoError(t, json.Unmarshal(raw, &fields))
	assert.Equal(t, []string{"action", "conflicts", "format", "from", "next", "path", "reason", "why"}, slices.Sorted(maps.Keys(fields)))
	assert.Equal(t, []any{map[string]any{"field": "", "base": "", "yours": "", "template": ""}}, fields["conflicts"])
}

func TestConflictsAreCounted(t *testing.T) {
	two := []merge.Conflict{{Field: "a"}, {Field: "b"}}
	p := &Plan{Actions: []Action{{Conflicts: two}, {}, {Conflicts: two[:1]}}}
	assert.Equal(t, 3, p.Conflicts())
	assert.Zero(t, (&Plan{}).Conflicts())
}

func TestWrites(t *testing.T) {
	f, g := &tree.File{}, &tree.File{}
	for name, tt := range map[string]struct {
		action Action
		want   bool
	}{
		"nothing":            {Action{}, false},
		"kept":               {Action{Before: f, After: f}, false},
		"created":            {Action{After: f}, true},
		"deleted":            {Action{Before: f}, true},
		"changed":            {Action{Before: f, After: g}, true},
		"moved":              {Action{Before: f, After: f, From: "a"}, true},
		"one more beside it": {Action{Before: f, After: f, Beside: g}, true},
	} {
		assert.Equal(t, tt.want, tt.action.Writes(), name)
	}
}
