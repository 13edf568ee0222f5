package cluster

import (
	"fmt"
	"io"
	"net/http"
)

// mostAnswer is the size of an answer that is read, in bytes. etcd holds
// nothing beyond 1.5 MiB, so a page of a list stays below it in all but a
// hostile cluster.
const mostAnswer = 256 << 20

// limitAnswers ends an answer that is too large with an error.
func limitAnswers(next http.RoundTripper) http.RoundTripper { return limited{next} }

type limited struct{ next http.RoundTripper }

func (l limited) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := l.next.RoundTrip(req)
	if err == nil && resp.StatusCode != http.StatusSwitchingProtocols {
		resp.Body = &limitedBody{ReadCloser: resp.Body, left: mostAnswer}
	}
	return resp, err
}

type limitedBody struct {
	io.ReadCloser
	left int64
}

func (b *limitedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("the answer is larger than %d MiB", mostAnswer>>20)
	}
	return n, err
}

// WrappedRoundTripper lets client-go find what can cancel a request.
func (l limited) WrappedRoundTripper() http.RoundTripper { return l.next }
