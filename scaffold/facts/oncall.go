package facts

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// CatalogFile describes the service to a developer portal (Backstage).
const CatalogFile = "catalog-info.yaml"

// onCallType marks the link to the rota among metadata.links of the catalog.
const onCallType = "on-call"

// OnCall says where to find who is on call.
type OnCall struct {
	File string `cel:"file" doc:"where it is; empty where there is none"`
	URL  string `cel:"url" doc:"the link of type on-call; empty where there is none"`
}

type catalogEntity struct {
	Metadata struct {
		Links []struct {
			URL  string `yaml:"url"`
			Type string `yaml:"type"`
		} `yaml:"links"`
	} `yaml:"metadata"`
}

func onCall(_ context.Context, s *Set) (any, error) {
	content, ok, err := s.read(CatalogFile)
	if err != nil || !ok {
		return OnCall{}, err
	}
	out := OnCall{File: CatalogFile}
	for dec := yaml.NewDecoder(bytes.NewReader(content)); ; {
		var entity catalogEntity
		err := dec.Decode(&entity)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %s", CatalogFile, strings.Join(strings.Fields(err.Error()), " "))
		}
		for _, link := range entity.Metadata.Links {
			if link.Type == onCallType && out.URL == "" {
				out.URL = link.URL
			}
		}
	}
}
