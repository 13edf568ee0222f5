package workspace

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"

	"golang.org/x/tools/txtar"

	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
)

// Bounds on what is read of a repository, in bytes: it may be anybody's.
const (
	// MaxRecord is how large svc.yaml may be.
	MaxRecord = 1 << 20

	maxState = 8 << 20
	maxFile  = 64 << 20
	// maxStored bounds what is kept of one operation: every file it changes, as
	// it was and as it will be.
	maxStored = 128 << 20
	// maxSections bounds the files in one archive.
	maxSections = 60_000
)

// bound is how large a file may be to be read.
func bound(name string) int64 {
	switch name {
	case record.FileName:
		return MaxRecord
	case statePath:
		return maxState
	case pendingPath, stagedPath, journalPath, writtenPath:
		return maxStored
	}
	return maxFile
}

func tooLarge(name string, most int64) error {
	return fmt.Errorf("%s is larger than %d MiB, which is more than kubectl svc reads of it", name, most>>20)
}

// readBounded reads an open file that may grow meanwhile.
func readBounded(f fs.File, name string, size, most int64) ([]byte, error) {
	if size > most {
		return nil, tooLarge(name, most)
	}
	data := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	if _, err := data.ReadFrom(io.LimitReader(f, most+1)); err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, cause(err))
	}
	if int64(data.Len()) > most {
		return nil, tooLarge(name, most)
	}
	return data.Bytes(), nil
}

// parse reads an archive, unless it has more files than any that was written.
func parse(data []byte) (map[string][]byte, error) {
	if n := bytes.Count(data, []byte("\n-- ")); n > maxSections {
		return nil, fmt.Errorf("it holds more than %d files", maxSections)
	}
	return sections(txtar.Parse(data))
}
