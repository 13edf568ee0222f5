package print

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/util/duration"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-svc/kubectl-svc/plugin/cluster"
)

// Services prints services as they come: a table like kubectl's, or data.
type Services struct {
	out    *bufio.Writer
	format string // "", wide, json, yaml or name
	all    bool   // with namespaces
	titled bool
	rows   [][]string
	widths []int
	began  bool
	count  int
}

// NewServices makes the view.
func NewServices(w io.Writer, format string, all, titled bool) *Services {
	return &Services{out: bufio.NewWriterSize(w, 64<<10), format: format, all: all, titled: titled}
}

// heldRows decide how wide the columns are; later rows that need more room take
// it.
const heldRows = 100

// Row shows one service.
func (v *Services) Row(s cluster.Service) error {
	v.count++
	switch v.format {
	case "json", "yaml":
		return v.item(s)
	case "name":
		_, err := fmt.Fprintln(v.out, s.Workload)
		return err
	}
	if v.rows = append(v.rows, v.cells(s)); v.began || len(v.rows) >= heldRows {
		return v.flush()
	}
	return nil
}

// Count is how many services were shown.
func (v *Services) Count() int { return v.count }

// End completes what was begun.
func (v *Services) End() error {
	switch {
	case v.format == "json" && v.count == 0:
		fmt.Fprintln(v.out, `{"services": []}`)
	case v.format == "json":
		fmt.Fprint(v.out, "\n  ]\n}\n")
	case v.format == "yaml" && v.count == 0:
		fmt.Fprintln(v.out, "services: []")
	case v.format == "" && v.count > 0, v.format == "wide" && v.count > 0:
		if err := v.flush(); err != nil {
			return err
		}
	}
	return v.out.Flush()
}

func (v *Services) item(s cluster.Service) error {
	if v.format == "yaml" {
		if v.count == 1 {
			fmt.Fprintln(v.out, "services:")
		}
		text, err := yaml.Marshal(s)
		fmt.Fprintf(v.out, "- %s\n", strings.ReplaceAll(strings.TrimSpace(string(text)), "\n", "\n  "))
		return err
	}
	before := ",\n    "
	if v.count == 1 {
		before = "{\n  \"services\": [\n    "
	}
	text, err := JSON(s, "    ")
	fmt.Fprintf(v.out, "%s%s", before, text)
	return err
}

func (v *Services) titles() []string {
	out := []string{"NAME", "STAGE", "VERSION", "READY", "AGE", "OWNER"}
	if v.all {
		out = append([]string{"NAMESPACE"}, out...)
	}
	if v.format == "wide" {
		out = append(out, "IMAGE", "WORKLOAD")
	}
	return out
}

func (v *Services) cells(s cluster.Service) []string {
	out := []string{s.Name, s.Stage, s.Version, fmt.Sprintf("%d/%d", s.Ready, s.Desired), age(s.Created), s.Owner}
	if v.all {
		out = append([]string{s.Namespace}, out...)
	}
	if v.format == "wide" {
		out = append(out, s.Image, s.Workload)
	}
	for i, cell := range out {
		out[i] = cmp.Or(cell, "<none>")
	}
	return out
}

func age(since time.Time) string {
	if since.IsZero() {
		return "<unknown>"
	}
	return duration.HumanDuration(time.Since(since))
}

// flush prints the rows that are held.
func (v *Services) flush() error {
	if !v.began {
		v.began = true
		if v.titled {
			v.rows = append([][]string{v.titles()}, v.rows...)
		}
		v.widths = make([]int, len(v.titles()))
		for _, row := range v.rows {
			for i, cell := range row {
				v.widths[i] = max(v.widths[i], len([]rune(cell)))
			}
		}
	}
	for _, row := range v.rows {
		last := len(row) - 1
		for i, cell := range row[:last] {
			v.widths[i] = max(v.widths[i], len([]rune(cell)))
			fmt.Fprintf(v.out, "%-*s   ", v.widths[i], cell)
		}
		fmt.Fprintln(v.out, row[last])
	}
	first := v.count <= heldRows
	v.rows = v.rows[:0]
	if first { // what is there is shown at once
		return v.out.Flush()
	}
	return nil
}

// orders are what services can be sorted by.
var orders = map[string]func(a, b cluster.Service) int{
	"age":   func(a, b cluster.Service) int { return a.Created.Compare(b.Created) },
	"name":  func(a, b cluster.Service) int { return cmp.Compare(a.Name, b.Name) },
	"owner": func(a, b cluster.Service) int { return cmp.Compare(a.Owner, b.Owner) },
	// What lacks most pods first.
	"ready":   func(a, b cluster.Service) int { return cmp.Compare(a.Ready-a.Desired, b.Ready-b.Desired) },
	"stage":   func(a, b cluster.Service) int { return cmp.Compare(a.Stage, b.Stage) },
	"version": func(a, b cluster.Service) int { return cmp.Compare(a.Version, b.Version) },
}

// ServiceOrders are the names of the orders.
func ServiceOrders() []string {
	return []string{"age", "name", "owner", "ready", "stage", "version"}
}

// SortServices sorts services; those that are equal stay in the API's order.
func SortServices(rows []cluster.Service, by string) {
	if order := orders[by]; order != nil {
		slices.SortStableFunc(rows, order)
	}
}
