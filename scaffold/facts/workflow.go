package facts

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// workflowsDir is where GitHub looks for workflows.
const workflowsDir = ".github/workflows"

// Workflow is a workflow of GitHub Actions.
type Workflow struct {
	File     string   `cel:"file" doc:"where it is"`
	Unpinned []string `cel:"unpinned" doc:"the actions it uses by another version than a full commit"`
	Excess   []string `cel:"excess" doc:"what is broader than it has to be: no permissions at the top, write permissions there, write-all"`
}

func workflows(_ context.Context, s *Set) (any, error) {
	found, err := workflowsIn(s.source.Files, "")
	if err != nil || s.source.Repository == nil {
		return found, err
	}
	// In a larger repository the service's own are those that begin with its name.
	around, err := workflowsIn(s.source.Repository, s.source.Name+".")
	return append(found, around...), err
}

func workflowsIn(files fs.FS, prefix string) ([]Workflow, error) {
	entries, err := fs.ReadDir(files, workflowsDir)
	if errors.Is(err, fs.ErrNotExist) {
		return []Workflow{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", workflowsDir, err)
	}
	found := []Workflow{}
	for _, e := range entries {
		name := path.Join(workflowsDir, e.Name())
		if ext := path.Ext(name); !e.Type().IsRegular() || ext != ".yaml" && ext != ".yml" || !strings.HasPrefix(e.Name(), prefix) {
			continue
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		w, err := workflow(name, content)
		if err != nil {
			return nil, err
		}
		found = append(found, w)
	}
	return found, nil
}

// commitPin is a full commit, which nobody can move, unlike a tag.
var commitPin = regexp.MustCompile(`@[0-9a-f]{40}$`)

func workflow(name string, content []byte) (Workflow, error) {
	w := Workflow{File: name, Unpinned: []string{}, Excess: []string{}}
	var doc struct {
		Permissions yaml.Node `yaml:"permissions"`
		Jobs        map[string]struct {
			Uses        string    `yaml:"uses"`
			Permissions yaml.Node `yaml:"permissions"`
			Steps       []struct {
				Uses string `yaml:"uses"`
			} `yaml:"steps"`
		} `yaml:"jobs"`
	}
	if err := yaml.Unmarshal(content, &doc); err != nil {
		return w, fmt.Errorf("%s: %s", name, strings.Join(strings.Fields(err.Error()), " "))
	}
	uses := func(ref string) {
		local := ref == "" || strings.HasPrefix(ref, "./")
		digest := strings.HasPrefix(ref, "docker://") && strings.Contains(ref, "@sha256:")
		if !local && !digest && !commitPin.MatchString(ref) && !slices.Contains(w.Unpinned, ref) {
			w.Unpinned = append(w.Unpinned, ref)
		}
	}
	if doc.Permissions.Kind == 0 {
		w.Excess = append(w.Excess, "no permissions at the top: every job gets the default ones")
	} else if granted := writes(&doc.Permissions); len(granted) > 0 {
		w.Excess = append(w.Excess, "every job may write "+strings.Join(granted, ", "))
	}
	for job, j := range doc.Jobs {
		uses(j.Uses)
		for _, step := range j.Steps {
			uses(step.Uses)
		}
		if j.Permissions.Value == "write-all" {
			w.Excess = append(w.Excess, "job "+job+" may write everything")
		}
	}
	slices.Sort(w.Unpinned)
	slices.Sort(w.Excess)
	return w, nil
}

// writes are the scopes that a permissions block lets its jobs write.
func writes(n *yaml.Node) []string {
	if n.Kind == yaml.ScalarNode && n.Value == "write-all" {
		return []string{"everything"}
	}
	var scopes []string
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i+1].Value == "write" {
			scopes = append(scopes, n.Content[i].Value)
		}
	}
	return scopes
}
