package testcluster

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"

	"sigs.k8s.io/yaml"
)

// The types of what is sent, as the API server names them.
const (
	JSON       = "application/json"
	MergePatch = "application/merge-patch+json"
	Strategic  = "application/strategic-merge-patch+json"
	Apply      = "application/apply-patch+yaml"
)

// client talks to the API server without the time that a kubectl takes to
// start.
type client struct {
	http   *http.Client
	server string
	err    error
	once   sync.Once
}

// Server is the address of the API server, and the client that may do anything
// there.
func (c *Cluster) Server() (string, *http.Client, error) {
	c.client.once.Do(func() { c.client.server, c.client.http, c.client.err = connect(c.Kubeconfig) })
	return c.client.server, c.client.http, c.client.err
}

// Request sends a body to a path of the API, and returns the answer. A code
// that is no success is an error.
func (c *Cluster) Request(ctx context.Context, method, path, contentType, body string) ([]byte, error) {
	server, client, err := c.Server()
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, method, server+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Accept", JSON)
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= http.StatusMultipleChoices {
		err = fmt.Errorf("%s %s: %s: %s", method, path, resp.Status, answer)
	}
	return answer, err
}

// connect reads what a kubeconfig of ours says.
func connect(kubeconfig string) (string, *http.Client, error) {
	content, err := os.ReadFile(kubeconfig)
	if err != nil {
		return "", nil, err
	}
	var config struct {
		Clusters []struct {
			Cluster struct {
				Server string `json:"server"`
				CA     string `json:"certificate-authority-data"`
			} `json:"cluster"`
		} `json:"clusters"`
		Users []struct {
			User struct {
				Certificate string `json:"client-certificate-data"`
				Key         string `json:"client-key-data"`
			} `json:"user"`
		} `json:"users"`
	}
	if err := yaml.Unmarshal(content, &config); err != nil || len(config.Clusters) == 0 || len(config.Users) == 0 {
		return "", nil, fmt.Errorf("%s is no kubeconfig of a test cluster: %w", kubeconfig, err)
	}
	at, user := config.Clusters[0].Cluster, config.Users[0].User
	ca, errCA := base64.StdEncoding.DecodeString(at.CA)
	certificate, errCertificate := base64.StdEncoding.DecodeString(user.Certificate)
	key, errKey := base64.StdEncoding.DecodeString(user.Key)
	pair, err := tls.X509KeyPair(certificate, key)
	if err := errors.Join(errCA, errCertificate, errKey, err); err != nil {
		return "", nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{pair}}, ForceAttemptHTTP2: true}
	return at.Server, &http.Client{Transport: transport}, nil
}
