package yaml

import (
	"fmt"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// binding is an alias and the value that it stands for, each by the keys that
// lead to it.
type binding struct{ alias, value string }

// bindings are those of all aliases in a text. An anchor may stand more than
// once: an alias is for the last one before it.
func (s *source) bindings() map[binding]bool {
	found := map[binding]bool{}
	if !strings.Contains(s.text, "&") {
		return found
	}
	for _, document := range s.stream.Entries {
		s.bind(document.Value, "", map[string]string{}, found)
	}
	return found
}

func (s *source) bind(n *structure.Node, at string, anchors map[string]string, found map[binding]bool) {
	if n.Kind == structure.Alias {
		found[binding{at, anchors[n.Text]}] = true
		return
	}
	if n.Layout.Props < n.From {
		for word := range strings.FieldsSeq(s.text[n.Layout.Props:n.From]) {
			if name, anchored := strings.CutPrefix(word, "&"); anchored {
				anchors[name] = at
			}
		}
	}
	for i := range n.Entries {
		e := &n.Entries[i]
		s.bind(e.Value, at+"."+e.Key, anchors, found)
	}
}

// bound checks that each alias of a result stands for what it stands for in
// yours or in the template's. Where both sides gave one name to two values, it
// might have come to stand for the other.
func (v versions) bound(result *source) error {
	bindings := result.bindings()
	if len(bindings) == 0 {
		return nil
	}
	yours, template := v.yours.bindings(), v.template.bindings()
	for b := range bindings {
		if !yours[b] && !template[b] {
			return fmt.Errorf("an alias at %s would stand for another value", strings.TrimPrefix(b.alias, "."))
		}
	}
	return nil
}
