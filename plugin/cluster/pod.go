package cluster

import (
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// pod is what is looked at of a pod: what it asks for, whether it is ready, and
// what its containers went through.
type pod struct {
	named
	Spec struct {
		NodeName   string `json:"nodeName"`
		Containers []struct {
			Name      string `json:"name"`
			Resources struct {
				Requests map[string]string `json:"requests"`
			} `json:"resources"`
		} `json:"containers"`
	} `json:"spec"`
	Status struct {
		Phase      string      `json:"phase"`
		Conditions []Condition `json:"conditions"`
		Init       []container `json:"initContainerStatuses"`
		Containers []container `json:"containerStatuses"`
	} `json:"status"`
}

// container is how a container of a pod is, and how it ended.
type container struct {
	Name  string `json:"name"`
	Ready bool   `json:"ready"`
	State struct {
		Waiting *struct {
			Reason  string `json:"reason"`
			Message string `json:"message"`
		} `json:"waiting"`
		Terminated *ending `json:"terminated"`
	} `json:"state"`
	LastState struct {
		Terminated *ending `json:"terminated"`
	} `json:"lastState"`
}

type ending struct {
	Reason     string      `json:"reason"`
	ExitCode   int64       `json:"exitCode"`
	FinishedAt metav1.Time `json:"finishedAt"`
}

func (p *pod) ready() bool {
	return slices.ContainsFunc(p.Status.Conditions, func(c Condition) bool { return c.Type == "Ready" && c.Status == "True" })
}

// stays tells of a pod that is not about to go, and has not come to its end.
func (p *pod) stays() bool {
	return p.Metadata.DeletionTimestamp == nil && p.Status.Phase != "Succeeded" && p.Status.Phase != "Failed"
}
