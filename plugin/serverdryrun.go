package plugin

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/plugin/cluster"
	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// refused sends overlays to the API server for checking alone, and prints each
// field it does not take with the files the object comes from. Fields that are
// immutable once an object is live are among them. An environment that is bound
// to another context is passed over, and that is said.
func (a *app) refused(ctx context.Context, overlays func(context.Context) ([]scaffold.Environment, fs.FS, error)) error {
	envs, files, err := overlays(ctx)
	if err != nil {
		return err
	}
	c, err := a.connect()
	if err != nil {
		return err
	}
	count, asked := 0, 0
	for i := range envs {
		env := &envs[i]
		t, err := bind(c, env)
		if err != nil {
			fmt.Fprintf(a.streams.ErrOut, "warning: overlay %s was not sent: %v\n", env.Name, err)
			continue
		}
		found, err := t.Try(ctx, t.namespace, env.Objects)
		var missing *cluster.MissingKindError
		if errors.As(err, &missing) {
			found, err = []cluster.Rejection{{Object: "overlay " + env.Name, Message: err.Error()}}, nil
		}
		if err != nil {
			return err
		}
		asked++
		count += len(found)
		for _, r := range found {
			fmt.Fprintf(a.streams.ErrOut, "%s: %s\n", rejectedAt(files, env, r), r)
		}
	}
	switch {
	case count > 0:
		return fmt.Errorf("the API server refuses what is in %s (server dry run); nothing was written", print.Count(count, "place"))
	case asked > 0:
		fmt.Fprintf(a.streams.ErrOut, "%s accepts the manifests of %s (server dry run).\n", c, print.Count(asked, "overlay"))
	}
	return nil
}

// rejectedAt names the files that a refused object comes from.
func rejectedAt(files fs.FS, env *scaffold.Environment, r cluster.Rejection) string {
	at := slices.IndexFunc(env.Objects, func(o manifest.Object) bool { return cluster.Reference(o) == r.Object })
	if at >= 0 {
		if found := manifest.Locate(files, env.Name, env.Objects[at]); len(found) > 0 {
			return strings.Join(found, ", ") + " (" + env.Name + ")"
		}
	}
	return manifest.OverlaysDir + "/" + env.Name
}
