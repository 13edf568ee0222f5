package gate

import (
	"fmt"
	"reflect"
	"sync"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/ext"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// environment is what expressions can use: the record's values, the facts, the
// clock, and CEL's own functions with those for strings and lists.
type environment struct {
	base   *cel.Env // for gates of the whole service
	each   *cel.Env // for gates over each overlay
	pack   *pack.Pack
	schema map[string]facts.Fact
	mu     sync.Mutex // held to compile: CEL does not promise more
}

// The variables that are no facts.
const (
	varName       = "name"
	varStage      = "stage" // the stage that is judged for
	varLanguage   = "language"
	varPlatform   = "platform"
	varParameters = "parameters"
	varNow        = "now"
	varReached    = "stages" // the stage and all before it; what stageAtLeast looks in
	variables     = "variables."
)

func newEnvironment(p *pack.Pack) (*environment, error) {
	e := &environment{pack: p, schema: map[string]facts.Fact{}}
	base := []cel.EnvOption{
		cel.Variable(varName, cel.StringType),
		cel.Variable(varStage, cel.StringType),
		cel.Variable(varLanguage, cel.StringType),
		cel.Variable(varPlatform, cel.ListType(cel.StringType)),
		cel.Variable(varParameters, cel.MapType(cel.StringType, cel.DynType)),
		cel.Variable(varNow, cel.TimestampType),
		cel.Variable(varReached, cel.ListType(cel.StringType)),
		ext.Strings(), ext.Lists(), ext.Sets(),
		// A count is compared with percentages and limits of either type.
		cel.CrossTypeNumericComparisons(true),
		cel.Macros(stageAtLeast(p)),
	}
	var each []cel.EnvOption
	var structs []any
	for _, f := range facts.Schema() {
		e.schema[f.Name] = f
		t := reflect.TypeOf(f.Example)
		variable := cel.Variable(f.Name, celType(t))
		if f.EachOverlay() {
			each = append(each, variable)
		} else {
			base = append(base, variable)
		}
		if s := structOf(t); s != nil {
			structs = append(structs, s)
		}
	}
	base = append(base, ext.NativeTypes(append(structs, ext.ParseStructTags(true))...))
	var err error
	if e.base, err = cel.NewEnv(base...); err != nil {
		return nil, fmt.Errorf("preparing CEL: %w", err)
	}
	if e.each, err = e.base.Extend(each...); err != nil {
		return nil, fmt.Errorf("preparing CEL: %w", err)
	}
	return e, nil
}

// celType is the type of a fact in expressions.
func celType(t reflect.Type) *cel.Type {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return cel.TimestampType
	case t.Kind() == reflect.Struct:
		return cel.ObjectType(t.String())
	case t.Kind() == reflect.Slice:
		return cel.ListType(celType(t.Elem()))
	case t.Kind() == reflect.Map:
		return cel.MapType(cel.StringType, cel.DynType)
	case t.Kind() == reflect.Bool:
		return cel.BoolType
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int64:
		return cel.IntType
	case t.Kind() == reflect.Float64:
		return cel.DoubleType
	}
	return cel.StringType
}

// structOf is the struct in a fact's type, or nil.
func structOf(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]() {
		return t
	}
	return nil
}

// stageAtLeast("rapid") is true for the stage rapid and those after it, as in
// templates. A stage that the pack does not have is a mistake.
func stageAtLeast(p *pack.Pack) cel.Macro {
	return cel.GlobalMacro("stageAtLeast", 1, func(f cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
		if args[0].Kind() == ast.LiteralKind {
			if name, ok := args[0].AsLiteral().Value().(string); ok {
				if err := p.CheckStage(name); err != nil {
					return nil, f.NewError(args[0].ID(), err.Error())
				}
			}
		}
		return f.NewCall(operators.In, args[0], f.NewIdent(varReached)), nil
	})
}
