#!/bin/sh
# Builds the tools that judge what is generated and that no package manager
# brings into the given folder. What is there in its version stays.
set -eu
dir=${1:?usage: hack/judges.sh DIR}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)

judge() { # name, package, version
	stamp=$dir/.$1-$3
	[ -x "$dir/$1" ] && [ -e "$stamp" ] && return
	echo "building $1 $3 into $dir: some minutes, once"
	(cd / && CGO_ENABLED=0 GOFLAGS=-buildvcs=false GOBIN="$dir" go install -trimpath -ldflags '-s -w' "$2@$3")
	rm -f "$dir/.$1"-*
	: >"$stamp"
}

judge actionlint github.com/rhysd/actionlint/cmd/actionlint v1.7.12
judge kube-score github.com/zegl/kube-score/cmd/kube-score v1.20.0
judge k6 go.k6.io/k6 v1.8.1
judge krew sigs.k8s.io/krew/cmd/krew v0.5.0
judge validate-krew-manifest sigs.k8s.io/krew/cmd/validate-krew-manifest v0.5.0
