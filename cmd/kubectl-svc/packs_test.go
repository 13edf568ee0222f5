package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"os"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/kubectl-svc/kubectl-svc/internal/testregistry"
)

// archive FILE DIR: packs a folder into a .tar.gz.
func archive(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: archive FILE DIR")
	}
	var out bytes.Buffer
	zipped := gzip.NewWriter(&out)
	w := tar.NewWriter(zipped)
	ts.Check(w.AddFS(os.DirFS(ts.MkAbs(args[1]))))
	ts.Check(w.Close())
	ts.Check(zipped.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), out.Bytes(), 0o644))
}

// running is the registry of a script.
type running struct{}

// registry start: runs a registry on loopback, whose host is in $REGISTRY;
// registry stop ends it, before the script does.
func registry(ts *testscript.TestScript, neg bool, args []string) {
	switch {
	case neg || len(args) != 1 || args[0] != "start" && args[0] != "stop":
		ts.Fatalf("usage: registry start|stop")
	case args[0] == "stop":
		ts.Value(running{}).(*registryOf).Close()
	default:
		r := ts.Value(running{}).(*registryOf)
		r.Registry = testregistry.Start()
		ts.Defer(r.Close)
		ts.Setenv("REGISTRY", r.Host)
	}
}

// registryOf is the registry of a script, once it has one.
type registryOf struct{ *testregistry.Registry }

// push NAME:TAG FILE: publishes an archive in the registry.
func push(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: push NAME:TAG FILE")
	}
	data, err := os.ReadFile(ts.MkAbs(args[1]))
	ts.Check(err)
	_, err = ts.Value(running{}).(*registryOf).Push(context.Background(), args[0], data)
	ts.Check(err)
}
