package manifest

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Locate finds the files that an object of an overlay comes from: where it
// stands in the base, and what patches it in the overlay. The paths are
// sorted; none: it is generated.
func Locate(files fs.FS, overlay string, o Object) []string {
	var found []string
	_ = fs.WalkDir(files, "deploy", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fs.SkipDir // what cannot be read holds nothing to point at
		case d.IsDir():
			if path.Dir(name) == OverlaysDir && path.Base(name) != overlay || name == "deploy/namespace" {
				return fs.SkipDir
			}
		case strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml"):
			if content, err := fs.ReadFile(files, name); err == nil && holds(content, o) {
				found = append(found, name)
			}
		}
		return nil
	})
	slices.Sort(found)
	return found
}

// holds tells whether one of a file's documents is the object, or a patch of
// it.
func holds(content []byte, o Object) bool {
	documents := yaml.NewDecoder(bytes.NewReader(content))
	for {
		var head struct {
			Kind     string `yaml:"kind"`
			Metadata struct {
				Name string `yaml:"name"`
			} `yaml:"metadata"`
		}
		err := documents.Decode(&head)
		if errors.Is(err, io.EOF) || err != nil {
			return false
		}
		if head.Kind == o.Kind() && head.Metadata.Name == o.Name() {
			return true
		}
	}
}
