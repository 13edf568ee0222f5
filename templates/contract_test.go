package templates_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/api/resource"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-svc/kubectl-svc/templates/conformance"
)

// TestServiceKeepsTheContract builds each stage's service with the probe as its
// user package, and holds docs/service-contract.md against it.
func TestServiceKeepsTheContract(t *testing.T) {
	t.Parallel()
	eachLanguage(t, func(t *testing.T, stage string, l language) {
		t.Parallel()
		dir := newService(t, stage, l.name, least(stage))
		require.NoError(t, os.RemoveAll(filepath.Join(dir, filepath.FromSlash(l.service))))
		require.NoError(t, os.CopyFS(dir, os.DirFS(filepath.Join("conformance", "testdata", l.name))))
		makes(t, dir, "build", "VERSION=1.2.3")
		env, memory := runtimeSettings(t, dir)
		conformance.Run(t, conformance.Target{
			Command: l.command(dir), Dir: dir,
			Name: serviceName, Version: "1.2.3", Stage: stage,
			RuntimeEnv: env, MemoryBytes: memory,
		})
	})
}

// runtimeSettings are the variables of deploy/base/runtime.yaml, where the
// manifests tell the language's runtime about the container, and the memory
// that the container has.
func runtimeSettings(t *testing.T, dir string) (env []string, memory int64) {
	t.Helper()
	type manifest struct {
		Spec struct {
			Template struct {
				Spec struct {
					Containers []struct {
						Env       []struct{ Name, Value string }
						Resources struct{ Limits map[string]string }
					}
				}
			}
		}
	}
	read := func(name string) (m manifest) {
		content, err := os.ReadFile(filepath.Join(dir, "deploy", "base", name))
		if os.IsNotExist(err) {
			return manifest{}
		}
		require.NoError(t, err)
		require.NoError(t, yaml.Unmarshal(content, &m))
		return m
	}
	for _, container := range read("runtime.yaml").Spec.Template.Spec.Containers {
		for _, variable := range container.Env {
			env = append(env, variable.Name+"="+variable.Value)
		}
	}
	for _, container := range read("deployment.yaml").Spec.Template.Spec.Containers {
		quantity, err := resource.ParseQuantity(container.Resources.Limits["memory"])
		require.NoError(t, err)
		memory = quantity.Value()
	}
	return env, memory
}
