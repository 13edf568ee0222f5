package workspace

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/txtar"

	"github.com/kubectl-svc/kubectl-svc/scaffold/internal/strictyaml"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// Operation is everything a command writes. It is journaled as a whole before
// the first file changes, and kept while conflicts are open.
type Operation struct {
	Command string
	// Undoes tells that it takes back what Command did.
	Undoes  bool
	Stage   plan.Stages
	Changes []Change // of the user's files
	// Record is svc.yaml, State what follows it. While conflicts are open both
	// stay as they are.
	Record    Change
	Rendered  Rendered
	Template  tree.Tree // the new base
	Policies  map[string]pack.Policy
	Conflicts []OpenConflict
	// Unproven are the gates that the operation passed without being looked
	// at.
	Unproven []string
	// Index is what was there before conflicts were marked in git's index; nil:
	// they are not.
	Index *IndexMark
	// Own says what becomes of the tool's own files.
	Own OwnFiles
}

// Title is the operation as a user began it.
func (op *Operation) Title() string {
	if op.Undoes {
		return op.Command + " --abort"
	}
	return op.Command
}

// OwnFiles says what an operation does with record, state and base.
type OwnFiles string

// What an operation does with the tool's own files once it is through.
const (
	OwnWrite  OwnFiles = ""       // it writes them, and nothing waits any more
	OwnRepair OwnFiles = "repair" // it writes them; an operation that waits goes on waiting
	OwnForget OwnFiles = "forget" // they go: there was no service before
)

// IndexMark remembers git's index as it was before conflicts were marked in it.
type IndexMark struct {
	Paths  []string     `yaml:"paths"`  // of the marked files
	Before []IndexEntry `yaml:"before"` // for those of them that were in the index
}

// IndexEntry is one entry of git's index.
type IndexEntry struct {
	Path   string `yaml:"path"`
	Mode   string `yaml:"mode"`
	Object string `yaml:"object"`
	Stage  int    `yaml:"stage,omitempty"`
}

// Change is one file before and after; nil: absent.
type Change struct {
	Path          string
	Before, After *tree.File
}

// ConflictKind says how a conflict lies in the folder.
type ConflictKind string

// The kinds of open conflict.
const (
	ConflictText   ConflictKind = "text"   // markers in the file
	ConflictDelete ConflictKind = "delete" // the template deletes what the user edited; yours stays
	ConflictBinary ConflictKind = "binary" // the template's version lies beside it
	ConflictEdited ConflictKind = "edited" // edited while an interrupted command waited to be finished
)

// OpenConflict is a file that waits for its user.
type OpenConflict struct {
	Path string       `yaml:"path"`
	Kind ConflictKind `yaml:"kind"`
	// Fields name the conflicts that are marked in the file, in its order.
	Fields []string `yaml:"fields,omitempty"`
	// Both are those of them in which both sides can stand: the markers alone do
	// not tell, as where both add one key of a map.
	Both []string `yaml:"both,omitempty"`
}

// header is the first section of a stored operation; the files' bytes follow.
type header struct {
	Version   int                    `yaml:"version"`
	Command   string                 `yaml:"command"`
	Undoes    bool                   `yaml:"undoes,omitempty"`
	Stage     plan.Stages            `yaml:"stage"`
	Conflicts []OpenConflict         `yaml:"conflicts"`
	Record    changeHeader           `yaml:"record"`
	Changes   []changeHeader         `yaml:"changes"`
	Rendered  Rendered               `yaml:"rendered"`
	Template  []fileHeader           `yaml:"template"`
	Policies  map[string]pack.Policy `yaml:"policies"`
	Unproven  []string               `yaml:"unproven,omitempty"`
	Index     *IndexMark             `yaml:"index,omitempty"`
	Own       OwnFiles               `yaml:"own,omitempty"`
}

type changeHeader struct {
	Path   string      `yaml:"path"`
	Before *fileHeader `yaml:"before,omitempty"`
	After  *fileHeader `yaml:"after,omitempty"`
}

type fileHeader struct {
	Path       string   `yaml:"path,omitempty"`
	Executable bool     `yaml:"executable,omitempty"`
	Encoding   Encoding `yaml:"encoding"`
	Digest     string   `yaml:"digest"`
	// In names the section that holds the bytes.
	In string `yaml:"in"`
}

// operationVersion is the version of the stored form.
const operationVersion = 1

const headerSection = "operation.yaml"

// encodeOperation writes an operation as one readable file. Bytes that two
// files share, as a new file and its template do, stand in it once.
func encodeOperation(op *Operation) ([]byte, error) {
	a := &txtar.Archive{Files: []txtar.File{{Name: headerSection}}}
	at := map[string]string{} // digest → section
	put := func(section string, f *tree.File) *fileHeader {
		if f == nil {
			return nil
		}
		data, encoding := encode(f.Content)
		h := &fileHeader{Executable: f.Executable, Encoding: encoding, Digest: digest(f.Content)}
		if h.In = at[h.Digest]; h.In == "" {
			h.In, at[h.Digest] = section, section
			a.Files = append(a.Files, txtar.File{Name: section, Data: data})
		}
		return h
	}
	h := header{
		Version: operationVersion, Command: op.Command, Undoes: op.Undoes, Stage: op.Stage, Conflicts: op.Conflicts,
		Rendered: op.Rendered, Policies: op.Policies, Index: op.Index, Own: op.Own, Unproven: op.Unproven,
	}
	for _, path := range op.Template.Paths() {
		f := op.Template[path]
		fh := put("template/"+path, &f)
		fh.Path = path
		h.Template = append(h.Template, *fh)
	}
	change := func(c Change) changeHeader {
		return changeHeader{Path: c.Path, Before: put("before/"+c.Path, c.Before), After: put("after/"+c.Path, c.After)}
	}
	for _, c := range op.Changes {
		h.Changes = append(h.Changes, change(c))
	}
	h.Record = change(op.Record)
	head, err := yaml.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("describing the operation: %w", err)
	}
	a.Files[0].Data = head
	size := 0
	for _, f := range a.Files {
		size += len(f.Name) + len(f.Data)
	}
	if size > maxStored || len(a.Files) > maxSections {
		return nil, fmt.Errorf("the files that it changes, %d of %d MiB, are more than can be kept safe meanwhile", len(a.Files), size>>20)
	}
	return txtar.Format(a), nil
}

// decodeOperation reads what encodeOperation wrote.
func decodeOperation(data []byte) (*Operation, error) {
	files, err := parse(data)
	if err != nil {
		return nil, err
	}
	var h header
	if err := strictyaml.Decode(files[headerSection], &h); err != nil {
		return nil, err
	}
	if h.Version != operationVersion {
		return nil, fmt.Errorf("it has version %d, and this kubectl-svc knows version %d", h.Version, operationVersion)
	}
	get := func(fh *fileHeader) (*tree.File, error) {
		if fh == nil {
			return nil, nil
		}
		content, err := decode(files[fh.In], fh.Encoding)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", fh.In, err)
		}
		if digest(content) != fh.Digest {
			return nil, fmt.Errorf("the content of %s is not what was written", fh.In)
		}
		return &tree.File{Content: content, Executable: fh.Executable}, nil
	}
	// What it may write at the repository depends on the name.
	if err := record.ValidateName(h.Rendered.Name); err != nil {
		return nil, err
	}
	op := &Operation{
		Command: h.Command, Undoes: h.Undoes, Stage: h.Stage, Conflicts: h.Conflicts,
		Rendered: h.Rendered, Policies: h.Policies, Index: h.Index, Own: h.Own, Unproven: h.Unproven, Template: tree.Tree{},
	}
	for _, fh := range h.Template {
		f, err := get(&fh)
		if err != nil {
			return nil, err
		}
		op.Template[fh.Path] = *f
	}
	change := func(ch changeHeader) (Change, error) {
		before, err := get(ch.Before)
		if err != nil {
			return Change{}, err
		}
		after, err := get(ch.After)
		return Change{Path: ch.Path, Before: before, After: after}, err
	}
	for _, ch := range h.Changes {
		// Such a file may have come by git; it can write nowhere a pack cannot.
		if err := pack.CheckPlaced(ch.Path, h.Rendered.Name); err != nil {
			return nil, err
		}
		c, err := change(ch)
		if err != nil {
			return nil, err
		}
		op.Changes = append(op.Changes, c)
	}
	if op.Record, err = change(h.Record); err != nil {
		return nil, err
	}
	switch {
	case op.Record.Path != record.FileName:
		return nil, fmt.Errorf("its record is %q, not %s", op.Record.Path, record.FileName)
	case op.Record.After == nil && op.Own != OwnForget:
		return nil, fmt.Errorf("it lacks %s", record.FileName)
	}
	return op, nil
}

const digestPrefix = "sha256:"

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return digestPrefix + hex.EncodeToString(sum[:])
}

// hasDigest tells whether the digest is that of the content.
func hasDigest(content []byte, digest string) bool {
	sum := sha256.Sum256(content)
	var text [2 * sha256.Size]byte
	hex.Encode(text[:], sum[:])
	in, ok := strings.CutPrefix(digest, digestPrefix)
	return ok && in == string(text[:])
}
