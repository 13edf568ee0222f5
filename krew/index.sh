#!/bin/sh
# Put a krew manifest into an index: a bare git repository that any git server,
# or a plain file server, can serve. It is made if it is not there.
set -eu
manifest=${1:?usage: krew/index.sh MANIFEST REPOSITORY}
index=${2:?usage: krew/index.sh MANIFEST REPOSITORY}
[ -f "$manifest" ] || { echo "error: there is no file $manifest" >&2; exit 1; }
version=$(sed -n 's/^  version: //p' "$manifest")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[ -d "$index" ] || git init -q --bare -b main "$index"
git clone -q "$index" "$work/index" 2>/dev/null
mkdir -p "$work/index/plugins"
cp "$manifest" "$work/index/plugins/svc.yaml"
cd "$work/index"
git add plugins
if git diff --cached --quiet; then
	echo "the index has svc $version already"
	exit 0
fi
git commit -q -m "svc $version"
git push -q origin HEAD:main
git --git-dir="$(git remote get-url origin)" update-server-info
echo "svc $version is in $index"
