package plugin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/plugin/cluster"
	"github.com/kubectl-svc/kubectl-svc/plugin/prometheus"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
)

// askPrometheus begins to ask the Prometheus that flags name about a service in
// an environment.
func (a *app) askPrometheus(service string, f *runningFlags, env *scaffold.Environment) (facts.Prometheus, error) {
	if f.prometheus == "" {
		return nil, prometheus.ErrNotNamed
	}
	at, err := prometheus.ParseAddress(f.prometheus)
	if err != nil {
		return nil, err
	}
	t, err := a.reachQuickly(env)
	if at.URL == nil {
		if err != nil {
			return nil, err
		}
		proxy := func(ctx context.Context, path string, query url.Values) ([]byte, error) {
			body, err := t.Proxy(ctx, at.Namespace, at.Service, path, query)
			if len(body) > prometheus.MostAnswer {
				return nil, prometheus.ErrTooLarge
			}
			return body, err
		}
		return prometheus.New(at, proxy, service, t.namespace), nil
	}
	var namespace string
	switch {
	case err == nil:
		namespace = t.namespace
	case !errors.Is(err, cluster.ErrNoCluster):
		return nil, err
	default: // without one it is any namespace, unless the environment says
		own, err := env.OwnNamespace()
		if err != nil {
			return nil, err
		}
		namespace = cmp.Or(own, env.Namespace)
	}
	token, err := tokenIn(f.tokenFile)
	if err != nil {
		return nil, err
	}
	return prometheus.New(at, prometheus.Over(at, token), service, namespace), nil
}

// tokenIn reads a token; no file is none.
func tokenIn(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("reading the token for Prometheus: %w", err)
	}
	return strings.TrimSpace(string(content)), nil
}
