package manifest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// failure is why kustomize could not build a folder, in one line that names the
// file to mend: kustomize's own tells the way it took there, once a folder.
func failure(files fs.FS, dir string, err error) error {
	if malformed := malformedIn(files, dir); malformed != nil {
		return malformed
	}
	text := strings.Join(strings.Fields(err.Error()), " ")
	for {
		found := throughFolder.FindStringSubmatch(text)
		if found == nil {
			break
		}
		dir, text = strings.TrimPrefix(found[1], "/"), text[len(found[0]):]
	}
	if found := inFile.FindStringSubmatch(text); found != nil {
		dir, text = path.Join(dir, found[1]), found[2]
	}
	return fmt.Errorf("building %s: %s", dir, text)
}

// How kustomize begins an error from a folder below, and what it makes of one
// from a file, which it then takes for a folder.
var (
	throughFolder = regexp.MustCompile(`^accumulating resources: accumulation err='.*?' must resolve to a file': (?:recursed accumulation of path|couldn't make target for path) '([^']*)': `)
	inFile        = regexp.MustCompile(`^accumulating resources: accumulation err='accumulating resources from '([^']*)': (.*)': must build at directory: '[^']*': file is not directory$`)
)

// malformedIn is the first file of a kustomization that is no YAML. What
// kustomize fetches has been refused before.
func malformedIn(files fs.FS, dir string) error {
	// Of what cannot be read, or is of another type, kustomize has complained.
	raw, _ := fs.ReadFile(files, kustomization(files, dir))
	var refs references
	_ = yaml.Unmarshal(raw, &refs)
	for _, ref := range refs.manifests() {
		target := path.Join(dir, ref)
		info, err := fs.Stat(files, target)
		switch {
		case err != nil:
			continue
		case info.IsDir():
			err = malformedIn(files, target)
		default:
			err = malformed(files, target)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// malformed is the error of a file that is no YAML.
func malformed(files fs.FS, name string) error {
	content, _ := fs.ReadFile(files, name)
	dec := yaml.NewDecoder(bytes.NewReader(content))
	for {
		var doc yaml.Node
		switch err := dec.Decode(&doc); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("%s: %w", name, misread(err))
		}
	}
}

// misread is what a YAML parser says, on one line.
func misread(err error) error {
	return errors.New(strings.TrimPrefix(strings.Join(strings.Fields(err.Error()), " "), "yaml: "))
}
