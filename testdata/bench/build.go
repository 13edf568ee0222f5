package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// goCommand runs the go command as every program here is built: static and
// stripped. It returns what the command prints.
func goCommand(ctx context.Context, dir string, env []string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "CGO_ENABLED=0"), env...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, bytes.TrimSpace(complaint.Bytes()))
	}
	return strings.TrimSpace(string(out)), nil
}

// released are the flags a release is built with.
func released() []string { return []string{"-trimpath", "-ldflags", "-s -w"} }

// build builds a package of a module, seen from dir, into the temporary folder.
func (b *bench) build(ctx context.Context, dir, pkg, name string) (string, error) {
	bin := filepath.Join(b.dir, executable(name))
	args := append([]string{"build"}, released()...)
	if _, err := goCommand(ctx, dir, nil, append(args, "-o", bin, pkg)...); err != nil {
		return "", fmt.Errorf("building %s: %w", name, err)
	}
	return bin, nil
}

// buildPlugin builds the plugin in its own module, with the versions it is
// released with.
func (b *bench) buildPlugin(ctx context.Context) (string, error) {
	b.say("building kubectl-svc")
	dir, err := goCommand(ctx, "", nil, "list", "-m", "-f", "{{.Dir}}", "github.com/kubectl-svc/kubectl-svc")
	if err != nil {
		return "", err
	}
	return b.build(ctx, dir, "./cmd/kubectl-svc", "kubectl-svc")
}

func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}
