package testcluster

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPodsBecomeReady holds that the whole line works: a controller makes the
// pods, the scheduler places them, and kwok plays their node.
func TestPodsBecomeReady(t *testing.T) {
	c := Shared(t)
	namespace := c.Namespace(t, map[string]string{"made-for": "this-test"})
	c.must(t, "", "--namespace", namespace, "create", "deployment", "sleeper", "--image=sleeper", "--replicas=3")
	c.must(t, "", "--namespace", namespace, "rollout", "status", "deployment/sleeper", "--timeout=2m")
	nodes := strings.Fields(c.must(t, "", "--namespace", namespace, "get", "pods", "-o", "jsonpath={.items[*].spec.nodeName}"))
	assert.Len(t, nodes, 3)
	assert.Contains(t, c.must(t, "", "get", "namespaces", "-l", "made-for=this-test", "-o", "name"), namespace)
}

// TestPlatformsComeAndGo holds that a test without a platform never sees what
// the one before it installed.
func TestPlatformsComeAndGo(t *testing.T) {
	c := Shared(t)
	kinds := map[string]string{
		"argo-rollouts": "rollouts", "gateway-api": "httproutes", "keda": "scaledobjects", "prometheus-operator": "prometheusrules",
	}
	resources := func() string { return c.must(t, "", "api-resources", "--no-headers", "-o", "name") }
	t.Run("installed", func(t *testing.T) {
		c.Install(t, slices.Sorted(maps.Keys(platforms))...)
		for platform := range platforms {
			require.Contains(t, kinds, platform, "a new platform: name one of its resources here")
			assert.Contains(t, resources(), kinds[platform]+".", platform)
		}
	})
	for platform, kind := range kinds {
		assert.NotContains(t, resources(), kind+".", platform)
	}
}
