package pack

import (
	"fmt"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLoad(t *testing.T) {
	fsys := folder(demo+`  parameters: [{name: owner, type: string, requiredFrom: tree}]
  files: [{path: "**/*.sh", mode: 0755}]
  renames: [{from: a, to: b, since: 1.0.0}]
`, "partials/labels.tmpl", "seed/common/README.md", "seed/go/main.go.tmpl", "tree/common/[[ .Name ]].md",
		"seed/common/.DS_Store", "seed/common/README.md~", "seed/go/.main.go.swp", "LICENSE")

	p, err := Load(fsys)

	require.NoError(t, err)
	assert.Equal(t, "demo 1.0.0", p.String())
	assert.Equal(t, []string{"seed", "tree"}, p.StageNames())
	assert.Equal(t, []string{"owner"}, p.ParameterNames())
	assert.Equal(t, map[string][]byte{
		"partials/labels.tmpl":       []byte("partials/labels.tmpl"),
		"seed/common/README.md":      []byte("seed/common/README.md"),
		"seed/go/main.go.tmpl":       []byte("seed/go/main.go.tmpl"),
		"tree/common/[[ .Name ]].md": []byte("tree/common/[[ .Name ]].md"),
	}, p.Files, "the files of stages and partials, less what editors leave behind")
}

func TestLoadKeepsWhatItRead(t *testing.T) {
	fsys := folder(demo, "seed/common/a")
	p, err := Load(fsys)
	require.NoError(t, err)

	fsys["seed/common/a"].Data[0] = '!'

	assert.Equal(t, "seed/common/a", string(p.Files["seed/common/a"]))
}

func TestLoadRefusesManifest(t *testing.T) {
	tests := []struct {
		name string
		spec string   // more of the demo manifest; it begins at line 9
		says []string // beside pack.yaml
	}{
		{"broken syntax", "  files: [{path: a\n", []string{"line 9"}},
		{"unknown field", "  colour: red\n", []string{"line 9", "colour"}},
		{"unknown field of a rule", "  files:\n    - {path: a, polcy: once}\n", []string{"line 10", "polcy"}},
		{"second document", "---\nkind: More\n", []string{"document"}},
		{"duplicate parameter", "  parameters: [{name: a, type: string}, {name: a, type: integer}]\n", []string{"parameters[1]", "duplicate", `"a"`}},
		{"bad parameter name", "  parameters: [{name: a-b, type: string}]\n", []string{"parameters[0]", `"a-b"`}},
		{"parameter without a type", "  parameters: [{name: a}]\n", []string{"parameter a", "type"}},
		{"unknown type", "  parameters: [{name: a, type: int}]\n", []string{"parameter a", `"int"`, "integer"}},
		{"default of another type", "  parameters: [{name: a, type: integer, default: many}]\n", []string{"parameter a", "default", "many"}},
		{"default below the minimum", "  parameters: [{name: a, type: integer, default: 1, minimum: 2}]\n", []string{"parameter a", "default", "1", "minimum", "2"}},
		{"default above the maximum", "  parameters: [{name: a, type: number, default: 2.5, maximum: 2}]\n", []string{"parameter a", "default", "2.5"}},
		{"default too long", "  parameters: [{name: a, type: string, default: abc, maxLength: 2}]\n", []string{"parameter a", "default", "2"}},
		{"default not in the enum", "  parameters: [{name: a, type: string, default: c, enum: [a, b]}]\n", []string{"parameter a", "default", `"c"`}},
		{"default against the pattern", "  parameters: [{name: a, type: list, default: [B], pattern: '^[a-z]$'}]\n", []string{"parameter a", "default", `"B"`}},
		{"bad regular expression", "  parameters: [{name: a, type: string, pattern: '('}]\n", []string{"parameter a", "pattern"}},
		{"required from an unknown stage", "  parameters: [{name: a, type: string, requiredFrom: forest}]\n", []string{"parameter a", "requiredFrom", `"forest"`}},
		{"parameter of an unknown language", "  parameters: [{name: a, type: string, languages: [rust]}]\n", []string{"parameter a", `"rust"`}},
		{"unknown policy", "  files: [{path: a}, {path: b, policy: never}]\n", []string{"files[1]", `"never"`, "once"}},
		{"bad mode", "  files: [{path: a, mode: '0777'}]\n", []string{"files[0]", `"0777"`}},
		{"bad glob", "  files: [{path: 'a[', policy: once}]\n", []string{"files[0]", `"a["`}},
		{"rule without a path", "  files: [{policy: once}]\n", []string{"files[0]", "path"}},
		{"rename out of the root", "  renames: [{from: a, to: ../b}]\n", []string{"renames[0]", `"../b"`}},
		{"rename from the tool's folder", "  renames: [{from: .svc/state.yaml, to: b}]\n", []string{"renames[0]", ".svc"}},
		{"rename to nowhere", "  renames: [{from: a}]\n", []string{"renames[0]"}},
		{"rename to itself", "  renames: [{from: a, to: a}]\n", []string{"renames[0]", `"a"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(folder(demo + tt.spec))
			requireLine(t, err, append(tt.says, FileName)...)
		})
	}
}

// These are about the part of the manifest that the others have in common.
func TestLoadRefusesIdentity(t *testing.T) {
	manifest := func(api, name, version, spec string) string {
		return fmt.Sprintf("apiVersion: %s\nkind: TemplatePack\nmetadata: {name: %s, version: %q}\nspec: {%s}\n", api, name, version, spec)
	}
	const stages = "stages: [{name: a, summary: s}]"
	tests := []struct {
		name, manifest string
		says           []string
	}{
		{"another API", manifest("v1", "demo", "1.0.0", stages), []string{`"v1"`, APIVersion}},
		{"a name in capitals", manifest(APIVersion, "Demo", "1.0.0", stages), []string{"metadata.name", `"Demo"`}},
		{"no version", manifest(APIVersion, "demo", "", stages), []string{"metadata.version"}},
		{"half a version", manifest(APIVersion, "demo", "1.0", stages), []string{"metadata.version", `"1.0"`}},
		{"no stage", manifest(APIVersion, "demo", "1.0.0", ""), []string{"spec.stages"}},
		{"a bad stage name", manifest(APIVersion, "demo", "1.0.0", "stages: [{name: a/b}]"), []string{"stages[0]", `"a/b"`}},
		{"a stage twice", manifest(APIVersion, "demo", "1.0.0", "stages: [{name: a}, {name: b}, {name: a}]"), []string{"stages[2]", "duplicate", `"a"`}},
		{"a stage called partials", manifest(APIVersion, "demo", "1.0.0", "stages: [{name: partials}]"), []string{"stages[0]", "reserved"}},
		{"a stage that removes a path outside", manifest(APIVersion, "demo", "1.0.0", "stages: [{name: a, removes: [../x]}]"), []string{"stage a", "removes", `"../x"`}},
		{"a language twice", manifest(APIVersion, "demo", "1.0.0", stages+", languages: [go, go]"), []string{"languages[1]", `"go"`}},
		{"a language called common", manifest(APIVersion, "demo", "1.0.0", stages+", languages: [common]"), []string{"languages[0]", `"common"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(folder(tt.manifest))
			requireLine(t, err, append(tt.says, FileName)...)
		})
	}
}

func TestLoadRefusesFiles(t *testing.T) {
	tests := []struct {
		name  string
		files []string
		says  []string
	}{
		{"a language the pack does not have", []string{"seed/rust/main.rs"}, []string{"seed/rust/main.rs", "seed/common"}},
		{"a file beside the languages", []string{"seed/README.md"}, []string{"seed/README.md"}},
		{"the record", []string{"seed/common/svc.yaml"}, []string{"seed/common/svc.yaml", "record"}},
		{"the record, rendered", []string{"seed/common/svc.yaml.tmpl"}, []string{"seed/common/svc.yaml.tmpl", "record"}},
		{"the tool's folder", []string{"tree/go/.svc/state.yaml"}, []string{"tree/go/.svc/state.yaml", ".svc"}},
		{"git's folder", []string{"seed/common/.git/hooks/pre-commit"}, []string{".git"}},
		{"git's folder further down", []string{"seed/common/web/.GIT/config"}, []string{".GIT"}},
		{"a device of Windows", []string{"seed/common/aux.txt"}, []string{"seed/common/aux.txt", "Windows"}},
		{"a colon", []string{"seed/common/a:b"}, []string{"seed/common/a:b"}},
		{"a line feed", []string{"seed/common/a\nb"}, []string{"seed/common/a"}},
		{"a dot at the end", []string{"seed/common/a."}, []string{"seed/common/a.", "dot"}},
		{"a dot at the end once the suffix is off", []string{"seed/common/a..tmpl"}, []string{"seed/common/a..tmpl", "dot"}},
		{"nothing but the suffix", []string{"seed/common/.tmpl"}, []string{"seed/common/.tmpl", "empty"}},
		{"names that differ by case", []string{"seed/common/README.md", "seed/common/readme.md"}, []string{"README.md", "readme.md", "case"}},
		{"folders that differ by case", []string{"seed/common/Docs/a", "seed/common/docs/a"}, []string{"Docs/a", "docs/a", "case"}},
		{"copied and rendered", []string{"seed/go/main.go", "seed/go/main.go.tmpl"}, []string{"seed/go/main.go", "seed/go/main.go.tmpl"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(folder(demo, tt.files...))
			requireLine(t, err, tt.says...)
		})
	}
}

// The suffix only matters within one folder: what a later folder holds
// replaces what an earlier one does.
func TestLoadAllowsOneFileInSeveralFolders(t *testing.T) {
	_, err := Load(folder(demo, "seed/common/a", "seed/go/a.tmpl", "tree/common/a.tmpl", "tree/go/a"))
	require.NoError(t, err)
}

func TestLoadRefusesWhatIsNoRegularFile(t *testing.T) {
	for _, name := range []string{FileName, "seed/common/a", "partials/a"} {
		for _, mode := range []fs.FileMode{fs.ModeSymlink, fs.ModeNamedPipe, fs.ModeDevice} {
			t.Run(fmt.Sprint(name, " ", mode), func(t *testing.T) {
				fsys := folder(demo)
				fsys[name] = &fstest.MapFile{Data: []byte("b"), Mode: mode}
				_, err := Load(fsys)
				requireLine(t, err, name)
			})
		}
	}
}

func TestLoadRefusesNoPack(t *testing.T) {
	_, err := Load(fstest.MapFS{"README.md": {}})
	requireLine(t, err, FileName)
	_, err = Load(fstest.MapFS{FileName: {}})
	requireLine(t, err, FileName, "empty")
	_, err = Load(fstest.MapFS{FileName + "/a": {}})
	requireLine(t, err, FileName)
}

func TestLoadIsBounded(t *testing.T) {
	big := make([]byte, maxFileSize)
	t.Run("the largest file", func(t *testing.T) {
		fsys := folder(demo)
		fsys["seed/common/a"] = &fstest.MapFile{Data: big}
		_, err := Load(fsys)
		require.NoError(t, err)
	})
	t.Run("one byte more", func(t *testing.T) {
		fsys := folder(demo)
		fsys["seed/common/a"] = &fstest.MapFile{Data: append(slices.Clone(big), 0)}
		_, err := Load(fsys)
		requireLine(t, err, "seed/common/a", "MiB")
	})
	t.Run("all files together", func(t *testing.T) {
		fsys := folder(demo)
		for i := range maxPackSize/maxFileSize + 1 {
			stage := []string{"seed", "tree"}[i%2]
			fsys[fmt.Sprintf("%s/common/%d", stage, i)] = &fstest.MapFile{Data: big}
		}
		_, err := Load(fsys)
		requireLine(t, err, "MiB")
	})
	t.Run("the number of files", func(t *testing.T) {
		fsys := folder(demo)
		for i := range maxFiles + 1 {
			fsys[fmt.Sprintf("%s/common/%d", []string{"seed", "tree"}[i%2], i)] = &fstest.MapFile{}
		}
		_, err := Load(fsys)
		requireLine(t, err, fmt.Sprint(maxFiles))
	})
}
