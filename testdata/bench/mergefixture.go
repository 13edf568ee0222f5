package main

import (
	"bytes"
	"fmt"
	"path/filepath"
)

// The names of the three versions of a file.
const (
	yours    = "yours"
	base     = "base"
	template = "template"
)

// mergeFixture is a set of files in three versions that merge without a
// conflict: of every stretch of lines each side changes one of its own.
type mergeFixture struct {
	name, title string
	files       int
	lines       int
	every       int // lines a stretch
}

func (f mergeFixture) write(dir string) error {
	for i := range f.files {
		sub := filepath.Join(dir, fmt.Sprintf("%04d", i))
		for _, version := range []string{yours, base, template} {
			if err := writeFile(filepath.Join(sub, version), f.version(i, version)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f mergeFixture) version(file int, name string) []byte {
	var out bytes.Buffer
	for n := range f.lines {
		change := ""
		switch n % f.every {
		case f.every / 4:
			change = mark(name, template)
		case f.every * 3 / 4:
			change = mark(name, yours)
		}
		fmt.Fprintf(&out, "%ssetting %d of file %d of orders\n", change, n, file)
	}
	return out.Bytes()
}

// mark is what a side writes in front of a line that it changes.
func mark(version, changedBy string) string {
	if version == changedBy {
		return version + ": "
	}
	return ""
}
