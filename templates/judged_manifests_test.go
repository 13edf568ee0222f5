package templates_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// overlay is what kustomize makes of one folder of one combination.
type overlay struct {
	rendered
	env     string // dev, staging, production, or namespace
	text    []byte
	objects []object
}

// name tells it from the others.
func (o overlay) String() string { return o.env + " of " + o.name }

// overlaysOf builds every overlay of every combination, and returns those that
// differ.
func overlaysOf(t *testing.T) []overlay {
	t.Helper()
	overlays, err := builtOverlays()
	require.NoError(t, err)
	require.NotEmpty(t, overlays)
	return overlays
}

var builtOverlays = sync.OnceValues(func() ([]overlay, error) {
	all, err := matrix()
	if err != nil {
		return nil, err
	}
	return buildOverlays(all)
})

// buildOverlays builds every overlay of some services, in memory, and returns
// those that differ.
func buildOverlays(services []rendered) ([]overlay, error) {
	var out []overlay
	seen := map[string]bool{}
	for _, service := range services {
		fsys := filesys.MakeFsInMemory()
		folders := []string{"deploy/namespace"}
		for _, path := range service.files.Paths() {
			if !strings.HasPrefix(path, "deploy/") {
				continue
			}
			if err := fsys.WriteFile("/"+path, service.files[path].Content); err != nil {
				return nil, err
			}
			if found, _ := filepath.Match("deploy/overlays/*/kustomization.yaml", path); found {
				folders = append(folders, filepath.ToSlash(filepath.Dir(path)))
			}
		}
		for _, folder := range folders {
			built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(fsys, "/"+folder)
			if err != nil {
				return nil, err
			}
			text, err := built.AsYaml()
			if err != nil {
				return nil, err
			}
			o := overlay{rendered: service, env: filepath.Base(folder), text: text}
			for _, document := range strings.Split(string(text), "\n---\n") {
				var read object
				if err := yaml.UnmarshalStrict([]byte(document), &read); err != nil {
					return nil, err
				}
				o.objects = append(o.objects, read)
			}
			if !seen[o.env+string(text)] {
				seen[o.env+string(text)] = true
				out = append(out, o)
			}
		}
	}
	return out, nil
}

// TestObjectsAreWellFormed reads every object of Kubernetes' own kinds into its
// type: no field that there is not, and none of another type. The platforms'
// kinds are read by an API server that has their definitions.
func TestObjectsAreWellFormed(t *testing.T) {
	core := map[string]func() any{
		"v1/Namespace":                           func() any { return new(corev1.Namespace) },
		"v1/LimitRange":                          func() any { return new(corev1.LimitRange) },
		"v1/ResourceQuota":                       func() any { return new(corev1.ResourceQuota) },
		"v1/Service":                             func() any { return new(corev1.Service) },
		"v1/ServiceAccount":                      func() any { return new(corev1.ServiceAccount) },
		"apps/v1/Deployment":                     func() any { return new(appsv1.Deployment) },
		"autoscaling/v2/HorizontalPodAutoscaler": func() any { return new(autoscalingv2.HorizontalPodAutoscaler) },
		"networking.k8s.io/v1/Ingress":           func() any { return new(networkingv1.Ingress) },
		"networking.k8s.io/v1/NetworkPolicy":     func() any { return new(networkingv1.NetworkPolicy) },
		"policy/v1/PodDisruptionBudget":          func() any { return new(policyv1.PodDisruptionBudget) },
	}
	of := map[string]string{
		"monitoring.coreos.com/v1/ServiceMonitor": "prometheus-operator",
		"monitoring.coreos.com/v1/PrometheusRule": "prometheus-operator",
		"argoproj.io/v1alpha1/Rollout":            "argo-rollouts",
		"argoproj.io/v1alpha1/AnalysisTemplate":   "argo-rollouts",
		"gateway.networking.k8s.io/v1/HTTPRoute":  "gateway-api",
	}
	met := map[string]bool{}
	for _, o := range overlaysOf(t) {
		for _, read := range o.objects {
			kind := read.at("apiVersion").(string) + "/" + read.at("kind").(string)
			met[kind] = true
			into, known := core[kind]
			if !known {
				assert.Contains(t, o.platforms, of[kind], "%s holds a %s", o, kind)
				continue
			}
			content, err := yaml.Marshal(read)
			require.NoError(t, err)
			assert.NoError(t, yaml.UnmarshalStrict(content, into()), "%s: %s", o, read.id())
		}
	}
	for kind := range core {
		assert.True(t, met[kind], "no combination has a %s", kind)
	}
	for kind := range of {
		assert.True(t, met[kind], "no combination has a %s", kind)
	}
}

// TestPodsAreRestricted asks the evaluator that the API server uses whether
// pods keep to the Pod Security Standard "restricted".
func TestPodsAreRestricted(t *testing.T) {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	require.NoError(t, err)
	restricted := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	judged := 0
	for _, o := range overlaysOf(t) {
		for _, read := range o.objects {
			template := read.at("spec", "template")
			if template == nil {
				continue
			}
			content, err := json.Marshal(template)
			require.NoError(t, err)
			var pod corev1.PodTemplateSpec
			require.NoError(t, json.Unmarshal(content, &pod))
			verdict := policy.AggregateCheckResults(evaluator.EvaluatePod(restricted, &pod.ObjectMeta, &pod.Spec))
			assert.True(t, verdict.Allowed, "%s: %s: %s", o, read.id(), verdict.ForbiddenDetail())
			judged++
		}
	}
	assert.NotZero(t, judged)
	// The evaluator does refuse: what is not restricted does not pass.
	verdict := policy.AggregateCheckResults(evaluator.EvaluatePod(restricted, new(metav1.ObjectMeta), &corev1.PodSpec{Containers: []corev1.Container{{Name: "x"}}}))
	assert.False(t, verdict.Allowed)
}

// scoreFlags are what kube-score is told of a stage: at prototype, and where
// one node is all there is, what only replicas need is left out.
func scoreFlags(o overlay) []string {
	if o.stage == "prototype" || o.env == "dev" {
		return []string{
			"--ignore-container-cpu-limit",
			"--ignore-test", "container-ephemeral-storage-request-and-limit",
			"--ignore-test", "pod-networkpolicy",
			"--ignore-test", "deployment-replicas",
		}
	}
	var flags []string
	if strings.Contains(o.name, "everything") && o.stage == "rapid" {
		flags = append(flags, "--ignore-container-cpu-limit") // its cpuLimit is none
	}
	if o.stage == "critical" {
		for _, optional := range []string{"container-seccomp-profile", "container-memory-requests-equal-limits", "container-ports-check"} {
			flags = append(flags, "--enable-optional-test", optional)
		}
	}
	return flags
}

// TestManifestsScoreWell runs kube-score over every overlay; a warning is a
// failure.
func TestManifestsScoreWell(t *testing.T) {
	testtool.Path(t, "kube-score")
	for _, o := range overlaysOf(t) {
		t.Run(o.String(), func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "objects.yaml")
			require.NoError(t, os.WriteFile(file, o.text, 0o644))
			args := append([]string{"score", "--kubernetes-version", "v1.37", "--exit-one-on-warning", "--output-format", "ci"}, scoreFlags(o)...)
			out, err := output(t, filepath.Dir(file), "kube-score", append(args, file)...)
			bad := slices.DeleteFunc(strings.Split(out, "\n"), func(line string) bool {
				return !strings.HasPrefix(line, "[CRITICAL]") && !strings.HasPrefix(line, "[WARNING]")
			})
			assert.NoError(t, err, strings.Join(bad, "\n"))
			assert.Equal(t, o.env != "namespace" || o.stage == "critical", strings.Contains(out, "[OK]"), "it has judged something: %s", out)
		})
	}
}

// TestPlatformsChangeWhatTheySay holds what a platform puts in the place of
// what.
func TestPlatformsChangeWhatTheySay(t *testing.T) {
	for _, o := range overlaysOf(t) {
		has := func(kind string) bool {
			return slices.ContainsFunc(o.objects, func(read object) bool { return read.at("kind") == kind })
		}
		on := func(platform string) bool { return slices.Contains(o.platforms, platform) }
		exposed := strings.Contains(o.name, "everything") && o.stage != "prototype" && o.env != "dev"
		users := o.env != "dev" || o.stage == "prototype" // a place that the cluster's platforms are used at
		if o.env == "namespace" {
			continue
		}
		assert.Equal(t, on("prometheus-operator") && users, has("ServiceMonitor"), "%s: ServiceMonitor", o)
		assert.Equal(t, on("prometheus-operator") && users, has("PrometheusRule"), "%s: PrometheusRule", o)
		assert.Equal(t, on("argo-rollouts") && users && o.stage == "critical", has("Rollout"), "%s: Rollout", o)
		assert.Equal(t, on("argo-rollouts") && users && o.stage == "critical", has("AnalysisTemplate"), "%s: AnalysisTemplate", o)
		assert.Equal(t, exposed && on("gateway-api"), has("HTTPRoute"), "%s: HTTPRoute", o)
		assert.Equal(t, exposed && !on("gateway-api"), has("Ingress"), "%s: Ingress", o)
		for _, read := range o.objects {
			for label, want := range map[string]string{
				"app.kubernetes.io/name": serviceName, "app.kubernetes.io/instance": serviceName,
				"app.kubernetes.io/component": "service", "app.kubernetes.io/managed-by": "kubectl-svc", "kubectl-svc.dev/stage": o.stage,
			} {
				assert.Equal(t, want, read.at("metadata", "labels", label), "%s: %s: %s", o, read.id(), label)
			}
			switch read.at("kind") {
			case "Deployment":
				annotated := read.at("spec", "template", "metadata", "annotations", "prometheus.io/scrape") != nil
				assert.Equal(t, !on("prometheus-operator"), annotated, "%s: scraped twice or not at all", o)
			case "HorizontalPodAutoscaler":
				want := "Deployment"
				if has("Rollout") {
					want = "Rollout"
				}
				assert.Equal(t, want, read.at("spec", "scaleTargetRef", "kind"), o)
			}
			assert.Nil(t, read.at("spec", "replicas"), "%s: %s: applying it would scale", o, read.id())
		}
	}
}

// TestRuleObjectSaysWhatTheRulesSay holds that the rules in the cluster are
// those that promtool tests, and that the script that keeps it so does.
func TestRuleObjectSaysWhatTheRulesSay(t *testing.T) {
	units := different(t, func(path string) bool {
		return path == "monitoring/rules.yaml" || path == "deploy/base/prometheusrule.yaml" || path == "scripts/prometheusrule.sh"
	})
	checked := 0
	for _, u := range units {
		script := filepath.Join(u.dir, "scripts", "prometheusrule.sh")
		if _, err := os.Stat(script); err != nil {
			continue
		}
		checked++
		out, err := output(t, u.dir, "sh", script, "--check")
		assert.NoError(t, err, "%s: %s", u.name, out)
		rules := filepath.Join(u.dir, "monitoring", "rules.yaml")
		content, err := os.ReadFile(rules)
		require.NoError(t, err)
		added := "      - alert: Mine\n        expr: vector(1)\n"
		require.NoError(t, os.WriteFile(rules, append(content, added...), 0o644))
		_, err = output(t, u.dir, "sh", script, "--check")
		assert.Error(t, err, "%s: an alert that is in the file alone passes", u.name)
		out, err = output(t, u.dir, "sh", script)
		require.NoError(t, err, out)
		object, err := os.ReadFile(filepath.Join(u.dir, "deploy", "base", "prometheusrule.yaml"))
		require.NoError(t, err)
		var rule struct{ Spec map[string]any }
		var want map[string]any
		require.NoError(t, yaml.Unmarshal(object, &rule))
		require.NoError(t, yaml.Unmarshal(append(content, added...), &want))
		assert.Equal(t, want, rule.Spec, u.name)
	}
	assert.NotZero(t, checked)
}
