package cluster

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	authorizationv1 "k8s.io/api/authorization/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// TestListThroughAPager: who looks at the first rows for longer than a request
// may take still sees the last ones.
func TestListThroughAPager(t *testing.T) {
	const pages = 3
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/deployments") {
			http.NotFound(w, r)
			return
		}
		page, _ := strconv.Atoi(r.URL.Query().Get("continue"))
		w.Header().Set("Content-Type", "application/json")
		next := ""
		if page < pages-1 {
			next = strconv.Itoa(page + 1)
		}
		items := make([]string, pageSize)
		for n := range items {
			items[n] = fmt.Sprintf(`{"metadata":{"namespace":"shop","name":"s-%d-%03d"}}`, page, n)
		}
		fmt.Fprintf(w, `{"metadata":{"continue":%q},"items":[%s]}`, next, strings.Join(items, ","))
	}))
	defer server.Close()
	flags := NewFlags()
	const patience = 5 * time.Second
	*flags.config.APIServer, *flags.config.Timeout = server.URL, patience.String()
	c, err := flags.Connect(io.Discard)
	require.NoError(t, err)

	rows := 0
	warnings, err := c.Services(t.Context(), ListRequest{Namespace: "shop"}, func(Service) error {
		if rows++; rows == 1 {
			time.Sleep(patience + time.Second) // who looks
		}
		return nil
	})
	require.NoError(t, err)
	assert.Empty(t, warnings)
	assert.Equal(t, pages*pageSize, rows)
}

// TestRights reads what roles may say: a subresource of anything, one object.
func TestRights(t *testing.T) {
	get := func(resources, names string) *rights {
		rule := authorizationv1.ResourceRule{Verbs: []string{"get"}, APIGroups: []string{""}, Resources: strings.Fields(resources), ResourceNames: strings.Fields(names)}
		return &rights{connection: &Connection{}, status: authorizationv1.SubjectRulesReviewStatus{ResourceRules: []authorizationv1.ResourceRule{rule}}}
	}
	for name, c := range map[string]struct {
		has    *rights
		what   string
		object []string
		may    bool
	}{
		"the resource":                      {get("pods", ""), "pods", nil, true},
		"another":                           {get("services", ""), "pods", nil, false},
		"everything":                        {get("*", ""), "pods/eviction", nil, true},
		"a subresource":                     {get("pods/eviction", ""), "pods/eviction", nil, true},
		"that subresource of anything":      {get("*/eviction", ""), "pods/eviction", nil, true},
		"another subresource of anything":   {get("*/scale", ""), "pods/eviction", nil, false},
		"a subresource is not the resource": {get("pods/eviction", ""), "pods", nil, false},
		"of anything is not the resource":   {get("*/pods", ""), "pods", nil, false},
		"this object":                       {get("pods", "orders cart"), "pods", []string{"cart"}, true},
		"another object":                    {get("pods", "orders"), "pods", []string{"cart"}, false},
		"one object is not all":             {get("pods", "orders"), "pods", nil, false},
		"the right to all is that to each":  {get("pods", ""), "pods", []string{"cart"}, true},
	} {
		err := c.has.missing("get", schema.GroupResource{Resource: c.what}, c.object...)
		assert.Equal(t, c.may, err == nil, "%s: %v", name, err)
	}
}
