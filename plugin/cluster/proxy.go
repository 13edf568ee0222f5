package cluster

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// serviceProxy is the subresource that hands requests on to a Service.
var serviceProxy = schema.GroupResource{Resource: "services/proxy"}

// Proxy gets a path from a Service through the API server, and returns at most
// so many bytes of its answer, whatever its code was. The name holds the port:
// prometheus:9090, or https:prometheus:9090.
func (c *Connection) Proxy(ctx context.Context, namespace, name, path string, query url.Values, most int64) ([]byte, error) {
	req := c.discovery.RESTClient().Get().AbsPath("/api/v1/namespaces", namespace, "services", name, "proxy", path).
		SetHeader("Accept", "application/json").MaxRetries(0)
	for key, values := range query {
		for _, v := range values {
			req.Param(key, v)
		}
	}
	body, err := req.Stream(ctx)
	var status apierrors.APIStatus
	switch {
	case err == nil:
	case asStatus(err, &status) && status.Status().Code == http.StatusServiceUnavailable:
		return nil, fmt.Errorf("the API server does not reach it: %s", shown(err.Error()))
	case apierrors.IsNotFound(cause(err)):
		return nil, fmt.Errorf("there is no service %s in namespace %s", shown(name), shown(namespace))
	default:
		return nil, c.failed(err, attempt{"get", serviceProxy, namespace})
	}
	defer body.Close()
	content, err := io.ReadAll(io.LimitReader(body, most+1))
	if err == nil && int64(len(content)) > most {
		err = fmt.Errorf("the answer is larger than %d MiB", most>>20)
	}
	return content, err
}
