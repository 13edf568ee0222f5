#!/bin/sh
# Make a service, edit it as a team would, promote it twice with the real
# commands, run its own tests at every stage, and fail if one edit is lost.
set -eu

bin=$(cd "$(dirname "${1:?usage: hack/demo.sh PLUGIN}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$bin:$PATH
export PATH
unset MAKEFLAGS MAKELEVEL
cd "$work"

# Through kubectl, as users call it, where there is one.
if command -v kubectl >/dev/null 2>&1; then
	svc="kubectl svc"
else
	svc=kubectl-svc
fi

bold=
plain=
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
	bold=$(printf '\033[1m')
	plain=$(printf '\033[0m')
fi

title() { printf '\n%s== %s%s\n' "$bold" "$*" "$plain"; }

# run shows a command and what it prints.
run() {
	printf '%s$ %s%s\n' "$bold" "$*" "$plain"
	"$@"
}

# quietly shows a command, and its output only if it fails.
quietly() {
	printf '%s$ %s%s\n' "$bold" "$*" "$plain"
	if ! "$@" >"$work/log" 2>&1; then
		cat "$work/log"
		exit 1
	fi
	tail -n 1 "$work/log"
}

# commit keeps what there is, as a team would after each step.
commit() {
	git add -A
	git -c user.name=demo -c user.email=demo@localhost commit -q -m "$1"
}

# insert puts a line behind the one that matches, and fails if none does.
insert() { # FILE PATTERN LINE
	grep -q -- "$2" "$1" || { echo "error: the demo finds no '$2' in $1" >&2; exit 1; }
	awk -v pattern="$2" -v line="$3" '{ print } !done && $0 ~ pattern { print line; done = 1 }' "$1" >"$work/edit"
	cat "$work/edit" >"$1"
}

# change replaces text in a file, and fails if it is not there.
change() { # FILE OLD NEW
	grep -q -- "$2" "$1" || { echo "error: the demo finds no '$2' in $1" >&2; exit 1; }
	sed "s|$2|$3|" "$1" >"$work/edit"
	cat "$work/edit" >"$1"
}

# kept fails unless every edit of the team is still there.
kept() {
	while IFS='|' read -r file edit; do
		if grep -q -F -- "$edit" "$file"; then
			printf '  kept  %-32s %s\n' "$file" "$edit"
		else
			echo "error: lost in $file: $edit" >&2
			exit 1
		fi
	done <<-'EDITS'
		internal/service/service.go|GET /v1/goodbye
		internal/service/service.go|see you, 
		Dockerfile|COPY assets/ /assets/
		Makefile|migrate:
		deploy/base/deployment.yaml|name: ORDERS_REGION
		deploy/base/deployment.yaml|periodSeconds: 7
		README.md|Ask in the team channel first.
	EDITS
}

title "an idea"
# shellcheck disable=SC2086 # two words on purpose
run $svc new orders
cd orders
git init -q
commit "start from the prototype"
quietly make test

title "the team works on it"
insert internal/service/service.go 'GET /v1/hello' '	mux.HandleFunc("GET /v1/goodbye", h.goodbye)'
cat >>internal/service/service.go <<'GO'

func (h *handler) goodbye(w http.ResponseWriter, r *http.Request) {
	platform.WriteJSON(w, http.StatusOK, map[string]string{"message": "see you, " + cmp.Or(r.URL.Query().Get("name"), "world")})
}
GO
mkdir assets
echo 'a picture' >assets/logo.txt
insert Dockerfile 'COPY --from=build /out/service /service' 'COPY assets/ /assets/'
printf '\nmigrate: ## bring the database up to date\n\t@echo nothing to migrate yet\n' >>Makefile
insert deploy/base/deployment.yaml '^          env:' '            - name: ORDERS_REGION
              value: north'
change deploy/base/deployment.yaml 'periodSeconds: 5' 'periodSeconds: 7'
insert README.md '^# orders' '
Ask in the team channel first.'
run git diff --stat
commit "say goodbye, too"
quietly make test

title "it has users: what would change?"
# shellcheck disable=SC2086
run $svc promote --dry-run --set owner=team-orders --set image=registry.internal/orders

title "it has users: prototype to rapid"
# shellcheck disable=SC2086
run $svc promote --set owner=team-orders --set image=registry.internal/orders
kept
commit "promote orders to rapid"
quietly make test

title "others will stand on it: what does critical ask for?"
# shellcheck disable=SC2086
run $svc check --for critical || [ $? = 2 ]

title "do what the gates say"
# shellcheck disable=SC2086
run $svc update --set onCall=https://rota.internal/orders --set email=orders@orders.internal --set egress=none >/dev/null
change docs/readiness-review.md '^- Reviewed on:' "- Reviewed on: $(date -u +%Y-%m-%d)"
change docs/readiness-review.md '^- Reviewed by:' '- Reviewed by: the platform team'
change docs/readiness-review.md '^- \[ \]' '- [x]'
commit "review that orders is ready"
quietly make cover

title "others stand on it: rapid to critical"
# What it needs a release and a cluster for is excepted, until a day.
# shellcheck disable=SC2086
run $svc promote --offline --until "$(($(date +%Y) + 1))-01-31" \
	--waive 'TST-02=no load test before the first release' --waive 'SUP-01=there has been no release'
kept
commit "promote orders to critical"
quietly make test

title "where it stands"
# shellcheck disable=SC2086
run $svc status
printf '\nTwo promotions, and not one edit lost.\n'
