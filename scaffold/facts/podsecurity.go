package facts

import (
	"context"
	"fmt"

	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// podSecurity evaluates every pod by the checks that the API server itself
// uses for namespaces that enforce the standard.
func podSecurity(ctx context.Context, o *Overlay) (any, error) {
	workloads, err := o.workloads(ctx)
	if err != nil {
		return nil, err
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return nil, fmt.Errorf("preparing the Pod Security checks: %w", err)
	}
	restricted := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	violations := []string{}
	for _, w := range workloads {
		for _, r := range evaluator.EvaluatePod(restricted, &w.Template.ObjectMeta, &w.Template.Spec) {
			if !r.Allowed {
				violations = append(violations, fmt.Sprintf("%s: %s: %s", w.Object, r.ForbiddenReason, r.ForbiddenDetail))
			}
		}
	}
	return violations, nil
}
