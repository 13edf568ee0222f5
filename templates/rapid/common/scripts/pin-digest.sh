#!/bin/sh
# Writes the digest that runs in an environment into its overlay, in place of
# whatever tag or digest is there, and changes nothing else in the file.
# `make pin ENV=production DIGEST=sha256:...` calls it.
set -eu

: "${NAME:?}"
env=${1:-} digest=${2:-}
file=deploy/overlays/$env/kustomization.yaml
if [ -z "$env" ] || [ ! -f "$file" ]; then
	echo "error: there is no overlay \"$env\": say ENV=production, or another folder of deploy/overlays" >&2
	exit 1
fi
if ! printf '%s\n' "$digest" | grep -Eqx 'sha256:[0-9a-f]{64}'; then
	echo "error: \"$digest\" is no digest: say DIGEST=sha256: and 64 hex digits, as the registry or the release shows it" >&2
	exit 1
fi

next=$(mktemp)
trap 'rm -f "$next"' EXIT
awk -v name="$NAME" -v digest="$digest" '
	# Without its indent, dash, quotes and comment, a line is "key: value".
	function plain(line) {
		sub(/^[ -]*/, "", line)
		sub(/[ \t]+#.*$/, "", line)
		gsub(/["\047\r]/, "", line)
		sub(/[ \t]+$/, "", line)
		return line
	}
	# One entry of the list is read whole, since its name may come last.
	function flush(   i, line, ours, at) {
		for (i = 1; i <= n; i++)
			if (plain(entry[i]) == "name: " name) ours = 1
		for (i = 1; i <= n; i++) {
			line = entry[i]
			if (ours && plain(line) ~ /^(newTag|digest):/) {
				if (done) continue
				match(line, /^[ -]*/)
				line = substr(line, 1, RLENGTH) "digest: " digest (line ~ /\r$/ ? "\r" : "")
				done = 1
			}
			print line
		}
		n = 0
	}
	/^images:/ { inside = 1; print; next }
	inside && /^[^ #-]/ { flush(); inside = 0 }
	inside && /^ *- / { flush() }
	inside { entry[++n] = $0; next }
	{ print }
	END {
		flush()
		if (!done) exit 3
	}
' "$file" >"$next" || {
	echo "error: $file lists no image called $NAME with a newTag or a digest" >&2
	exit 1
}
if cmp -s "$next" "$file"; then
	echo "$env runs $digest already"
else
	cat "$next" >"$file" # keeps the file's mode
	echo "$env runs $digest"
fi
