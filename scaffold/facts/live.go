package facts

import (
	"context"
	"time"
)

// Live tells what runs of a service in one environment. An error makes a fact
// unknown; its text is the reason. Each method is called once at most.
type Live interface {
	Environment(context.Context) (LiveEnvironment, error)
	Rollouts(context.Context) ([]Rollout, error)
	Pods(context.Context) (Pods, error)
	Zones(context.Context) ([]string, error)
	Terminations(context.Context) ([]Termination, error)
	Scaling(context.Context) ([]Scaling, error)
	Disruption(context.Context) (Disruption, error)
	Differences(context.Context) ([]string, error)
	Usage(context.Context) ([]Usage, error)
	Policies(context.Context) ([]Policy, error)
}

// LiveEnvironment is where the service is looked at.
type LiveEnvironment struct {
	Name      string   `cel:"name" doc:"the environment: an overlay"`
	Namespace string   `cel:"namespace" doc:"the namespace it runs in"`
	Kinds     []string `cel:"kinds" doc:"the kinds of objects in its overlay"`
}

// Rollout is how far a workload has rolled out.
type Rollout struct {
	Workload string `cel:"workload" doc:"as kubectl names it, such as deployment.apps/orders"`
	Complete bool   `cel:"complete" doc:"every replica has the latest revision and is available"`
	Detail   string `cel:"detail" doc:"how many are available, and what is waited for"`
}

// Pods are the pods of the service's workloads.
type Pods struct {
	Ready  int64     `cel:"ready" doc:"how many are ready"`
	Total  int64     `cel:"total" doc:"how many there are, less those that are being deleted or have ended"`
	Oldest time.Time `cel:"oldest" doc:"when the oldest was made: restarts before that are not known"`
	Nodes  []string  `cel:"nodes" doc:"the nodes of those that are ready, each once"`
}

// Termination is the last end of a container that Kubernetes remembers.
type Termination struct {
	Pod       string    `cel:"pod" doc:"the pod's name"`
	Container string    `cel:"container" doc:"the container's name"`
	Reason    string    `cel:"reason" doc:"such as OOMKilled, Error or Completed"`
	ExitCode  int64     `cel:"exitCode" doc:"what it ended with"`
	Finished  time.Time `cel:"finished" doc:"when that was"`
}

// Scaling is what a HorizontalPodAutoscaler of the service says of itself.
type Scaling struct {
	Name    string `cel:"name" doc:"its name"`
	Able    bool   `cel:"able" doc:"it can read and set the number of replicas (AbleToScale)"`
	Active  bool   `cel:"active" doc:"it has what it needs to compute a number (ScalingActive)"`
	Metrics bool   `cel:"metrics" doc:"it has read a value of each metric"`
	Pinned  bool   `cel:"pinned" doc:"it wants more than its maximum and runs at it"`
	Current int64  `cel:"current" doc:"the replicas there are"`
	Max     int64  `cel:"max" doc:"the most it may set"`
	Reason  string `cel:"reason" doc:"what it says of what is wrong; empty where nothing is"`
}

// Disruption is whether a pod can be evicted.
type Disruption struct {
	Budgets []Budget `cel:"budgets" doc:"the PodDisruptionBudgets that select the pods"`
	Pod     string   `cel:"pod" doc:"the pod whose eviction was tried, as a dry run"`
	Evicts  bool     `cel:"evicts" doc:"the API server would evict it"`
	Reason  string   `cel:"reason" doc:"why it would not"`
}

// Budget is a PodDisruptionBudget.
type Budget struct {
	Name    string `cel:"name" doc:"its name"`
	Allowed int64  `cel:"allowed" doc:"the evictions it lets through now"`
}

// Usage is what a container uses, by the metrics API.
type Usage struct {
	Container     string  `cel:"container" doc:"the container's name"`
	CPU           float64 `cel:"cpu" doc:"cores, on average over the pods"`
	CPURequest    float64 `cel:"cpuRequest" doc:"cores it requests; 0 where it does not"`
	Memory        int64   `cel:"memory" doc:"bytes, in the pod that uses most"`
	MemoryRequest int64   `cel:"memoryRequest" doc:"bytes it requests; 0 where it does not"`
}

// Policy is a NetworkPolicy that selects the pods.
type Policy struct {
	Name    string `cel:"name" doc:"its name"`
	Ingress bool   `cel:"ingress" doc:"it says who may come in"`
	Egress  bool   `cel:"egress" doc:"it says whom they may talk to"`
}

func liveFacts() []Fact {
	return []Fact{
		live("environment", "The environment that is looked at, and where it runs.", LiveEnvironment{}, Live.Environment),
		live("rollouts", "Whether the workloads have rolled out.", []Rollout{}, Live.Rollouts),
		live("pods", "The pods of the workloads.", Pods{}, Live.Pods),
		live("zones", "The zones of the pods that are ready, each once; unknown where nodes have none.", []string{}, Live.Zones),
		live("terminations", "The last end of each container, where it had one. The counter of restarts is not looked at: it says nothing of when.", []Termination{}, Live.Terminations),
		live("scaling", "The HorizontalPodAutoscalers of the workloads.", []Scaling{}, Live.Scaling),
		live("disruption", "Whether a pod can be evicted, as a node drain would.", Disruption{}, Live.Disruption),
		live("differences", "The objects that are live otherwise than the overlay says, by server-side apply, with what differs.", []string{}, Live.Differences),
		live("usage", "What the containers use, by the metrics API.", []Usage{}, Live.Usage),
		live("networkPolicies", "The NetworkPolicies that select the pods.", []Policy{}, Live.Policies),
	}
}

// live is a fact of the running service.
func live[T any](name, doc string, example T, ask func(Live, context.Context) (T, error)) Fact {
	return told(NeedLive, func(s *Set) connector[Live] { return s.live }, name, doc, example, ask)
}
