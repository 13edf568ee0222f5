package cluster

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// attempt is what was being done when a request failed.
type attempt struct {
	verb      string // as RBAC has it: get, list, patch, …
	resource  schema.GroupResource
	namespace string
}

func (a attempt) String() string {
	if a.namespace == "" {
		return a.verb + " " + a.resource.String()
	}
	return fmt.Sprintf("%s %s in namespace %s", a.verb, a.resource, a.namespace)
}

// failed turns a failed request into one line that says what to do. The cause
// stays what errors.Is and errors.As find.
func (c *Connection) failed(err error, doing attempt) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	said := c.says(err, doing)
	if said == "" {
		said = fmt.Sprintf("%s: cannot %s: %s", c, doing, shown(err.Error()))
	}
	return &failure{said: said, cause: err}
}

type failure struct {
	said  string
	cause error
}

func (f *failure) Error() string { return f.said }
func (f *failure) Unwrap() error { return f.cause }

func (c *Connection) says(err error, doing attempt) string {
	switch {
	case apierrors.IsUnauthorized(err):
		return fmt.Sprintf("%s: the API server does not know these credentials (401): log in again", c)
	case apierrors.IsForbidden(err) && denied(err):
		who := "these credentials lack"
		if user := userOf(err); user != "" {
			who = user + " lacks"
		}
		return fmt.Sprintf("%s: %s the right to %s: ask who administers the cluster for a role that has it", c, who, doing)
	case apierrors.IsTooManyRequests(err):
		return fmt.Sprintf("%s: the API server is overloaded (429): try again later", c)
	}
	if said := c.saysOfTLS(err); said != "" {
		return said
	}
	return c.saysOfNetwork(err)
}

// denied tells a missing right from an admission that refused the object.
func denied(err error) bool {
	return !strings.Contains(err.Error(), "admission") && strings.Contains(err.Error(), "cannot ")
}

// userOf is who the API server says was not allowed.
func userOf(err error) string {
	_, rest, found := strings.Cut(err.Error(), `User "`)
	if !found {
		return ""
	}
	user, _, _ := strings.Cut(rest, `"`)
	return shown(user)
}

func (c *Connection) saysOfTLS(err error) string {
	var (
		unknown  x509.UnknownAuthorityError
		invalid  x509.CertificateInvalidError
		hostname x509.HostnameError
		record   tls.RecordHeaderError
		alert    tls.AlertError
	)
	switch {
	case errors.As(err, &unknown):
		return fmt.Sprintf("%s: the certificate of %s is signed by an authority that is not known: set certificate-authority in the kubeconfig, or --certificate-authority", c, c.server)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fmt.Sprintf("%s: the certificate of %s has expired or is not valid yet: check the clock, then have it renewed", c, c.server)
	case errors.As(err, &hostname):
		return fmt.Sprintf("%s: the certificate of %s is for another name: set --tls-server-name, or correct the server's address", c, c.server)
	case errors.As(err, &record):
		return fmt.Sprintf("%s: %s does not speak TLS: correct the server's address", c, c.server)
	case errors.As(err, &alert):
		return fmt.Sprintf("%s: %s refuses the TLS handshake: %s", c, c.server, shown(alert.Error()))
	case strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return fmt.Sprintf("%s: %s does not speak TLS: correct the server's address", c, c.server)
	}
	return ""
}

func (c *Connection) saysOfNetwork(err error) string {
	var name *net.DNSError
	var network net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Sprintf("%s: nothing answers at %s (connection refused): is the cluster up, and is it the right context?", c, c.server)
	case errors.As(err, &name):
		return fmt.Sprintf("%s: there is no host %s: is the address right, and the network or VPN up?", c, shown(name.Name))
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout(), apierrors.IsTimeout(err):
		return fmt.Sprintf("%s: %s did not answer in time: try again, or give it longer with --request-timeout", c, c.server)
	}
	return ""
}

// passing tells whether a failure may go away by itself: the API server is not
// there, restarts or is overloaded.
func passing(err error) bool {
	var network net.Error
	var status apierrors.APIStatus
	switch {
	case errors.Is(err, context.Canceled):
		return false
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), isEOF(err):
		return true
	case errors.As(err, &status):
		switch status.Status().Code {
		case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
		return apierrors.IsServerTimeout(err) || apierrors.IsTimeout(err)
	}
	return errors.As(err, &network) && network.Timeout()
}

// premature tells whether an API server may answer so that has only just
// started: the roles and the ranges of addresses, say, it reads meanwhile.
func premature(err error) bool {
	return apierrors.IsForbidden(err) || apierrors.IsInternalError(err)
}

// isEOF tells of a connection that ended before the answer.
func isEOF(err error) bool { return strings.HasSuffix(err.Error(), "EOF") }

// oneLine keeps a library's error on one line.
func oneLine(err error) error { return &failure{said: shown(err.Error()), cause: err} }
