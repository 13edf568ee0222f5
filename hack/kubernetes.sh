#!/bin/sh
# Build the test cluster (testdata/cluster) and a kubectl of the given version
# of Kubernetes into a folder, unless they are there already.
set -eu
version=${1:?usage: hack/kubernetes.sh VERSION DIR} # such as v1.37.2
dir=${2:?usage: hack/kubernetes.sh VERSION DIR}
root=$(cd "$(dirname "$0")/.." && pwd)
module=$root/testdata/cluster

# What the binaries are built from.
sources=$({ go env GOVERSION GOOS GOARCH; cd "$module"; find . -type f ! -name "*_test.go" | LC_ALL=C sort | xargs cat "$root/hack/kubernetes.sh"; } | cksum)
[ "$(cat "$dir/sources" 2>/dev/null)" = "$sources" ] && exit 0

echo "building Kubernetes $version for tests into $dir: about ten minutes on two cores, once" >&2
mkdir -p "$(dirname "$dir")"
work=$(mktemp -d "$dir.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

# build puts the programs of the module in the current folder into the new one.
build() { # PACKAGE...
	go build -buildvcs=false -trimpath -ldflags "-s -w $names" -o "$work/bin/" "$@"
}
info=k8s.io/component-base/version
minor=${version#v1.}
names="-X $info.gitVersion=$version -X $info.gitMajor=1 -X $info.gitMinor=${minor%%.*}"
export CGO_ENABLED=0 GOWORK=off

cd "$module"
if [ "$version" = "$(go list -m -f '{{.Version}}' k8s.io/kubernetes)" ]; then
	build ./kubernetes/...
else
	# The same programs in a module that asks for another version: Kubernetes'
	# own modules have its number, all others those that its go.mod has.
	cp -R kubernetes "$work/kubernetes"
	cd "$work"
	go mod init "$(sed -n 's/^module //p' "$module/go.mod")" 2>/dev/null
	theirs=$(go mod download -json "k8s.io/kubernetes@$version" | sed -n 's/.*"GoMod": "\(.*\)",*/\1/p')
	[ -n "$theirs" ] || { echo "error: there is no k8s.io/kubernetes@$version" >&2; exit 1; }
	# shellcheck disable=SC2046 # an argument a module
	go mod edit -require "k8s.io/kubernetes@$version" \
		$(sed -n "s|^.*\(k8s.io/[a-z-]*\) => ./staging/.*|-replace=\1=\1@v0.$minor|p" "$theirs")
	go mod tidy >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
	build ./kubernetes/...
	cd "$module"
fi
# What only talks to the cluster is the same for every version.
build . ./kwok

echo "$sources" >"$work/bin/sources"
rm -rf "$dir"
mv "$work/bin" "$dir"
