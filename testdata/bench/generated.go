package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// generated is a service that the plugin made, as its highest stage has it.
type generated struct {
	dir    string
	binary string // the service
	bare   string // its routes on the standard library's server, and nothing else
}

// bareServer serves the same handler without the platform around it.
const bareServer = `package main

import (
	"fmt"
	"io"
	"net"
	"net/http"

	"orders-svc/internal/platform"
	"orders-svc/internal/service"
)

func main() {
	mux := http.NewServeMux()
	if err := service.Routes(mux, platform.NewDeps(platform.Info{Name: "bare"}, io.Discard)); err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("{\"addr\":\"%s\"}\n", listener.Addr())
	panic(http.Serve(listener, mux))
}
`

// generate makes and builds a service.
func (b *bench) generate(ctx context.Context, name string) (*generated, error) {
	dir, err := b.folder(name)
	if err != nil {
		return nil, err
	}
	g := &generated{dir: filepath.Join(dir, "orders"), binary: filepath.Join(dir, "service"), bare: filepath.Join(dir, "bare")}
	created := process{dir: dir, argv: []string{b.plugin, "new", "orders", "--stage", "critical", "--set", "owner=bench", "--set", "image=bench/orders"}}
	if _, err := created.run(ctx); err != nil {
		return nil, err
	}
	if err := writeFile(filepath.Join(g.dir, "cmd", "bare", "main.go"), []byte(bareServer)); err != nil {
		return nil, err
	}
	for out, pkg := range map[string]string{g.binary: "./cmd/server", g.bare: "./cmd/bare"} {
		if _, err := goCommand(ctx, g.dir, nil, append(append([]string{"build"}, released()...), "-o", out, pkg)...); err != nil {
			return nil, fmt.Errorf("building %s: %w", pkg, err)
		}
	}
	return g, nil
}

// running is a server between start and stop.
type running struct {
	cmd         *exec.Cmd
	addr, admin string
}

// startServer starts a server that logs into a file, and reads from its first
// line where it listens.
func startServer(ctx context.Context, binary string) (*running, error) {
	log, err := os.CreateTemp(filepath.Dir(binary), "log-")
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", binary, err)
	}
	defer log.Close()
	r := &running{cmd: exec.CommandContext(ctx, binary)}
	r.cmd.Env = append(os.Environ(), "PORT=0", "ADMIN_PORT=0", "LOG_LEVEL=info")
	r.cmd.Stdout = log
	if err := r.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", binary, err)
	}
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		content, err := os.ReadFile(log.Name())
		if err != nil {
			r.kill()
			return nil, fmt.Errorf("starting %s: %w", binary, err)
		}
		line, _, complete := strings.Cut(string(content), "\n")
		if !complete {
			continue
		}
		r.addr, r.admin = local(appAddress, line), local(adminAddress, line)
		return r, nil
	}
	r.kill()
	return nil, fmt.Errorf("%s does not say where it listens", binary)
}

var (
	appAddress   = regexp.MustCompile(`"addr":"[^"]*(:\d+)"`)
	adminAddress = regexp.MustCompile(`"admin_addr":"[^"]*(:\d+)"`)
)

// local is the address that a line tells, on this machine.
func local(pattern *regexp.Regexp, line string) string {
	found := pattern.FindStringSubmatch(line)
	if found == nil {
		return ""
	}
	return "127.0.0.1" + found[1]
}

// kill ends the server.
func (r *running) kill() {
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
}
