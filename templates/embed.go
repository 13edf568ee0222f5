// Package templates holds the standard pack: the template tree that
// `kubectl svc` carries inside its binary.
//
// The folders are not Go code: a file that ends in .tmpl is rendered, every
// other one is copied. Go sources, go.mod and the like end in .tmpl, or the
// compiler and the embedding would take them for this module's.
package templates

import "embed"

// FS is the pack as it lies in this folder. The all: prefix keeps the files
// whose names begin with a dot or an underscore, which are many.
//
//go:embed pack.yaml pack.schema.json gates.yaml gates.schema.json all:partials all:prototype all:rapid all:critical
var FS embed.FS
