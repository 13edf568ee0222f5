package source

import (
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
)

// kind is where a pack comes from.
type kind int

const (
	kindBuiltIn kind = iota
	kindFolder
	kindArchive
	kindGit
	kindRegistry
)

// location is a reference, taken apart.
type location struct {
	kind kind
	text string // as it was given; it holds no secret

	url    string // of a git repository
	folder string // in that repository; "." for its root
	ref    string // a branch, a tag or a commit; empty: the default branch

	name string // of an artifact in a registry, with its tag or digest
}

// archives are the names that archives end in.
var archives = []string{".tar.gz", ".tgz", ".tar", ".zip"}

// The schemes git is allowed, by the one in the reference. A user's own
// configuration may turn https into ssh.
var gitSchemes = map[string]string{"https": "https:ssh", "ssh": "ssh:https", "file": "file"}

// isRef keeps what git would take for an option or a revision expression out of
// its command line.
func isRef(ref string) bool {
	return ref != "" && isLetterOrDigit(rune(ref[0])) && !strings.Contains(ref, "..") &&
		!strings.ContainsFunc(ref, func(r rune) bool { return !isLetterOrDigit(r) && !strings.ContainsRune("._/+-", r) })
}

func isLetterOrDigit(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// isTagged tells whether the name of an artifact, HOST/NAME, ends in :TAG or
// @DIGEST; what they may hold, the registry's client checks.
func isTagged(name string) bool {
	_, path, ok := strings.Cut(name, "/")
	i := strings.IndexAny(path, ":@")
	return ok && i > 0 && i < len(path)-1
}

// parse reads a reference; it looks at no disk and no network.
func parse(ref string) (location, error) {
	at := location{text: ref}
	scheme, rest, isAddress := strings.Cut(ref, "://")
	switch {
	case ref == "" || ref == BuiltIn:
		return at, nil
	case !isAddress:
		at.kind = kindFolder
		for _, suffix := range archives {
			if strings.HasSuffix(strings.ToLower(ref), suffix) {
				at.kind = kindArchive
			}
		}
		return at, nil
	}
	if err := checkAddress(scheme, ref); err != nil {
		return at, err
	}
	if scheme == "oci" {
		at.kind, at.name = kindRegistry, rest
		if !isTagged(rest) {
			return at, fmt.Errorf("pack %s: name a tag or a digest, such as oci://HOST/NAME:1.0.0", ref)
		}
		return at, nil
	}
	at.kind = kindGit
	return at.inRepository(strings.TrimPrefix(scheme, "git+"), rest)
}

// checkAddress refuses addresses of unknown schemes, and those with a secret in
// them, which the error does not repeat.
func checkAddress(scheme, ref string) error {
	transport, isGit := strings.CutPrefix(scheme, "git+")
	switch {
	case scheme == "oci" || isGit && gitSchemes[transport] != "":
	case scheme == "http" || scheme == "https":
		return fmt.Errorf("packs do not come by %s:// alone: use git+https:// or oci://, or download the archive and name it", scheme)
	default:
		return fmt.Errorf("packs by %s:// are not supported: name a folder, an archive, git+https://, git+ssh://, git+file:// or oci://", scheme)
	}
	u, err := url.Parse(ref)
	if err != nil {
		return fmt.Errorf("the address of the pack cannot be read: write it like git+https://HOST/REPOSITORY//FOLDER@REF or oci://HOST/NAME:TAG")
	}
	_, password := u.User.Password()
	switch {
	case password || u.User != nil && transport != "ssh":
		return fmt.Errorf("the address of the pack at %s holds a user or a password, which would end up in svc.yaml: leave it out, and let git or docker ask their credential helper", u.Hostname())
	case u.RawQuery != "" || u.Fragment != "":
		return fmt.Errorf("pack %s://%s%s: an address has no ? and no #: write the folder behind // and the version behind @", scheme, u.Host, u.Path)
	case u.Host == "" && transport != "file", strings.HasPrefix(u.Host, "-"), u.User != nil && strings.HasPrefix(u.User.Username(), "-"):
		return fmt.Errorf("pack %s: the address names no host", ref)
	}
	return nil
}

// inRepository takes HOST/REPOSITORY//FOLDER@REF apart.
func (at location) inRepository(transport, rest string) (location, error) {
	host, path, ok := strings.Cut(rest, "/")
	if !ok || path == "" {
		return at, fmt.Errorf("pack %s: the address names no repository", at.text)
	}
	path, ref, named := strings.Cut(path, "@")
	path, folder, _ := strings.Cut(path, "//")
	if folder = strings.Trim(folder, "/"); folder == "" {
		folder = "."
	}
	switch {
	case named && !isRef(ref):
		return at, fmt.Errorf("pack %s: %q is no branch, tag or commit", at.text, ref)
	case !fs.ValidPath(folder) || strings.ContainsAny(folder, ":\\"):
		return at, fmt.Errorf("pack %s: %q is no folder of a repository", at.text, folder)
	}
	at.url, at.folder, at.ref = transport+"://"+host+"/"+path, folder, ref
	return at, nil
}

// pinned tells whether a record pins the content.
func (at location) pinned() bool { return at.kind >= kindArchive }

// onDisk tells whether the reference is a path.
func (at location) onDisk() bool { return at.kind == kindFolder || at.kind == kindArchive }

// on is the path of a folder or an archive, seen from the working directory.
func (at location) on(dir string) string {
	if filepath.IsAbs(at.text) {
		return at.text
	}
	return filepath.Join(dir, filepath.FromSlash(at.text))
}

// secrets are user names and passwords in addresses, such as git may print from
// a user's own configuration.
const secrets = `://[^/@\s'"]+@`

// redact leaves out what in a message may be secret.
func redact(message string) string {
	return regexp.MustCompile(secrets).ReplaceAllString(message, "://…@")
}
