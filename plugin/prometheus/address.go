// Package prometheus asks a Prometheus, or what speaks its HTTP API, about one
// service. It asks instant queries and the rules, reads bounded answers, and
// says in no error how it was authorised.
package prometheus

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// ServicePrefix begins the address of a Prometheus in the cluster.
const ServicePrefix = "service:"

// Address is where a Prometheus is: a URL, or a Service that the API server
// reaches.
type Address struct {
	URL *url.URL
	// Namespace and Service name one in the cluster; Service holds the port, and
	// in front the scheme where that is https, as the API server's proxy has it.
	Namespace, Service string
}

// ParseAddress reads an http or https URL, or service:NAMESPACE/NAME:PORT.
func ParseAddress(text string) (*Address, error) {
	if service, ok := strings.CutPrefix(text, ServicePrefix); ok {
		namespace, name, found := strings.Cut(service, "/")
		plain := strings.TrimPrefix(strings.TrimPrefix(name, "https:"), "http:")
		host, port, hasPort := strings.Cut(plain, ":")
		if !found || !hasPort || namespace == "" || host == "" || port == "" || strings.ContainsAny(service[len(namespace)+1:], "/?#% ") {
			return nil, fmt.Errorf("%q is not like service:monitoring/prometheus-operated:9090", text)
		}
		return &Address{Namespace: namespace, Service: name}, nil
	}
	u, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("it is no URL") // what it quotes may hold a password
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("write an http or https URL, or service:NAMESPACE/NAME:PORT for one in the cluster")
	}
	return &Address{URL: u}, nil
}

// String names it without user and password.
func (a *Address) String() string { return "Prometheus at " + a.Flag() }

// Flag is what ParseAddress reads, without user and password.
func (a *Address) Flag() string {
	if a.URL == nil {
		return ServicePrefix + a.Namespace + "/" + a.Service
	}
	plain := *a.URL
	plain.User = nil
	return plain.String()
}
