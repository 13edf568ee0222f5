package source

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	orascontent "oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/credentials"
)

// maxManifest bounds an artifact's manifest, in bytes; registries allow 4 MiB.
const maxManifest = 1 << 20

// pull brings a pack from a registry: an artifact with one layer, which is an
// archive. It only reads.
func pull(ctx context.Context, at location) (*content, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, fetchTime, fmt.Errorf("fetching takes more than %v", fetchTime))
	defer cancel()
	repository, err := reach(at)
	if err != nil {
		return nil, err
	}
	manifest, err := readManifest(ctx, repository)
	if err != nil {
		return nil, fmt.Errorf("it cannot be fetched, and is not cached: %w: check the address and your access to it", explained(err))
	}
	switch layers := manifest.Layers; {
	case len(layers) != 1:
		return nil, fmt.Errorf("the artifact has %d layers: a pack is an artifact of one, its archive", len(layers))
	case layers[0].Size > maxBlob || layers[0].Size < 0:
		return nil, fmt.Errorf("the archive is larger than %d MiB", maxBlob>>20)
	}
	data, err := orascontent.FetchAll(ctx, repository, manifest.Layers[0]) // verifies size and digest
	if err != nil {
		return nil, fmt.Errorf("fetching the archive: %w", explained(err))
	}
	return unpack(data)
}

// reach makes a client of the artifact's repository, which takes credentials
// from docker's configuration and its helpers. As with docker, a registry on
// this machine is spoken to without TLS.
func reach(at location) (*remote.Repository, error) {
	repository, err := remote.NewRepository(at.name)
	if err != nil {
		return nil, fmt.Errorf("the address cannot be read: %w", err)
	}
	store, err := credentials.NewStoreFromDocker(credentials.StoreOptions{})
	if err != nil {
		return nil, fmt.Errorf("reading docker's configuration: %w", err)
	}
	host, _, err := net.SplitHostPort(repository.Reference.Host())
	if err != nil {
		host = repository.Reference.Host()
	}
	ip := net.ParseIP(host)
	repository.PlainHTTP = host == "localhost" || ip != nil && ip.IsLoopback()
	repository.MaxMetadataBytes = maxManifest
	repository.Client = &auth.Client{
		Client:     &http.Client{Timeout: time.Minute},
		Header:     http.Header{"User-Agent": {"kubectl-svc"}},
		Cache:      auth.NewCache(),
		Credential: credentials.Credential(store),
	}
	return repository, nil
}

// readManifest reads the manifest of an artifact, and verifies it where the
// reference is a digest.
func readManifest(ctx context.Context, repository *remote.Repository) (*ocispec.Manifest, error) {
	description, from, err := repository.FetchReference(ctx, repository.Reference.Reference)
	if err != nil {
		return nil, err
	}
	defer from.Close()
	if description.Size > maxManifest {
		return nil, errors.New("its manifest is too large")
	}
	raw, err := orascontent.ReadAll(io.LimitReader(from, maxManifest), description) // verifies
	if err != nil {
		return nil, err
	}
	var manifest ocispec.Manifest
	if err := json.Unmarshal(raw, &manifest); err != nil {
		return nil, fmt.Errorf("its manifest cannot be read: %w", err)
	}
	if manifest.SchemaVersion != 2 || description.MediaType != ocispec.MediaTypeImageManifest {
		return nil, fmt.Errorf("it is %s, and a pack is %s", description.MediaType, ocispec.MediaTypeImageManifest)
	}
	return &manifest, nil
}

// explained is an error of the registry's in one line, without secrets.
func explained(err error) error { return errors.New(redact(err.Error())) }
