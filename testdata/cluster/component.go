package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// component is one process of the control plane.
type component struct {
	name string
	args []string
	log  string // a file
	cmd  *exec.Cmd
	done chan struct{} // closed at its end

	stopped bool // by an order
}

// startComponent starts a binary in a process group of its own, so that a
// Ctrl-C reaches this process alone, which then ends all the others.
func (c *cluster) startComponent(name string, args []string) (*component, error) {
	started := &component{name: name, args: args, log: c.path(name + ".log"), done: make(chan struct{})}
	log, err := os.OpenFile(started.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	started.cmd = exec.Command(filepath.Join(c.bin, name), args...)
	started.cmd.Dir, started.cmd.Stdout, started.cmd.Stderr = c.dir, log, log
	// Nothing of the user's shell: a proxy, a config file of etcd or of kwok.
	started.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + c.dir, "TMPDIR=" + c.dir}
	started.cmd.SysProcAttr = attributes()
	if err := started.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	go func() {
		_ = started.cmd.Wait()
		close(started.done)
		c.ended <- started
	}()
	return started, nil
}

// kill ends the component and all it started.
func (p *component) kill() { _ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) }

// failure is what its log says last.
func (p *component) failure() error {
	content, _ := os.ReadFile(p.log)
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	return fmt.Errorf("%s ended by itself (%s); its log ends with:\n%s", p.name, p.cmd.ProcessState, strings.Join(lines[max(0, len(lines)-10):], "\n"))
}
