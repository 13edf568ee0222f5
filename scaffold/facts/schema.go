// Package facts is what gates look at: the repository, the objects that its
// overlays build to, what runs, and what Prometheus says of it. A fact is computed when a gate first asks for it, and once.
package facts

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// Version of the schema. A name or a type in it never changes its meaning; what
// replaces one gets a new name.
const Version = "v1"

// Need is where a fact comes from, and so what can keep it from being known.
type Need string

// The needs, as gates declare them.
const (
	NeedRepository Need = "repo"       // the files of the service
	NeedManifests  Need = "manifests"  // what its overlays build to
	NeedLive       Need = "live"       // the cluster
	NeedPrometheus Need = "prometheus" // the metrics
)

// Needs are all of them, in the order of what they cost.
var Needs = []Need{NeedRepository, NeedManifests, NeedLive, NeedPrometheus}

// Fact describes one fact of the schema.
type Fact struct {
	// Name is the variable that expressions use: repo.coverage.
	Name string
	// Doc says what it is, in a sentence.
	Doc  string
	Need Need
	// Example is a value of the fact's Go type: a struct, a slice, a string.
	Example any

	service func(context.Context, *Set) (any, error)     // of the whole service
	overlay func(context.Context, *Overlay) (any, error) // of one overlay
}

// EachOverlay tells that the fact has a value for each overlay, so that only
// gates over each overlay can use it.
func (f Fact) EachOverlay() bool { return f.overlay != nil }

// Schema is every fact there is, by name.
func Schema() []Fact {
	facts := slices.Concat(repositoryFacts(), overlayFacts(), liveFacts(), prometheusFacts())
	slices.SortFunc(facts, func(a, b Fact) int { return strings.Compare(a.Name, b.Name) })
	return facts
}

func repositoryFacts() []Fact {
	repo := func(name, doc string, example any, compute func(context.Context, *Set) (any, error)) Fact {
		return Fact{Name: "repo." + name, Doc: doc, Need: NeedRepository, Example: example, service: compute}
	}
	return []Fact{
		repo("codeowners", "Who reviews changes, by the file CODEOWNERS.", Codeowners{}, codeowners),
		repo("alerts", "The alerts of "+RulesFile+".", []Alert{}, alerts),
		repo("runbook", "The runbook, "+RunbookFile+".", Runbook{}, runbook),
		repo("onCall", "Where the on-call rota is found, by "+CatalogFile+".", OnCall{}, onCall),
		repo("readiness", "The production readiness review, "+ReadinessFile+".", Readiness{}, readiness),
		repo("signals", "Which source files handle SIGTERM.", Signals{}, signals),
		repo("coverage", "Test coverage, by "+strings.Join(coverageFiles, " or ")+"; unknown while there is none.", Coverage{}, coverage),
		repo("load", "The last load test, by "+LoadSummaryFile+"; unknown while there is none.", Load{}, load),
		repo("workflows", "The workflows of GitHub Actions.", []Workflow{}, workflows),
	}
}

func overlayFacts() []Fact {
	overlay := func(name, doc string, example any, compute func(context.Context, *Overlay) (any, error)) Fact {
		return Fact{Name: "overlay." + name, Doc: doc, Need: NeedManifests, Example: example, overlay: compute}
	}
	return []Fact{
		overlay("name", "The overlay's name: the environment.", "", func(_ context.Context, o *Overlay) (any, error) { return o.Name, nil }),
		overlay("objects", "The objects it builds to, as they are sent to the cluster.", []manifest.Object{}, objects),
		overlay("lacks", "What a stage may promise of the running service and the manifests lack: a sentence for each, empty where it is there.", Lacks{}, lacks),
		overlay("autoscaler", "The HorizontalPodAutoscaler (or KEDA's ScaledObject) of the service; both bounds are 0 where there is none.", Autoscaler{}, autoscaler),
		overlay("images", "The images of its containers.", []Image{}, images),
		overlay("podSecurity", `What violates the Pod Security Standard "restricted" (latest), by its official checks.`, []string{}, podSecurity),
		overlay("contradictions", "Objects that do not fit together, such as a Service whose port no container has.", []string{}, contradictions),
		overlay("immutable", "Changes of this operation to fields that cannot be changed once live, and what it takes; empty outside of one.", []string{}, immutable),
	}
}

// Source is what facts are computed from.
type Source struct {
	// Files are the service's files; Before is what they were before the
	// operation that is judged, or nil.
	Files, Before Files
	// Repository is the git repository around the service's folder, and Path the
	// folder in it; nil where the folder is the repository, or there is none.
	Repository Files
	Path       string
	// Live and Prometheus begin to ask the cluster and Prometheus of one
	// environment. They are called when the first such fact is asked for; nil:
	// there is nobody to ask.
	Live       func(context.Context) (Live, error)
	Prometheus func(context.Context) (Prometheus, error)
	// Name is the service's.
	Name string
	Now  time.Time
}
