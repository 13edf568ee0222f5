package gate

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
	"github.com/kubectl-svc/kubectl-svc/scaffold/internal/celerror"
)

// program is a compiled gate.
type program struct {
	when       cel.Program // nil: always
	expression cel.Program
	evidence   cel.Program
	variables  map[string]cel.Program // by variables.NAME
}

// runCost bounds one run of an expression, in CEL's cost units: about a
// second.
const runCost = 10_000_000

// compile checks a gate's expressions against the schema and compiles them.
func (e *environment) compile(g Gate) (*program, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	env := e.base
	if g.Each == EachOverlay {
		env = e.each
	}
	c := &compiler{environment: e, gate: g, env: env}
	p := &program{variables: map[string]cel.Program{}}
	for _, v := range g.Variables {
		if err := c.variable(p, v); err != nil {
			return nil, &fieldError{g.ID, "variables", err}
		}
	}
	for _, x := range []struct {
		field, text string
		want        *cel.Type
		into        *cel.Program
	}{
		{"when", g.When, cel.BoolType, &p.when},
		{"expression", g.Expression, cel.BoolType, &p.expression},
		{"evidence", g.Evidence, cel.StringType, &p.evidence},
	} {
		if x.text == "" {
			continue
		}
		compiled, _, err := c.expression(x.text, x.want)
		if err != nil {
			return nil, &fieldError{g.ID, x.field, err}
		}
		*x.into = compiled
	}
	return p, nil
}

// compiler compiles the expressions of one gate.
type compiler struct {
	*environment
	gate Gate
	env  *cel.Env // grows with the gate's variables
}

func (c *compiler) variable(p *program, v Variable) error {
	name := variables + v.Name
	if _, taken := p.variables[name]; taken || !validVariable.MatchString(v.Name) {
		return fmt.Errorf("%q is no name for a variable, or there are two", v.Name)
	}
	compiled, typed, err := c.expression(v.Expression, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", v.Name, err)
	}
	p.variables[name] = compiled
	c.env, err = c.env.Extend(cel.Variable(name, typed))
	return err
}

// expression compiles one expression, which must have the wanted type.
func (c *compiler) expression(text string, want *cel.Type) (cel.Program, *cel.Type, error) {
	checked, issues := c.env.Compile(text)
	if issues.Err() != nil {
		return nil, nil, issue(text, issues)
	}
	typed := checked.OutputType()
	if want != nil && !typed.IsExactType(want) {
		return nil, nil, fmt.Errorf("it is %s, where %s belongs", typed, want)
	}
	if err := c.checkNeeds(checked); err != nil {
		return nil, nil, err
	}
	if err := c.checkParameters(checked); err != nil {
		return nil, nil, err
	}
	if err := checkCost(c.env, checked); err != nil {
		return nil, nil, err
	}
	p, err := c.env.Program(checked, cel.CostLimit(runCost), cel.InterruptCheckFrequency(100))
	if err != nil {
		return nil, nil, celerror.FirstLine(err)
	}
	return p, typed, nil
}

// checkNeeds compares the facts that an expression uses with what the gate
// says it needs, since that decides where it can be judged.
func (c *compiler) checkNeeds(checked *cel.Ast) error {
	for _, r := range checked.NativeRep().ReferenceMap() {
		f, ok := c.schema[r.Name]
		if ok && !slices.Contains(c.gate.Needs, f.Need) {
			return fmt.Errorf("it uses %s, and needs does not list %s", f.Name, f.Need)
		}
	}
	return nil
}

// checkParameters refuses parameters that the pack does not declare.
func (c *compiler) checkParameters(checked *cel.Ast) error {
	var unknown []string
	ast.PostOrderVisit(checked.NativeRep().Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() != ast.SelectKind || x.AsSelect().Operand().Kind() != ast.IdentKind || x.AsSelect().Operand().AsIdent() != varParameters {
			return
		}
		if name := x.AsSelect().FieldName(); !slices.Contains(c.pack.ParameterNames(), name) {
			unknown = append(unknown, name)
		}
	}))
	if len(unknown) > 0 {
		return fmt.Errorf("unknown parameter %s: pack %s has %s", unknown[0], c.pack, strings.Join(c.pack.ParameterNames(), ", "))
	}
	return nil
}

// issue is the first of what CEL found wrong, with its place in the
// expression.
func issue(text string, issues *cel.Issues) error {
	first := issues.Errors()[0]
	line, column := first.Location.Line(), first.Location.Column()
	message := strings.ReplaceAll(first.Message, "\n", " ")
	if strings.HasPrefix(message, "undeclared reference") {
		name := nameAt(text, line, column)
		message = "there is no " + name + suggestion(name)
	}
	return fmt.Errorf("%s (line %d, column %d of it)", message, line, column+1)
}

// nameAt is the dotted name that begins at a place in an expression; CEL's
// columns count from 0.
func nameAt(text string, line, column int) string {
	lines := strings.Split(text, "\n")
	if line < 1 || line > len(lines) {
		return "such name"
	}
	runes := []rune(lines[line-1])
	return dottedName.FindString(string(runes[min(max(column, 0), len(runes)):]))
}

// suggestion names the facts of the same group as a name that does not exist.
func suggestion(name string) string {
	group, _, _ := strings.Cut(name, ".")
	var names []string
	for _, f := range facts.Schema() {
		if f.EachOverlay() && strings.HasPrefix(name+".", f.Name+".") {
			return " here: every overlay has its own, so the gate needs 'each: overlays'"
		}
		if strings.HasPrefix(f.Name, group+".") {
			names = append(names, f.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return ": there is " + strings.Join(names, ", ")
}
