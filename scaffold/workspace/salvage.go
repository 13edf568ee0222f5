package workspace

import (
	"bytes"

	"github.com/kubectl-svc/kubectl-svc/scaffold/internal/strictyaml"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
)

// Salvage reads what is needed to rebuild a damaged state and base: the record,
// and from the state the inputs of the last render and the gates that are
// unproven; nil where they cannot be read.
func (w *Workspace) Salvage() (*Content, *State, error) {
	g := w.disk.glance()
	defer g.close()
	c, err := w.loadRecord(g)
	if err != nil {
		return nil, nil, err
	}
	state, err := g.read(statePath)
	if err != nil {
		return nil, nil, err
	}
	if state == nil {
		return c, nil, nil
	}
	return c, salvageState(state.Content), nil
}

// salvageState reads a state without its list of files, which may be anything,
// as may what comes before the inputs.
func salvageState(state []byte) *State {
	state = bytes.ReplaceAll(state, []byte("\r\n"), []byte("\n"))
	_, rest, found := bytes.Cut(state, []byte("\nrendered:\n"))
	inputs, _, ended := bytes.Cut(rest, []byte("\nfiles:"))
	if !found || !ended {
		return nil
	}
	var s State
	text := append([]byte("rendered:\n"), inputs...)
	if err := strictyaml.Decode(append(text, '\n'), &s); err != nil {
		return nil
	}
	r := &s.Rendered
	if record.ValidateName(r.Name) != nil || r.Stage == "" || r.Pack.Name == "" || r.Pack.Version == "" {
		return nil
	}
	return &s
}
