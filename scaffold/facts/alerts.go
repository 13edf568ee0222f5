package facts

import (
	"context"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// RulesFile holds the service's Prometheus rules.
const RulesFile = "monitoring/rules.yaml"

// Alert is an alerting rule.
type Alert struct {
	Name     string `cel:"name" doc:"its name"`
	Severity string `cel:"severity" doc:"its label severity"`
	Runbook  string `cel:"runbook" doc:"its annotation runbook_url"`
}

type ruleFile struct {
	Groups []struct {
		Rules []struct {
			Alert       string            `yaml:"alert"`
			Labels      map[string]string `yaml:"labels"`
			Annotations map[string]string `yaml:"annotations"`
		} `yaml:"rules"`
	} `yaml:"groups"`
}

func alerts(_ context.Context, s *Set) (any, error) { return s.alerts() }

func (s *Set) alerts() ([]Alert, error) {
	content, ok, err := s.read(RulesFile)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("there is no %s", RulesFile)
	}
	var file ruleFile
	if err := yaml.Unmarshal(content, &file); err != nil {
		return nil, fmt.Errorf("%s: %s", RulesFile, strings.Join(strings.Fields(err.Error()), " "))
	}
	found := []Alert{}
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			if r.Alert != "" {
				found = append(found, Alert{Name: r.Alert, Severity: r.Labels["severity"], Runbook: r.Annotations["runbook_url"]})
			}
		}
	}
	return found, nil
}
