package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	nodes "sigs.k8s.io/kwok/kustomize/stage/node/fast"
	pods "sigs.k8s.io/kwok/kustomize/stage/pod/fast"
)

// cluster is a control plane and its files.
type cluster struct {
	bin     string // where the binaries are
	dir     string // certificates, data and logs
	running []*component
	ended   chan *component

	apiServer string // its address
}

// path is a file of the cluster.
func (c *cluster) path(name string) string { return filepath.Join(c.dir, name) }

// kubeconfig is the file that makes who holds it an administrator.
func (c *cluster) kubeconfig() string { return c.path("kubeconfig") }

// start brings the cluster up, and returns when pods can be scheduled and
// become ready. It must be called by the thread that lives longest.
func (c *cluster) start(ctx context.Context) error {
	ports, err := freePorts(3)
	if err != nil {
		return err
	}
	store, peer := "http://"+ports[0], "http://"+ports[1]
	_, port, _ := net.SplitHostPort(ports[2])
	if err := c.writeCredentials("https://" + ports[2]); err != nil {
		return err
	}
	stages := strings.Join([]string{nodes.DefaultNodeInit, pods.DefaultPodReady, pods.DefaultPodComplete, pods.DefaultPodDelete}, "\n---\n")
	if err := os.WriteFile(c.path("kwok.yaml"), []byte(stages), 0o600); err != nil {
		return err
	}

	c.ended = make(chan *component, 8)
	for _, command := range [][]string{
		{
			"etcd", "--data-dir=" + c.path("etcd"), "--unsafe-no-fsync", "--log-level=warn",
			"--listen-client-urls=" + store, "--advertise-client-urls=" + store,
			"--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer, "--initial-cluster=default=" + peer,
		},
		{
			"kube-apiserver", "--etcd-servers=" + store, "--cert-dir=" + c.dir,
			"--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", "--secure-port=" + port,
			// There is no network for the endpoint of the service "kubernetes".
			"--endpoint-reconciler-type=none", "--service-cluster-ip-range=10.96.0.0/16",
			"--authorization-mode=RBAC", "--client-ca-file=" + c.path("ca.crt"),
			"--tls-cert-file=" + c.path("server.crt"), "--tls-private-key-file=" + c.path("server.key"),
			"--service-account-issuer=https://kubernetes.default.svc",
			"--service-account-key-file=" + c.path("server.key"), "--service-account-signing-key-file=" + c.path("server.key"),
		},
		{
			"kube-controller-manager", "--kubeconfig=" + c.kubeconfig(), "--leader-elect=false", "--secure-port=0",
			"--root-ca-file=" + c.path("ca.crt"), "--service-account-private-key-file=" + c.path("server.key"),
		},
		{"kube-scheduler", "--kubeconfig=" + c.kubeconfig(), "--leader-elect=false", "--secure-port=0"},
		{
			"kwok", "--kubeconfig=" + c.kubeconfig(), "--config=" + c.path("kwok.yaml"),
			"--manage-all-nodes", "--node-lease-duration-seconds=40",
		},
	} {
		started, err := c.startComponent(command[0], command[1:])
		if err != nil {
			return err
		}
		c.running = append(c.running, started)
		if started.name != "kube-apiserver" {
			continue
		}
		// Those that come now need it.
		c.apiServer = ports[2]
		if err := c.awaitAPIServer(ctx); err != nil {
			return err
		}
	}
	return c.populate(ctx)
}

// stop ends every component at once: what they hold is thrown away.
func (c *cluster) stop() {
	for _, component := range c.running {
		component.kill()
	}
	for _, component := range c.running {
		<-component.done
	}
}

// freePorts are addresses that nobody listens on.
func freePorts(n int) ([]string, error) {
	var out []string
	for range n {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("find a free port: %w", err)
		}
		defer listener.Close() // only now, so that no two are the same
		out = append(out, listener.Addr().String())
	}
	return out, nil
}
