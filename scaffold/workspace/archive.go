package workspace

import (
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// Encoding is how a file's bytes stand in a txtar archive.
type Encoding string

// The encodings. Plain is used wherever txtar holds the bytes exactly.
const (
	Plain  Encoding = "plain"
	Base64 Encoding = "base64"
)

// encode chooses how to write content into an archive.
func encode(content []byte) ([]byte, Encoding) {
	if tree.FitsArchive(content) {
		return content, Plain
	}
	return wrapped(base64.StdEncoding.EncodeToString(content)), Base64
}

// wrapped breaks base64 text into lines of 76 characters, as MIME does.
func wrapped(text string) []byte {
	var b strings.Builder
	for len(text) > 76 {
		b.WriteString(text[:76] + "\n")
		text = text[76:]
	}
	b.WriteString(text + "\n")
	return []byte(b.String())
}

func decode(data []byte, e Encoding) ([]byte, error) {
	switch e {
	case Plain, "":
		return data, nil
	case Base64:
		return base64.StdEncoding.DecodeString(strings.ReplaceAll(string(data), "\n", ""))
	}
	return nil, fmt.Errorf("unknown encoding %q", e)
}

// sections are the files of an archive by name.
func sections(a *txtar.Archive) (map[string][]byte, error) {
	out := make(map[string][]byte, len(a.Files))
	for _, f := range a.Files {
		if _, twice := out[f.Name]; twice {
			return nil, fmt.Errorf("it holds %q twice", f.Name)
		}
		out[f.Name] = f.Data
	}
	return out, nil
}
