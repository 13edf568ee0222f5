package gate

import (
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"

	"github.com/kubectl-svc/kubectl-svc/scaffold/internal/celerror"
)

// maxCost is what an expression may cost at worst, in CEL's units, if lists and
// texts are as long as sizes says. What is over it could run for minutes.
const maxCost = 100_000_000

// sizes are how long the values of facts are taken to be. A service has tens of
// objects, alerts and containers.
var sizes = map[types.Kind]uint64{types.ListKind: 100, types.MapKind: 100, types.StringKind: 500, types.DynKind: 100, types.AnyKind: 100}

// checkCost refuses an expression that could run for long.
func checkCost(env *cel.Env, checked *cel.Ast) error {
	estimate, err := env.EstimateCost(checked, estimator{})
	if err != nil {
		return celerror.FirstLine(err)
	}
	if estimate.Max > maxCost {
		return fmt.Errorf("it could run for minutes: with lists of %d it would cost %d, and %d is the most", sizes[types.ListKind], estimate.Max, uint64(maxCost))
	}
	return nil
}

// estimator tells CEL how large values are that are known only when a gate is
// judged.
type estimator struct{}

func (estimator) EstimateSize(element cost.AstNode) *cost.SizeEstimate {
	if element.ComputedSize() != nil {
		return nil
	}
	size, ok := sizes[element.Type().Kind()]
	if !ok {
		return nil
	}
	return &cost.SizeEstimate{Min: 0, Max: size}
}

func (estimator) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}
