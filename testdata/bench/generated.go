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
	dir     string
	service []string // what starts it
	bare    []string // what starts its routes without the platform around them
}

// generate makes and builds a service.
func (b *bench) generate(ctx context.Context, name string, l language) (*generated, error) {
	dir, err := b.folder(name + "-" + l.name)
	if err != nil {
		return nil, err
	}
	g := &generated{dir: filepath.Join(dir, "orders")}
	created := process{dir: dir, argv: []string{
		b.plugin, "new", "orders", "--language", l.name, "--stage", "critical", "--set", "owner=bench", "--set", "image=bench/orders",
	}}
	if _, err := created.run(ctx); err != nil {
		return nil, err
	}
	if err := writeFile(filepath.Join(g.dir, l.bareFile), []byte(l.bareSource)); err != nil {
		return nil, err
	}
	if err := l.build(ctx, g); err != nil {
		return nil, fmt.Errorf("building a service in %s: %w", l.name, err)
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
func (b *bench) startServer(ctx context.Context, command []string) (*running, error) {
	binary := filepath.Base(command[len(command)-1])
	log, err := os.CreateTemp(b.dir, "log-")
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", binary, err)
	}
	defer log.Close()
	r := &running{cmd: exec.CommandContext(ctx, command[0], command[1:]...)}
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
