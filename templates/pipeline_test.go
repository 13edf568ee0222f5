package templates_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

// placements are where a service can lie in its git repository.
var placements = map[string]string{"a repository of its own": "", "a folder of a monorepo": "services/orders"}

// inRepository makes a service in a folder of a new git repository, and returns
// the repository's root.
func inRepository(t *testing.T, folder, stage string, set []string) string {
	t.Helper()
	root := t.TempDir()
	command(t, root, "git", "init", "--quiet", "--initial-branch=main")
	req := scaffold.NewRequest{Name: serviceName, Dir: filepath.Join(root, folder), Stage: stage, Language: "go", Set: set}
	proposal, err := scaffold.New(t.Context(), req)
	require.NoError(t, err)
	require.NoError(t, scaffold.Create(t.Context(), req, proposal))
	return root
}

// eachPlacement runs a test for each stage at each place.
func eachPlacement(t *testing.T, test func(t *testing.T, stage, folder, root string)) {
	for name, folder := range placements {
		t.Run(name, func(t *testing.T) {
			eachStage(t, func(t *testing.T, stage string) {
				test(t, stage, folder, inRepository(t, folder, stage, settings(stage)))
			})
		})
	}
}

// workflow is what the tests read of a workflow.
type workflow struct {
	Name        string
	On          map[string]any `json:"true"` // YAML 1.1 reads the key on as a boolean
	Permissions map[string]string
	Concurrency any
	Defaults    struct {
		Run struct {
			Directory string `json:"working-directory"`
		}
	}
	Jobs map[string]struct {
		Timeout     int               `json:"timeout-minutes"`
		Permissions map[string]string `json:"permissions"`
		Environment string
		Steps       []struct {
			Uses, Run, Name string
			Directory       string `json:"working-directory"`
			With            map[string]any
		}
	}
}

// workflows are those at the root of a repository, by file name.
func workflows(t *testing.T, root string) map[string]workflow {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*"))
	require.NoError(t, err)
	out := map[string]workflow{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		var w workflow
		require.NoError(t, yaml.Unmarshal(content, &w))
		require.NotEmpty(t, w.On, file)
		out[filepath.Base(file)] = w
	}
	return out
}

// TestWorkflowsAreCleanInBothPlaces runs actionlint, and yamllint with the configuration
// that services come with, over the workflows where git would have them.
func TestWorkflowsAreCleanInBothPlaces(t *testing.T) {
	eachPlacement(t, func(t *testing.T, _, folder, root string) {
		command(t, root, "actionlint", "-shellcheck=", "-no-color")
		assert.Empty(t, command(t, root, "yamllint", "--strict", "--config-file", filepath.Join(folder, ".yamllint.yaml"), ".github"))
	})
}

// TestWorkflowsAreBounded holds what keeps a pipeline from doing harm: no
// permission that a job has not asked for, an end to each, and no code that a
// tag can move.
func TestWorkflowsAreBounded(t *testing.T) {
	pins := map[string]string{}
	pinned := regexp.MustCompile(`^([\w-]+/[\w/-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)$`)
	eachPlacement(t, func(t *testing.T, stage, folder, root string) {
		found := workflows(t, root)
		want := []string{"orders.yaml"}
		if stage != "prototype" {
			want = []string{"orders.release.yaml", "orders.yaml"}
		}
		assert.Equal(t, want, slices.Sorted(maps.Keys(found)))
		for name, w := range found {
			assert.Empty(t, w.Permissions, name)
			assert.NotNil(t, w.Permissions, "%s: all permissions", name)
			assert.Equal(t, stage == "prototype", w.Concurrency == nil, name)
			for id, job := range w.Jobs {
				assert.NotZero(t, job.Timeout, "%s: %s has no end", name, id)
				assert.NotNil(t, job.Permissions, "%s: %s", name, id)
				for scope, level := range job.Permissions {
					allowed := level == "read" || strings.HasSuffix(name, ".release.yaml")
					assert.True(t, allowed, "%s: %s may %s %s", name, id, level, scope)
				}
			}
		}
		for _, dir := range []string{root, filepath.Join(root, folder)} {
			for _, file := range filesBelow(t, filepath.Join(dir, ".github")) {
				for _, found := range regexp.MustCompile(`(?m)uses: (.*)$`).FindAllStringSubmatch(file, -1) {
					if strings.HasPrefix(found[1], "./") {
						assert.FileExists(t, filepath.Join(root, found[1], "action.yaml"))
						continue
					}
					pin := pinned.FindStringSubmatch(found[1])
					if assert.NotNil(t, pin, found[1]) {
						if had, ok := pins[pin[1]]; ok {
							assert.Equal(t, had, pin[2], "%s: one action, two versions", pin[1])
						}
						pins[pin[1]] = pin[2]
					}
				}
			}
		}
	})
	assert.NotEmpty(t, pins)
}

// TestMonorepoWorkflowsKeepToTheirFolder holds that a change elsewhere starts
// nothing, and that every step works in the service's folder.
func TestMonorepoWorkflowsKeepToTheirFolder(t *testing.T) {
	eachPlacement(t, func(t *testing.T, _, folder, root string) {
		for name, w := range workflows(t, root) {
			assert.Equal(t, folder, w.Defaults.Run.Directory, name)
			for event, filter := range w.On {
				paths, _ := filter.(map[string]any)
				if folder == "" || event == "workflow_dispatch" {
					assert.NotContains(t, paths, "paths")
					continue
				}
				assert.Equal(t, []any{folder + "/**", ".github/workflows/" + name}, paths["paths"], "%s: %s", name, event)
			}
			for _, job := range w.Jobs {
				for _, step := range job.Steps {
					if path, ok := step.With["path"].(string); ok && folder != "" {
						assert.True(t, strings.HasPrefix(path, folder+"/"), path)
					}
				}
			}
		}
	})
}

// TestStagesOfThePipeline holds what each stage's pipeline has to do.
func TestStagesOfThePipeline(t *testing.T) {
	eachStage(t, func(t *testing.T, stage string) {
		found := workflows(t, inRepository(t, "", stage, settings(stage)))
		runs := func(w workflow, job string) string {
			var out []string
			for _, step := range w.Jobs[job].Steps {
				out = append(out, step.Uses, step.Run)
			}
			return strings.Join(out, "\n")
		}
		var check string
		for job := range found["orders.yaml"].Jobs {
			check += runs(found["orders.yaml"], job)
		}
		for target, from := range map[string]string{
			"make build": "prototype", "make test": "prototype", "make lint": "rapid", "make manifests": "rapid",
			"make rules": "rapid", "make scan": "rapid", "make policy": "critical", "make load": "critical",
		} {
			p := standard(t)
			assert.Equal(t, p.StageIndex(stage) >= p.StageIndex(from), strings.Contains(check, target), target)
		}
		if stage == "prototype" {
			return
		}
		release := found["orders.release.yaml"]
		assert.Equal(t, "production", release.Jobs["production"].Environment)
		for _, env := range []string{"staging", "production"} {
			steps := runs(release, env)
			before, after, found := strings.Cut(steps, "make deploy ENV="+env)
			require.True(t, found, steps)
			assert.Contains(t, before, "make pin ENV="+env)
			assert.Contains(t, after, "make record ENV="+env)
			assert.Equal(t, stage == "critical", strings.Contains(before, "cosign verify"), "verified before it is deployed")
			assert.Equal(t, stage == "critical", strings.Contains(before, "gh attestation verify"))
		}
		assert.Equal(t, stage == "critical", strings.Contains(runs(release, "image"), "cosign sign"))
		assert.Equal(t, stage == "critical", strings.Contains(runs(release, "production"), "required_reviewers"))
	})
}

// TestRegistriesAreToldApart holds where the pipeline logs in, for each way to
// name an image.
func TestRegistriesAreToldApart(t *testing.T) {
	for image, want := range map[string]string{
		"ghcr.io/acme/orders": "ghcr.io", "registry.internal/orders": "registry.internal",
		"localhost:5000/orders": "localhost:5000", "acme/orders": "", "orders": "",
	} {
		t.Run(image, func(t *testing.T) {
			root := inRepository(t, "", "critical", []string{"owner=team-checkout", "image=" + image})
			for _, job := range workflows(t, root)["orders.release.yaml"].Jobs {
				for _, step := range job.Steps {
					if !strings.HasPrefix(step.Uses, "docker/login-action@") {
						continue
					}
					got, _ := step.With["registry"].(string)
					assert.Equal(t, want, got)
					assert.Equal(t, want == "ghcr.io", strings.Contains(fmt.Sprint(step.With["password"]), "GITHUB_TOKEN"))
				}
			}
		})
	}
}

// TestSharedFilesOfAMonorepo holds that files all services share are not
// written, and that what belongs in them is said.
func TestSharedFilesOfAMonorepo(t *testing.T) {
	root := inRepository(t, "services/orders", "rapid", settings("rapid"))
	for _, path := range []string{".github/CODEOWNERS", "renovate.json", "services/orders/.github/CODEOWNERS", "services/orders/renovate.json"} {
		assert.NoFileExists(t, filepath.Join(root, path))
	}
	service, err := scaffold.Open(filepath.Join(root, "services", "orders"))
	require.NoError(t, err)
	defer service.Close()
	missing := func() (paths []string) {
		shared, err := service.SharedMissing(t.Context(), standard(t))
		require.NoError(t, err)
		for _, s := range shared {
			paths = append(paths, s.Path)
			if s.Path == ".github/CODEOWNERS" {
				assert.Equal(t, "/services/orders/ @kubectl-svc/team-checkout\n/.github/workflows/orders.* @kubectl-svc/team-checkout\n", s.Text)
			}
		}
		return paths
	}
	assert.Equal(t, []string{".github/CODEOWNERS", "renovate.json"}, missing())
	require.NoError(t, os.WriteFile(filepath.Join(root, "CODEOWNERS"),
		[]byte("* @all\n/services/orders/  @kubectl-svc/team-checkout\n/.github/workflows/orders.* @kubectl-svc/team-checkout\n"), 0o644))
	assert.Equal(t, []string{"renovate.json"}, missing())
}

// TestNoPipeline holds that ci=none leaves none behind.
func TestNoPipeline(t *testing.T) {
	eachStage(t, func(t *testing.T, stage string) {
		for path := range filesOf(t, newService(t, stage, "go", append(least(stage), "ci=none"))) {
			assert.False(t, strings.HasPrefix(path, ".github/") && path != ".github/CODEOWNERS", path)
		}
	})
}

// filesBelow are the contents of all files below a folder.
func filesBelow(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		out = append(out, string(content))
		return err
	})
	require.NoError(t, err)
	return out
}
