package record

import _ "embed"

// Schema is the JSON Schema of svc.yaml, generated from the types of this
// package by go test ./templates -update.
//
//go:embed schema.json
var Schema []byte

// SchemaPath is where a service holds the schema, as its svc.yaml names it for
// editors.
const SchemaPath = ".svc/schema.json"
