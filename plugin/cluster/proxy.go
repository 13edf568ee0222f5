package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// serviceProxy is the subresource that hands requests on to a Service.
var serviceProxy = schema.GroupResource{Resource: "services/proxy"}

// Proxy gets a path from a Service through the API server, and returns its
// answer, whatever its code was. The name holds the port: prometheus:9090, or
// https:prometheus:9090.
func (c *Connection) Proxy(ctx context.Context, namespace, name, path string, query url.Values) ([]byte, error) {
	req := c.discovery.RESTClient().Get().AbsPath("/api/v1/namespaces", namespace, "services", name, "proxy", path).
		SetHeader("Accept", "application/json").MaxRetries(0)
	for key, values := range query {
		for _, v := range values {
			req.Param(key, v)
		}
	}
	result := req.Do(ctx)
	content, _ := result.Raw() // whose error does not read the API server's
	err := result.Error()
	var status apierrors.APIStatus
	switch {
	case err == nil:
	case errors.As(err, &status) && len(content) > 0 && !isStatus(content): // the Service has said so, not the API server
	case apierrors.IsServiceUnavailable(err):
		return nil, fmt.Errorf("the API server does not reach it: %s", shown(err.Error()))
	case apierrors.IsNotFound(err):
		return nil, fmt.Errorf("there is no service %s in namespace %s", shown(name), shown(namespace))
	default:
		return nil, c.failed(err, attempt{"get", serviceProxy, namespace})
	}
	return content, nil
}

// isStatus tells whether an answer is the API server's own.
func isStatus(content []byte) bool {
	var o metav1.TypeMeta
	return json.Unmarshal(content, &o) == nil && o.Kind == "Status" && o.APIVersion == "v1"
}
