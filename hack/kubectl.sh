#!/bin/sh
# Make sure there is a kubectl: where PATH has none, build one from its Go
# module into the given folder.
set -eu
dir=${1:?usage: hack/kubectl.sh DIR}
version=v0.37.2
command -v kubectl >/dev/null 2>&1 && exit 0
echo "building kubectl $version into $dir: some minutes, once"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/main.go" <<'GO'
package main

import (
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
)

func main() { util.CheckErr(cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand())) }
GO
cd "$work"
go mod init kubectl >/dev/null 2>&1
go get "k8s.io/kubectl@$version" "k8s.io/component-base@$version" >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
mkdir -p "$dir"
go build -trimpath -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=v1.${version#v0.}" -o "$dir/kubectl" .
