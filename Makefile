# kubectl svc. `make` alone lists the targets.

BIN        := bin/kubectl-svc
PREFIX     ?= $(HOME)/.local
VERSION    ?= $(shell git describe --tags --always --dirty 2>/dev/null)
# A fuzz target runs this long; test-all takes longer.
FUZZTIME   ?= 10s
# Passed to go test, as in make test TESTFLAGS=-v.
TESTFLAGS  ?=
# The Kubernetes that tests run against; test-all is run with the oldest minor
# version still supported, too.
KUBERNETES ?= $(shell sed -n 's|^.k8s.io/kubernetes ||p' testdata/cluster/go.mod)
# Tools are built once, outside the tree.
CACHE      := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/kubectl-svc
TOOLS      ?= $(CACHE)/tools

# Where the test cluster and its kubectl are.
export KUBECTL_SVC_KUBERNETES := $(CACHE)/kubernetes/$(KUBERNETES)
export PATH := $(KUBECTL_SVC_KUBERNETES):$(PATH)

GOLANGCI_LINT := $(TOOLS)/golangci-lint
GOLANGCI_LINT_VERSION := v2.15.0

# What makes a release. .github/workflows/release.yaml has the same versions.
GORELEASER := $(TOOLS)/goreleaser
GORELEASER_VERSION := v2.15.4
SBOM := $(TOOLS)/cyclonedx-gomod
SBOM_VERSION := v1.10.0

GO_FILES := cmd internal krew plugin scaffold templates/*.go templates/conformance testdata/bench testdata/cluster testdata/dockerfile

export CGO_ENABLED := 0

.PHONY: help build install demo cluster kubernetes judges test test-all fuzz bench lint vulnerabilities fmt generate \
	release-snapshot krew-index sbom-tool clean $(BIN)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: $(BIN) ## build the plugin into bin/

$(BIN):
	go build -trimpath -ldflags "-s -w -X github.com/kubectl-svc/kubectl-svc/plugin.version=$(VERSION)" -o $@ ./cmd/kubectl-svc

install: $(BIN) ## install the plugin into PREFIX/bin, where kubectl finds it if that is on PATH
	install -d $(PREFIX)/bin
	install -m 0755 $(BIN) $(PREFIX)/bin/kubectl-svc
	@case ":$$PATH:" in *":$(PREFIX)/bin:"*) ;; *) echo "note: $(PREFIX)/bin is not on PATH; add it so that kubectl finds the plugin";; esac

demo: $(BIN) ## scaffold a service, edit it, promote it twice, and show that no edit is lost
	hack/demo.sh $(BIN)

cluster: kubernetes ## run a Kubernetes control plane with three nodes until Ctrl-C
	@exec $(KUBECTL_SVC_KUBERNETES)/cluster

kubernetes: ## build that control plane and a kubectl, once a KUBERNETES version
	@hack/kubernetes.sh $(KUBERNETES) $(KUBECTL_SVC_KUBERNETES)

judges: ## build the tools that judge generated files and that no package manager brings
	hack/judges.sh $(TOOLS)

test: kubernetes ## run the tests, and each fuzz target for FUZZTIME
	hack/tools.sh
	go vet ./...
	go test $(TESTFLAGS) -timeout 45m ./templates ./... # what takes longest begins first
	hack/fuzz.sh $(FUZZTIME)

test-all: ## what make test runs, for longer, and what takes minutes
	$(MAKE) test FUZZTIME=3m
	KUBECTL_SVC_MATRIX=all go test -count=1 -timeout 30m ./templates
	KUBECTL_SVC_KILLS=400 go test -count=1 -timeout 30m -run Kill ./cmd/...
	CGO_ENABLED=1 go test -race -timeout 40m ./scaffold/... ./plugin/...
	$(MAKE) release-snapshot
	hack/reproduce.sh dist
	KUBECTL_SVC_DIST=$(CURDIR)/dist go test -count=1 -timeout 30m ./krew

bench: kubernetes ## measure against helm create, kubectl, bare cobra, cp with fsync, git merge-file and a bare handler
	cd testdata/bench && go run .
	go test -run '^$$' -bench . -benchtime 1s ./scaffold/merge/...

lint: $(GOLANGCI_LINT) ## run the linters
	test -z "$$(gofmt -l $(GO_FILES))"
	go mod tidy -diff
	cd testdata/cluster && go mod tidy -diff && go vet .
	$(GOLANGCI_LINT) run ./...
	for os in linux darwin windows; do GOOS=$$os go vet ./... || exit 1; done

vulnerabilities: ## look for known vulnerabilities, where the database answers
	@hack/vulnerabilities.sh $(TOOLS)

$(GOLANGCI_LINT):
	@echo "building golangci-lint $(GOLANGCI_LINT_VERSION) into $(TOOLS): some minutes, once"
	GOBIN=$(TOOLS) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT_VERSION)

fmt: ## format the Go code
	gofmt -w $(GO_FILES)

generate: ## rewrite the golden files and generated documents; read them before committing
	go test ./templates ./plugin -update

release-snapshot: $(GORELEASER) $(SBOM) ## make what a release has into dist/, unsigned and with no service asked
	PATH=$(TOOLS):$$PATH $(GORELEASER) release --snapshot --clean --skip=sign
	@echo "the archives, their checksums and their bills of materials are in dist/"

krew-index: ## put that release into dist/krew-index.git; URL says where its archives are served
	go run ./krew -dist dist -url "$(URL)" >dist/svc.yaml
	krew/index.sh dist/svc.yaml dist/krew-index.git

$(GORELEASER):
	@echo "building goreleaser $(GORELEASER_VERSION) into $(TOOLS): ten minutes, once"
	GOFLAGS=-buildvcs=false GOBIN=$(TOOLS) go install -trimpath -ldflags '-s -w' github.com/goreleaser/goreleaser/v2@$(GORELEASER_VERSION)

sbom-tool: $(SBOM)

$(SBOM):
	GOFLAGS=-buildvcs=false GOBIN=$(TOOLS) go install -trimpath github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@$(SBOM_VERSION)

clean: ## remove what was built
	rm -rf bin dist dist-completions
