package print

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/plugin/cluster"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

// ServiceStatus is a service's status, with what runs where that was asked for.
type ServiceStatus struct {
	*scaffold.Status
	Live *Live `json:"live,omitempty"`
}

// Live is what runs of an environment.
type Live struct {
	Environment string             `json:"environment"`
	Context     string             `json:"context,omitempty"`
	Namespace   string             `json:"namespace"`
	Workloads   []cluster.Workload `json:"workloads"`
	// Differs are the objects that are live otherwise than the overlay says.
	Differs []string `json:"differs"`
	// Unknown says why that could not be told.
	Unknown string `json:"unknown,omitempty"`
}

// Drift is the difference between the cluster and the overlay of the service in
// a folder, or nil.
func (l *Live) Drift(dir string) *scaffold.Drift {
	if len(l.Differs) == 0 {
		return nil
	}
	d := &scaffold.Drift{
		Kind: scaffold.DriftLive, Detail: fmt.Sprintf("%s of environment %s", differs(len(l.Differs)), l.Environment),
		Paths: l.Differs, Next: scaffold.CommandLine("diff --env "+l.Environment, dir),
	}
	running := func(w cluster.Workload) bool { return !w.Missing }
	if len(l.Workloads) > 0 && !slices.ContainsFunc(l.Workloads, running) {
		d.Next = scaffold.CommandLine("apply --env "+l.Environment, dir)
	}
	return d
}

func differs(n int) string {
	if n == 1 {
		return "1 object differs from the overlay"
	}
	return fmt.Sprintf("%d objects differ from the overlay", n)
}

// Print prints both.
func (s ServiceStatus) Print(w io.Writer) {
	Status(w, s.Status)
	if s.Live == nil {
		return
	}
	c, l := paletteFor(w), s.Live
	where := "namespace " + l.Namespace
	if l.Context != "" {
		where = "context " + l.Context + ", " + where
	}
	fmt.Fprintf(w, "Live:      %s  %s\n", c.bold(l.Environment), c.dim(where))
	for _, workload := range l.Workloads {
		c.workload(w, workload)
	}
}

func (p palette) workload(w io.Writer, o cluster.Workload) {
	switch {
	case o.Missing:
		fmt.Fprintf(w, "  %s  %s\n", o.Object, p.yellow("not deployed"))
		return
	case o.Done:
		fmt.Fprintf(w, "  %s  %s\n", o.Object, p.green(fmt.Sprintf("%d of %d available", o.Available, o.Desired)))
	default:
		fmt.Fprintf(w, "  %s  %s\n", o.Object, p.yellow(fmt.Sprintf("%d of %d available, %s", o.Available, o.Desired, progressLine(o.Progress))))
	}
	for _, image := range o.Images {
		fmt.Fprintf(w, "    image %s\n", image)
	}
	for _, condition := range o.Conditions {
		good := condition.Status == "True"
		if slices.Contains([]string{"ReplicaFailure", "InvalidSpec", "Paused"}, condition.Type) {
			good = condition.Status != "True"
		}
		if !good {
			text := strings.TrimSuffix(fmt.Sprintf("%s %s, %s: %s", condition.Type, condition.Status, condition.Reason, condition.Message), ": ")
			fmt.Fprintf(w, "    %s\n", p.yellow(text))
		}
	}
}

// Statuses prints a line for each service.
func Statuses(w io.Writer, all []*scaffold.Status) {
	if len(all) == 0 {
		return
	}
	rows := [][4]string{{"NAME", "STAGE", "PACK", "DRIFT"}}
	for _, s := range all {
		kinds := []string{}
		for _, d := range s.Drift {
			if !slices.Contains(kinds, string(d.Kind)) {
				kinds = append(kinds, string(d.Kind))
			}
		}
		if len(kinds) == 0 {
			kinds = []string{"none"}
		}
		rows = append(rows, [4]string{s.Name, s.Stage, s.Pack, strings.Join(kinds, ",")})
	}
	var widths [4]int
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	for n, row := range rows {
		for i, cell := range row {
			fmt.Fprintf(w, "%-*s   ", widths[i], cell)
		}
		if n == 0 {
			fmt.Fprintln(w, "DIR")
		} else {
			fmt.Fprintln(w, all[n-1].Dir)
		}
	}
}
