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

// installed returns a program of another project, built like the plugin. It is
// kept outside the tree and the temporary folder, since building it takes
// minutes.
func (b *bench) installed(ctx context.Context, name, pkg, version string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("finding the cache folder: %w", err)
	}
	dir := filepath.Join(cache, "kubectl-svc-bench", name+"-"+version)
	bin := filepath.Join(dir, executable(name))
	if _, err := os.Stat(bin); err == nil {
		return bin, nil
	}
	b.say("building %s %s into %s: once, and some minutes, since it links much of Kubernetes", name, version, dir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("making %s: %w", dir, err)
	}
	args := append([]string{"install"}, released()...)
	if _, err := goCommand(ctx, b.dir, []string{"GOBIN=" + dir}, append(args, pkg+"@"+version)...); err != nil {
		return "", fmt.Errorf("building %s: %w", name, err)
	}
	return bin, nil
}

func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}
