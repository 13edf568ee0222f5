#!/bin/sh
# Write the completion scripts of a checkout into a folder, for the archives.
set -eu
dir=${1:?usage: hack/completions.sh DIR}
rm -rf "$dir"
mkdir -p "$dir"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -trimpath -o "$work/kubectl-svc" ./cmd/kubectl-svc
script() { "$work/kubectl-svc" completion "$@"; }
script bash >"$dir/kubectl-svc.bash"
script zsh >"$dir/_kubectl-svc"
script fish >"$dir/kubectl-svc.fish"
script powershell >"$dir/kubectl-svc.ps1"
script kubectl >"$dir/kubectl_complete-svc"
