package manifest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// TestWhyAnOverlayCannotBeBuilt: one line names the file or folder to mend,
// whichever overlay leads there.
func TestWhyAnOverlayCannotBeBuilt(t *testing.T) {
	cases := []struct{ name, file, content, want string }{
		{"a manifest is no YAML", "deploy/base/app.yaml", "kind: Deployment\n  name: app\n",
			"deploy/base/app.yaml: line 2: mapping values are not allowed in this context"},
		{"its second document is none", "deploy/base/app.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n---\na: [\n",
			"deploy/base/app.yaml: line 5: did not find expected node content"},
		{"a patch is none", "deploy/overlays/prod/patch.yaml", "a: {",
			"deploy/overlays/prod/patch.yaml: line 1: did not find expected node content"},
		{"a manifest of a component is none", "deploy/overlays/prod/local/own.yaml", "a: 'b",
			"deploy/overlays/prod/local/own.yaml: found unexpected end of stream"},
		{"a kustomization is none", "deploy/base/kustomization.yaml", "resources: [app.yaml",
			"deploy/base/kustomization.yaml: line 1: did not find expected ',' or ']'"},
		{"a base has a field of another type", "deploy/base/kustomization.yaml", "resources: [app.yaml]\nlabels: [{pairs: {team: no}}]\n",
			"building deploy/base: invalid Kustomization: json: cannot unmarshal bool into Go struct field Label.labels.pairs of type string"},
		{"a manifest has no kind", "deploy/base/app.yaml", "a: b\n",
			"building deploy/base/app.yaml: missing Resource metadata"},
		{"a patch meets nothing", "deploy/overlays/prod/patch.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n",
			`building deploy/overlays/prod: no resource matches strategic merge patch "Secret.v1.[noGrp]/s.[noNs]": no matches for Id Secret.v1.[noGrp]/s.[noNs]; failed to find unique target for patch Secret.v1.[noGrp]/s.[noNs]`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			files := tree()
			files[c.file].Data = []byte(c.content)
			_, err := manifest.Overlay(t.Context(), files, "prod")
			assert.EqualError(t, err, c.want)
		})
	}
}
