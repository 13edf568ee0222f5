//go:build !unix

package workspace

import "github.com/kubectl-svc/kubectl-svc/scaffold/tree"

// glance reads many files; here as the disk reads each of them.
type glance struct{ disk *disk }

func (d *disk) glance() (*glance, error) { return &glance{d}, nil }

func (g *glance) close() {}

func (g *glance) read(name string) (*tree.File, error) { return g.disk.read(name) }
