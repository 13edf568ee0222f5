package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"text/template"
)

//go:embed svc.yaml.tmpl
var text string

// platform is one archive of a release, with the names of svc.yaml.tmpl.
type platform struct {
	OS, Arch, URI, SHA256, Bin string
}

// archive is how .goreleaser.yaml names archives.
var archive = regexp.MustCompile(`^([0-9a-f]{64})  (kubectl-svc_(v\S+)_(linux|darwin|windows)_(amd64|arm64)\.(?:tar\.gz|zip))$`)

// platforms is how many archives a release has.
const platforms = 6

// manifest is the krew manifest of the release whose checksums these are; its
// archives are served below url. A release that lacks an archive is refused.
func manifest(checksums, url string) ([]byte, error) {
	var release struct {
		Version   string
		Platforms []platform
	}
	for line := range strings.Lines(checksums) {
		found := archive.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if found == nil {
			continue // such as a bill of materials
		}
		p := platform{SHA256: found[1], URI: url + "/" + found[2], OS: found[4], Arch: found[5], Bin: "kubectl-svc"}
		if p.OS == "windows" {
			p.Bin += ".exe"
		}
		if release.Version != "" && release.Version != found[3] {
			return nil, fmt.Errorf("checksums.txt has archives of %s and of %s: build the release anew", release.Version, found[3])
		}
		release.Version = found[3]
		release.Platforms = append(release.Platforms, p)
	}
	if len(release.Platforms) != platforms {
		return nil, fmt.Errorf("checksums.txt has %d archives, not %d: build the release anew", len(release.Platforms), platforms)
	}
	var out bytes.Buffer
	if err := template.Must(template.New("svc.yaml").Parse(text)).Execute(&out, release); err != nil {
		return nil, fmt.Errorf("writing the manifest: %w", err)
	}
	return out.Bytes(), nil
}
