#!/bin/sh
# Make sure there is a k6: where PATH has none, build one from its Go module
# into the given folder.
set -eu
dir=${1:?usage: hack/k6.sh DIR}
version=v1.8.1
command -v k6 >/dev/null 2>&1 && exit 0
[ -x "$dir/k6" ] && exit 0
echo "building k6 $version into $dir: some minutes, once"
mkdir -p "$dir"
GOBIN=$dir GOFLAGS=-buildvcs=false CGO_ENABLED=0 go install -trimpath -ldflags "-s -w" "go.k6.io/k6@$version"
