package prometheus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/url"
	"strconv"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
	"github.com/kubectl-svc/kubectl-svc/scaffold/printable"
)

// Client asks about one service. Its metrics carry the label job with the
// service's name, and namespace where Prometheus finds its targets in
// Kubernetes.
type Client struct {
	at        *Address
	get       Get
	service   string
	namespace string // empty: any
	away      error  // that it did not answer, once it did not
}

var _ facts.Prometheus = (*Client)(nil)

// New asks for a service in a namespace; an empty one is any.
func New(at *Address, get Get, service, namespace string) *Client {
	return &Client{at: at, get: get, service: service, namespace: namespace}
}

// matchers select the service's series. Names are DNS labels: nothing in them
// needs quoting.
func (c *Client) matchers() string {
	if c.namespace == "" {
		return fmt.Sprintf("job=%q", c.service)
	}
	return fmt.Sprintf("job=%q,namespace=~%q", c.service, c.namespace+"|")
}

// sample is one element of the vector that a query returns.
type sample struct {
	labels map[string]string
	value  float64
}

// answer is the envelope of the API.
type answer struct {
	Status string          `json:"status"`
	Error  string          `json:"error"`
	Data   json.RawMessage `json:"data"`
}

func (c *Client) ask(ctx context.Context, path string, query url.Values, into any) error {
	if c.away != nil { // to wait for it once is enough
		return c.away
	}
	body, err := c.get(ctx, path, query)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", c.at, err)
		if !errors.Is(err, ErrTooLarge) { // which the next one need not be
			c.away = err
		}
		return err
	}
	var a answer
	if json.Unmarshal(body, &a) != nil || a.Status == "" {
		return fmt.Errorf("%s does not speak Prometheus' API: is the address right?", c.at)
	}
	if a.Status != "success" {
		return fmt.Errorf("%s: %s", c.at, printable.Line(a.Error, 300))
	}
	if err := json.Unmarshal(a.Data, into); err != nil {
		return fmt.Errorf("%s: its answer cannot be read: %w", c.at, err)
	}
	return nil
}

// queryTimeout is what Prometheus may take for a query. It is less than who
// hands the query on waits for, so that one that is too heavy is told from a
// Prometheus that does not answer.
const queryTimeout = "8s"

// query evaluates an expression now. Values that are no number are left out.
func (c *Client) query(ctx context.Context, expression string) ([]sample, error) {
	var data struct {
		ResultType string `json:"resultType"`
		Result     []struct {
			Metric map[string]string  `json:"metric"`
			Value  [2]json.RawMessage `json:"value"`
		} `json:"result"`
	}
	if err := c.ask(ctx, "/api/v1/query", url.Values{"query": {expression}, "timeout": {queryTimeout}}, &data); err != nil {
		return nil, err
	}
	var out []sample
	for _, r := range data.Result {
		var text string
		if err := json.Unmarshal(r.Value[1], &text); err != nil {
			return nil, fmt.Errorf("%s: its answer cannot be read: %w", c.at, err)
		}
		value, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
			continue
		}
		out = append(out, sample{r.Metric, value})
	}
	return out, nil
}

// number is the only value of a query; none is not ok.
func (c *Client) number(ctx context.Context, expression string) (value float64, ok bool, err error) {
	samples, err := c.query(ctx, expression)
	if err != nil || len(samples) == 0 {
		return 0, false, err
	}
	return samples[0].value, true, nil
}

// ErrNotNamed is the reason of facts where no Prometheus was named.
var ErrNotNamed = errors.New("no Prometheus was named: add --prometheus URL, or service:NAMESPACE/NAME:PORT for one in the cluster")
