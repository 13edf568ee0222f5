// Package testregistry is an OCI registry for tests: in memory, on loopback.
package testregistry

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"

	"cuelabs.dev/go/oci/ociregistry"
	"cuelabs.dev/go/oci/ociregistry/ocimem"
	"cuelabs.dev/go/oci/ociregistry/ociserver"
	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/specs-go"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// The media types of a pack's artifact.
const (
	artifactType = "application/vnd.kubectl-svc.pack.v1"
	archiveType  = "application/vnd.kubectl-svc.pack.v1.tar+gzip"
)

// Registry is a registry that runs.
type Registry struct {
	// Host is where it listens, as 127.0.0.1:PORT.
	Host string

	store  *ocimem.Registry
	server *httptest.Server
}

// Start starts a registry; Close ends it.
func Start() *Registry {
	r := &Registry{store: ocimem.New()}
	r.server = httptest.NewServer(ociserver.New(r.store, nil))
	r.Host = strings.TrimPrefix(r.server.URL, "http://")
	return r
}

// Close ends the registry, which then cannot be reached any more.
func (r *Registry) Close() { r.server.Close() }

// Push publishes layers as an artifact under NAME:TAG, as
// "oras push HOST/NAME:TAG LAYER…" does, and returns the artifact's digest.
func (r *Registry) Push(ctx context.Context, reference string, layers ...[]byte) (string, error) {
	name, tag, ok := strings.Cut(reference, ":")
	if !ok {
		return "", fmt.Errorf("%q is not NAME:TAG", reference)
	}
	empty := ocispec.DescriptorEmptyJSON
	if _, err := r.push(ctx, name, empty.MediaType, empty.Data); err != nil {
		return "", err
	}
	manifest := ocispec.Manifest{
		Versioned: specs.Versioned{SchemaVersion: 2}, MediaType: ocispec.MediaTypeImageManifest,
		ArtifactType: artifactType, Config: empty,
	}
	for _, layer := range layers {
		pushed, err := r.push(ctx, name, archiveType, layer)
		if err != nil {
			return "", err
		}
		manifest.Layers = append(manifest.Layers, pushed)
	}
	raw, err := json.Marshal(manifest)
	if err != nil {
		return "", err
	}
	pushed, err := r.store.PushManifest(ctx, name, tag, raw, manifest.MediaType)
	return string(pushed.Digest), err
}

func (r *Registry) push(ctx context.Context, name, mediaType string, data []byte) (ocispec.Descriptor, error) {
	d := ocispec.Descriptor{MediaType: mediaType, Size: int64(len(data)), Digest: digest.FromBytes(data)}
	_, err := r.store.PushBlob(ctx, name, ociregistry.Descriptor{MediaType: mediaType, Size: d.Size, Digest: d.Digest}, bytes.NewReader(data))
	return d, err
}
