#!/bin/sh
# Commits to the main branch which digest runs in an environment, from a work
# tree of its own, so that nothing you are at work on is touched. `make record
# ENV=staging DIGEST=sha256:... VERSION=...` calls it, and the pipeline does
# after each deploy.
set -eu

: "${NAME:?}"
env=$1 digest=$2 version=$3
branch=${BRANCH:-${GITHUB_REF_NAME:-main}}
folder=$(git rev-parse --show-prefix)
tree=$(mktemp -d)/tree
trap 'git worktree remove --force "$tree" >/dev/null 2>&1 || true; rmdir "$(dirname "$tree")" 2>/dev/null || true' EXIT
trap 'exit 1' INT TERM # so that the trap above springs

# In a pipeline nobody has said who commits.
if [ -n "${GITHUB_ACTIONS:-}" ] && ! git config user.email >/dev/null; then
	git config user.name 'github-actions[bot]'
	git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
fi

commit() {
	git fetch --quiet origin "$branch"
	tip=$(git rev-parse FETCH_HEAD) # which the other work tree cannot see
	if [ -d "$tree" ]; then
		git -C "$tree" checkout --quiet --force --detach "$tip"
	else
		git worktree add --quiet --detach "$tree" "$tip"
	fi
	(
		cd "$tree/$folder"
		scripts/pin-digest.sh "$env" "$digest"
		git diff --quiet || git commit --quiet --all --message "$NAME: $version runs in $env"
	)
}

# Others push, too: then once more on top of theirs.
for _ in 1 2 3; do
	commit
	if git -C "$tree" push --quiet origin "HEAD:refs/heads/$branch"; then
		exit 0
	fi
done
aside=release/$NAME-$env
git -C "$tree" push --quiet --force origin "HEAD:refs/heads/$aside"
echo "::warning::$branch does not take the commit that says what runs in $env: merge the branch $aside, or let this workflow push to $branch"
