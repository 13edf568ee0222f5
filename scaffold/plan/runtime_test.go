package plan

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

const deploymentBefore = `apiVersion: apps/v1
kind: Deployment
metadata: {name: orders}
spec:
  template:
    spec:
      containers:
        - name: orders
          image: orders
          readinessProbe: {periodSeconds: 5}
`

const deploymentAfter = `apiVersion: apps/v1
kind: Deployment
metadata: {name: orders}
spec:
  strategy: {rollingUpdate: {maxSurge: 1}}
  template:
    spec:
      containers:
        - name: orders
          image: orders
          startupProbe: {periodSeconds: 1}
          readinessProbe: {periodSeconds: 7}
`

func TestRuntimeChanges(t *testing.T) {
	const policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: orders}\nspec: {podSelector: {}}\n"
	cases := []struct {
		name, path, before, after string
		want                      []RuntimeChange
	}{
		{"a network policy arrives", "deploy/netpol.yaml", "", policy,
			[]RuntimeChange{{"NetworkPolicy/orders", "traffic that it does not allow is cut off", "deploy/netpol.yaml"}}},
		{"it goes", "deploy/netpol.yaml", policy, "",
			[]RuntimeChange{{"NetworkPolicy/orders", "it is no longer generated: kubectl svc apply and whatever prunes delete it, kubectl apply leaves it", "deploy/netpol.yaml"}}},
		{"a rollout goes", "deploy/rollout.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: orders}\n", "",
			[]RuntimeChange{{"Rollout/orders", "it is no longer generated: kubectl svc apply and whatever prunes delete it, kubectl apply leaves it; its pods go with it: scale the Deployment up first", "deploy/rollout.yaml"}}},
		{"one of two documents changes", "deploy/all.yaml", policy + "---\n" + deploymentBefore, policy + "---\n" + deploymentAfter,
			[]RuntimeChange{{"Deployment/orders", "its pods are replaced: new strategy, new startupProbe, other readinessProbe", "deploy/all.yaml"}}},
		{"only a comment changes", "deploy/d.yaml", deploymentBefore, "# hello\n" + deploymentBefore, []RuntimeChange{}},
		{"no object of Kubernetes", "deploy/values.yaml", "", "kind: of\n", []RuntimeChange{}},
		{"what only looks like a manifest", "catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: orders}\nspec: {type: openapi}\n", "", []RuntimeChange{}},
		{"it does not parse", "deploy/d.yaml", deploymentBefore, "kind: [", []RuntimeChange{}},
		{"another kind of file", "deploy/d.json", "", `{"apiVersion": "v1", "kind": "NetworkPolicy", "metadata": {"name": "x"}}`, []RuntimeChange{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			file := func(content string) *tree.File {
				if content == "" {
					return nil
				}
				return &tree.File{Content: []byte(content)}
			}
			got := runtimeChanges([]Action{{Path: c.path, Before: file(c.before), After: file(c.after)}})
			assert.Equal(t, c.want, got)
		})
	}
}
