package render

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"

	"github.com/kubectl-svc/kubectl-svc/scaffold/internal/celerror"
)

// conditions evaluates the CEL expressions of a pack's rules over one
// service's inputs.
type conditions struct {
	env  *cel.Env
	vars map[string]any
	seen map[string]bool
}

// whenCost bounds one expression, in CEL's cost units; a list lookup costs a
// few.
const whenCost = 100_000

// when tells whether a file with this condition exists; no condition is true.
func (r *renderer) when(expression string) (bool, error) {
	if expression == "" {
		return true, nil
	}
	if r.whens == nil {
		c, err := newConditions(r.in)
		if err != nil {
			return false, err
		}
		r.whens = c
	}
	return r.whens.eval(expression)
}

func newConditions(in Inputs) (*conditions, error) {
	env, err := cel.NewEnv(
		cel.Variable("name", cel.StringType),
		cel.Variable("stage", cel.StringType),
		cel.Variable("language", cel.StringType),
		cel.Variable("platform", cel.ListType(cel.StringType)),
		cel.Variable("parameters", cel.MapType(cel.StringType, cel.DynType)),
	)
	if err != nil {
		return nil, fmt.Errorf("preparing CEL: %w", err)
	}
	platform := in.Platform
	if platform == nil {
		platform = []string{}
	}
	return &conditions{env: env, seen: map[string]bool{}, vars: map[string]any{
		"name": in.Name, "stage": in.Stage, "language": in.Language,
		"platform": platform, "parameters": in.Parameters,
	}}, nil
}

func (c *conditions) eval(expression string) (bool, error) {
	if v, ok := c.seen[expression]; ok {
		return v, nil
	}
	program, err := c.compile(expression)
	if err != nil {
		return false, err
	}
	out, _, err := program.Eval(c.vars)
	if err != nil {
		return false, celerror.FirstLine(err)
	}
	v, ok := out.Value().(bool)
	if !ok {
		return false, fmt.Errorf("%q gave %v, not a boolean", expression, out.Value())
	}
	c.seen[expression] = v
	return v, nil
}

// compile makes a program of an expression that gives true or false.
func (c *conditions) compile(expression string) (cel.Program, error) {
	ast, issues := c.env.Compile(expression)
	if issues.Err() != nil {
		first := issues.Errors()[0]
		message := strings.ReplaceAll(first.Message, "\n", " ")
		return nil, fmt.Errorf("%s (line %d, column %d of it)", message, first.Location.Line(), first.Location.Column()+1)
	}
	if ast.OutputType() != cel.BoolType && ast.OutputType() != cel.DynType {
		return nil, fmt.Errorf("%q is %s, not a boolean", expression, ast.OutputType())
	}
	program, err := c.env.Program(ast, cel.CostLimit(whenCost))
	if err != nil {
		return nil, celerror.FirstLine(err)
	}
	return program, nil
}
