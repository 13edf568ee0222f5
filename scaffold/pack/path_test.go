package pack

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCheckPathAllows(t *testing.T) {
	for _, path := range []string{
		"README.md",
		".github/workflows/ci.yaml",
		".gitignore",
		".gitattributes",
		"docs/.gitkeep",
		"deploy/base/svc.yaml", // only the one at the root is the record
		"deploy/.svc/a",
		"svc.yaml.md",
		"internal/console/conf.go", // device names only as whole parts
		"aux-tools/nulls",
		"com10",
		"pages/[id]/{a}.tsx",
		"a b/c",
		"...a/..b",
		"größe/文.txt",
		"@scope/a+b=c,d;e&f%20~$",
	} {
		t.Run(path, func(t *testing.T) { assert.NoError(t, CheckPath(path)) })
	}
}

func TestCheckPathRefuses(t *testing.T) {
	for name, paths := range map[string][]string{
		"nothing":                     {""},
		"out of the root":             {"..", "../a", "a/../../b", "../../etc/passwd"},
		"not clean":                   {".", "./a", "a/", "a//b", "a/./b", "a/../b"},
		"absolute":                    {"/", "/etc/passwd", "//host/share"},
		"absolute on Windows":         {`C:\a`, "C:/a", "c:a", `\a`, `\\host\share`},
		"the tool's":                  {".svc", ".svc/state.yaml", ".SVC/x", ".Svc", ".\u017fvc/x"},
		"the tool's, by a short name": {"svc~1/state.yaml", "SVC~1.YAM"},
		"the record":                  {"svc.yaml", "SVC.yaml", "svc.yaml/a"},
		"git's":                       {".git", ".git/config", "a/.git/hooks/pre-commit", ".GIT/config", "vendor/.Git"},
		"git's, by a short name":      {"git~1", "GIT~1/config", "a/git~1/hooks"},
		"devices of Windows": {
			"con", "CON", "nul.txt", "a/aux", "aux/a", "prn.tar.gz", "com1", "COM9.log", "lpt0", "com¹", "CONIN$", "conout$", "nul .txt",
		},
		"a dot or a space at the end": {"a.", "a./b", "a ", "a /b", "a..."},
		"characters":                  {"a:b", "a:$DATA", `a\b`, "a*b", "a?b", "a|b", "a<b", "a>b", `a"b`},
		"control characters":          {"a\nb", "a\rb", "a\tb", "a\x00b", "a\x1b[2Jb", "a\x01"},
		"invisible characters":        {".g\u200cit/config", "a\ufeff", "\u202etxt.exe"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range paths {
				err := CheckPath(path)
				if !assert.Errorf(t, err, "path %q", path) {
					continue
				}
				assert.NotContains(t, err.Error(), "\n")
				if path != "" {
					assert.Contains(t, strings.ReplaceAll(err.Error(), `\\`, `\`), strings.Trim(path, "\n\r\t\x00\x01\x1b\u200c\u202e\ufeff.git/confab\""), "it names the path")
				}
			}
		})
	}
}
