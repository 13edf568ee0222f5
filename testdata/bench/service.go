package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// The service that is promoted.
const (
	serviceFiles   = 1000
	filesPerFolder = 50
	linesPerFile   = 20
	templateLine   = 5  // the next stage changes it, in every file
	userLine       = 15 // the user changes it, in every third file
)

// manifest is that of a pack with two stages, of which the second changes a
// line of each of the first's files.
const manifest = `apiVersion: kubectl-svc.dev/v1alpha1
kind: TemplatePack
metadata: {name: bench, version: 1.0.0, description: Many small files}
spec:
  stages:
    - {name: first, summary: it runs}
    - {name: second, summary: it has users}
`

// makeService makes a pack, and with it a service that its user has edited
// where the next stage leaves it alone.
func (b *bench) makeService(ctx context.Context, dir string) (string, error) {
	pack, service := filepath.Join(dir, "pack"), filepath.Join(dir, "orders")
	if err := writeFile(filepath.Join(pack, "pack.yaml"), []byte(manifest)); err != nil {
		return "", err
	}
	for i := range serviceFiles {
		source := filepath.Join(pack, "first", "common", servicePath(i)+".tmpl")
		if err := writeFile(source, fileTemplate(i)); err != nil {
			return "", err
		}
	}
	created := process{dir: dir, argv: []string{b.plugin, "new", "orders", "--pack", "pack"}}
	if _, err := created.run(ctx); err != nil {
		return "", err
	}
	for i := 0; i < serviceFiles; i += 3 {
		if err := edit(filepath.Join(service, servicePath(i))); err != nil {
			return "", err
		}
	}
	return service, nil
}

func servicePath(i int) string {
	return filepath.Join(fmt.Sprintf("part%02d", i/filesPerFolder), fmt.Sprintf("file%04d.txt", i))
}

// fileTemplate is a file of lines that all differ.
func fileTemplate(i int) []byte {
	var out bytes.Buffer
	for n := 1; n <= linesPerFile; n++ {
		stage := ""
		if n == templateLine {
			stage = ` is [[ if stageAtLeast "second" ]]strict[[ else ]]lenient[[ end ]]`
		}
		fmt.Fprintf(&out, "setting %d of file %d of [[ .Name ]]%s\n", n, i, stage)
	}
	return out.Bytes()
}

// edit changes one line of a file, as its user would.
func edit(name string) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("editing: %w", err)
	}
	lines := strings.SplitAfter(string(content), "\n")
	lines[userLine-1] = "ours: " + lines[userLine-1]
	return writeFile(name, []byte(strings.Join(lines, "")))
}

// writeFile writes a file and makes the folders above it.
func writeFile(name string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("writing the fixture: %w", err)
	}
	if err := os.WriteFile(name, content, 0o644); err != nil {
		return fmt.Errorf("writing the fixture: %w", err)
	}
	return nil
}
