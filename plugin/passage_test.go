package plugin

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"k8s.io/cli-runtime/pkg/genericiooptions"
)

// passage is a way to the API server that can be closed: then connections break,
// and new ones are refused.
type passage struct {
	t        *testing.T
	server   string
	config   string
	address  string
	trigger  string
	mu       sync.Mutex
	listener net.Listener
	conns    []net.Conn
}

func newPassage(t *testing.T, kubeconfig string) *passage {
	t.Helper()
	content, err := os.ReadFile(kubeconfig)
	require.NoError(t, err)
	found := regexp.MustCompile(`https://(127\.0\.0\.1:\d+)`).FindStringSubmatch(string(content))
	require.NotNil(t, found)
	g := &passage{t: t, server: found[1], address: "127.0.0.1:0"}
	g.open()
	g.address = g.listener.Addr().String()
	g.config = filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(g.config, []byte(strings.Replace(string(content), g.server, g.address, 1)), 0o600))
	t.Cleanup(g.close)
	return g
}

func (g *passage) open() {
	listener, err := net.Listen("tcp", g.address)
	if err != nil {
		return
	}
	g.mu.Lock()
	g.listener = listener
	g.mu.Unlock()
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", g.server)
			if err != nil {
				client.Close()
				continue
			}
			g.mu.Lock()
			g.conns = append(g.conns, client, server)
			g.mu.Unlock()
			go func() { _, _ = io.Copy(server, client) }()
			go func() { _, _ = io.Copy(client, server) }()
		}
	}()
}

func (g *passage) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.listener.Close()
	for _, c := range g.conns {
		c.Close()
	}
	g.conns = nil
}

// closeAt closes the gate when a command prints a text.
func (g *passage) closeAt(text string) { g.trigger = text }

// run runs a command through the gate.
func (g *passage) run(s *shop, args ...string) (int, string, string) {
	g.t.Helper()
	var out, errOut strings.Builder
	watched := writerFunc(func(p []byte) (int, error) {
		out.Write(p)
		if g.trigger != "" && strings.Contains(out.String(), g.trigger) {
			g.trigger = ""
			g.close()
		}
		return len(p), nil
	})
	code := run(g.t.Context(), append(args, "--kubeconfig", g.config, "-n", s.namespace, s.dir), genericiooptions.IOStreams{In: strings.NewReader(""), Out: watched, ErrOut: &errOut}, nil, nil)
	return code, out.String(), errOut.String()
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
