package prometheus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/kubectl-svc/kubectl-svc/scaffold/printable"
)

// Get asks for a path of the API, and returns the body of the answer whatever
// its code was. Answers are at most MostAnswer long.
type Get func(ctx context.Context, path string, query url.Values) ([]byte, error)

// MostAnswer is the size of an answer that is read, in bytes. The largest asked
// for are the rules of everybody.
const MostAnswer = 32 << 20

// ErrTooLarge is returned for an answer beyond that. Other errors of a Get say
// that Prometheus does not answer.
var ErrTooLarge = fmt.Errorf("the answer is larger than %d MiB", MostAnswer>>20)

// timeout bounds one request.
const timeout = 15 * time.Second

// Over asks a Prometheus at a URL, with the user and password in it or with a
// bearer token.
func Over(a *Address, token string) Get {
	client := &http.Client{Timeout: timeout, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // credentials are for this address, and the API redirects nobody
	}}
	return func(ctx context.Context, path string, query url.Values) ([]byte, error) {
		target := a.URL.JoinPath(path)
		target.User = nil
		target.RawQuery = query.Encode()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
		if err != nil {
			return nil, err
		}
		if password, ok := a.URL.User.Password(); ok || a.URL.User.Username() != "" {
			req.SetBasicAuth(a.URL.User.Username(), password)
		}
		if token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
		}
		resp, err := client.Do(req)
		if err != nil {
			return nil, reached(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(io.LimitReader(resp.Body, MostAnswer+1))
		switch {
		case err != nil:
			return nil, reached(err)
		case len(body) > MostAnswer:
			return nil, ErrTooLarge
		case resp.StatusCode == http.StatusUnauthorized, resp.StatusCode == http.StatusForbidden:
			return nil, fmt.Errorf("it does not accept these credentials (%d): give a token with --prometheus-token-file", resp.StatusCode)
		case resp.StatusCode >= http.StatusInternalServerError && len(body) == 0:
			return nil, fmt.Errorf("it answers %s", resp.Status)
		}
		return body, nil
	}
}

// reached says in a few words why an answer did not come. What Go's errors
// quote holds the whole query.
func reached(err error) error {
	var network net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &network) && network.Timeout():
		return errors.New("it did not answer in time")
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return errors.New(printable.Line(err.Error(), 300))
}
