package gate

import (
	"context"
	"errors"
	"maps"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
	"github.com/kubectl-svc/kubectl-svc/scaffold/internal/celerror"
)

// activation gives an expression its values as it asks for them.
type activation struct {
	ctx     context.Context
	program *program
	values  map[string]any
	// fact computes a fact.
	fact func(ctx context.Context, name string) (any, error)

	done    map[string]ref.Val // the gate's variables
	unknown map[string]string  // fact → why it cannot be told
	err     error              // what is no verdict: being interrupted
}

var _ cel.Activation = (*activation)(nil)

// Parent is there for CEL's interface; there is none.
func (a *activation) Parent() cel.Activation { return nil }

// ResolveName finds a variable: a value of the record, a variable of the gate
// or a fact. A fact that cannot be told is CEL's unknown, which passes through
// an expression unless the rest decides it.
func (a *activation) ResolveName(name string) (any, bool) {
	if v, ok := a.values[name]; ok {
		return v, true
	}
	if p, ok := a.program.variables[name]; ok {
		return a.variable(name, p), true
	}
	v, err := a.fact(a.ctx, name)
	var unknown *facts.Unknown
	switch {
	case err == nil:
		return v, true
	case errors.As(err, &unknown):
		a.unknown[unknown.Fact] = unknown.Reason
		return types.NewUnknown(1, types.NewAttributeTrail(unknown.Fact)), true
	}
	a.err = err
	return types.WrapErr(err), true
}

func (a *activation) variable(name string, p cel.Program) ref.Val {
	if v, ok := a.done[name]; ok {
		return v
	}
	v, _, err := p.ContextEval(a.ctx, a)
	if err != nil {
		v = types.WrapErr(err)
	}
	a.done[name] = v
	return v
}

// eval runs an expression. The facts are those it could not do without and
// that cannot be told.
func (a *activation) eval(p cel.Program) (value any, unknown []string, err error) {
	out, _, err := p.ContextEval(a.ctx, a)
	switch {
	case a.err != nil:
		return nil, nil, a.err
	case a.ctx.Err() != nil:
		return nil, nil, a.ctx.Err()
	case err != nil:
		return nil, nil, celerror.FirstLine(err)
	}
	if u, ok := out.(*types.Unknown); ok {
		return nil, factsOf(u), nil
	}
	return out.Value(), nil, nil
}

// factsOf are the names of the facts in an unknown, sorted.
func factsOf(u *types.Unknown) []string {
	names := map[string]bool{}
	for _, id := range u.IDs() {
		trails, _ := u.GetAttributeTrails(id)
		for _, t := range trails {
			names[t.Variable()] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
