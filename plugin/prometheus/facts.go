package prometheus

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
	"github.com/kubectl-svc/kubectl-svc/scaffold/printable"
)

// days is the window of the objective, as the rules and the SLO document have
// it.
const days = 30

// shown makes text that Prometheus holds safe to show.
func shown(text string) string { return printable.Line(text, 200) }

// Targets implements facts.Prometheus.
func (c *Client) Targets(ctx context.Context) (facts.Targets, error) {
	samples, err := c.query(ctx, fmt.Sprintf("up{%s}", c.matchers()))
	if err != nil {
		return facts.Targets{}, err
	}
	out := facts.Targets{Total: int64(len(samples)), Down: []string{}}
	for _, s := range samples {
		if s.value == 0 {
			out.Down = append(out.Down, shown(s.labels["instance"]))
		}
	}
	slices.Sort(out.Down)
	return out, nil
}

// ruleGroups are the rules as the API lists them.
type ruleGroups struct {
	Groups []struct {
		Rules []struct {
			Name   string            `json:"name"`
			Labels map[string]string `json:"labels"`
			Health string            `json:"health"`
			Error  string            `json:"lastError"`
			Alerts []struct {
				Labels map[string]string `json:"labels"`
				State  string            `json:"state"`
			} `json:"alerts"`
		} `json:"rules"`
	} `json:"groups"`
}

// states orders what an alert can be; the worst of its instances counts.
var states = []string{"inactive", "pending", "firing"}

// Alerts implements facts.Prometheus. Rules that several environments brought
// are one alert; what they say of other namespaces is not this one's.
func (c *Client) Alerts(ctx context.Context) ([]facts.LoadedAlert, error) {
	var loaded ruleGroups
	if err := c.ask(ctx, "/api/v1/rules", url.Values{"type": {"alert"}}, &loaded); err != nil {
		return nil, err
	}
	found := map[string]*facts.LoadedAlert{}
	out := []facts.LoadedAlert{}
	for _, g := range loaded.Groups {
		for _, r := range g.Rules {
			if r.Labels["service"] != c.service {
				continue
			}
			a := found[r.Name]
			if a == nil {
				a = &facts.LoadedAlert{Name: shown(r.Name), Severity: shown(r.Labels["severity"]), State: states[0], Health: "ok"}
				found[r.Name] = a
			}
			if r.Health != "ok" { // err with the error, or unknown: not evaluated yet
				a.Health = shown(cmp.Or(r.Error, r.Health))
			}
			for _, instance := range r.Alerts {
				where := instance.Labels["namespace"]
				mine := c.namespace == "" || where == "" || where == c.namespace
				if mine && slices.Index(states, instance.State) > slices.Index(states, a.State) {
					a.State = instance.State
				}
			}
		}
	}
	for _, a := range found {
		out = append(out, *a)
	}
	slices.SortFunc(out, func(a, b facts.LoadedAlert) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// Traffic implements facts.Prometheus, by the series that the service's rules
// record: 30 days of what was scraped would be a heavy query.
func (c *Client) Traffic(ctx context.Context) (facts.Traffic, error) {
	over := func(record string) string {
		return fmt.Sprintf("sum(sum_over_time(%s{%s}[%dd]))", record, c.matchers(), days)
	}
	out := facts.Traffic{Days: days}
	requests, ok, err := c.number(ctx, over("job:http_requests:rate5m"))
	if err != nil {
		return out, err
	}
	if !ok {
		return out, fmt.Errorf("%s has no job:http_requests:rate5m of %s: are its rules loaded?", c.at, c.service)
	}
	if requests == 0 {
		return out, fmt.Errorf("%s was sent no request in %d days", c.service, days)
	}
	// A service that never failed has no series of errors.
	failed, _, err := c.number(ctx, over("job:http_requests_errors:rate5m"))
	if err != nil {
		return out, err
	}
	out.ErrorRatio = failed / requests
	out.Rate, _, err = c.number(ctx, fmt.Sprintf("sum(avg_over_time(job:http_requests:rate5m{%s}[%dd]))", c.matchers(), days))
	return out, err
}

// History implements facts.Prometheus.
func (c *Client) History(ctx context.Context) (facts.History, error) {
	hours, _, err := c.number(ctx, fmt.Sprintf("max(count_over_time((sum(up{%s}) > 0)[%dd:1h]))", c.matchers(), days))
	return facts.History{Days: days, Hours: int64(hours)}, err
}

// How versions are counted: looked at every so often, and no more of them.
const (
	versionMinutes = 5
	mostVersions   = 200
)

// Versions implements facts.Prometheus.
func (c *Client) Versions(ctx context.Context) ([]facts.Release, error) {
	samples, err := c.query(ctx, fmt.Sprintf("topk(%d, count_over_time((count by (version) (service_build_info{%s}))[%dd:%dm]))",
		mostVersions, c.matchers(), days, versionMinutes))
	if err != nil {
		return nil, err
	}
	if len(samples) == 0 {
		return nil, fmt.Errorf("%s has no service_build_info of %s", c.at, c.service)
	}
	out := []facts.Release{}
	for _, s := range samples {
		out = append(out, facts.Release{Version: shown(s.labels["version"]), Minutes: int64(s.value) * versionMinutes})
	}
	slices.SortFunc(out, func(a, b facts.Release) int { return int(b.Minutes - a.Minutes) })
	return out, nil
}
