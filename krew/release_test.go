//go:build unix

package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// targets are the platforms of a release, as its archives name them.
var targets = []string{"darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64", "windows_amd64", "windows_arm64"}

// program is the name of the binary in an archive.
func program(system string) string {
	if system == "windows" {
		return "kubectl-svc.exe"
	}
	return "kubectl-svc"
}

// release makes the archives of a version, of which only the one for this
// platform has the plugin in it.
func (k *krew) release(t *testing.T, version string) string {
	t.Helper()
	dist := t.TempDir()
	binary := filepath.Join(t.TempDir(), "kubectl-svc")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -X github.com/kubectl-svc/kubectl-svc/plugin.version="+version, "-o", binary, "../cmd/kubectl-svc")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	license, err := os.ReadFile(filepath.Join("..", "LICENSE"))
	require.NoError(t, err)
	var sums strings.Builder
	for _, target := range targets {
		content := []byte("the plugin of " + target)
		if target == runtime.GOOS+"_"+runtime.GOARCH {
			content, err = os.ReadFile(binary)
			require.NoError(t, err)
		}
		system, _, _ := strings.Cut(target, "_")
		name, write := "kubectl-svc_"+version+"_"+target+".tar.gz", writeTar
		if system == "windows" {
			name, write = strings.Replace(name, ".tar.gz", ".zip", 1), writeZip
		}
		path := filepath.Join(dist, name)
		require.NoError(t, write(path, map[string][]byte{"LICENSE": license, program(system): content}))
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(data), name)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dist, "checksums.txt"), []byte(sums.String()), 0o644))
	return dist
}

func writeTar(path string, files map[string][]byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	compressed := gzip.NewWriter(f)
	w := tar.NewWriter(compressed)
	for name, content := range files {
		if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(content)), Mode: 0o755}); err != nil {
			return err
		}
		if _, err := w.Write(content); err != nil {
			return err
		}
	}
	return errors.Join(w.Close(), compressed.Close(), f.Close())
}

func writeZip(path string, files map[string][]byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := zip.NewWriter(f)
	for name, content := range files {
		entry, err := w.Create(name)
		if err != nil {
			return err
		}
		if _, err := entry.Write(content); err != nil {
			return err
		}
	}
	return errors.Join(w.Close(), f.Close())
}

// folders serves the files of several.
type folders []fs.FS

func (d folders) Open(name string) (fs.File, error) {
	for _, folder := range d {
		if f, err := folder.Open(name); !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}
