package plugin

import (
	"context"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
)

// runLiveDiff compares an overlay with what is live, and tells whether there is
// a difference.
func runLiveDiff(ctx context.Context, a *app, dir, name string) (bool, error) {
	svc, err := a.open(ctx, dir)
	if err != nil {
		return false, err
	}
	defer svc.Close()
	env, err := svc.Environment(ctx, name)
	if err != nil {
		return false, err
	}
	t, err := a.reach(env)
	if err != nil {
		return false, err
	}
	found, err := t.Compare(ctx, svc.Name(), t.namespace, env.Objects)
	if err != nil {
		print.ApplyFailed(a.streams.ErrOut, err)
		return false, err
	}
	return len(found) > 0, print.LiveDiff(a.streams.Out, found)
}
