#!/usr/bin/env bash
# Bring the medium site up once and use it for many: built, broken on purpose, tampered with, and changed as on day two.
# Once the site stands every part runs, so that one run tells every failure. Whatever was done to it, at the end it
# answers every question, and a converge changes nothing and moves no lead.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
usage: scripts/hosts.sh [--sample]

  --sample  less of it: the faults that move a lead, a few changes by hand, and what is left of that
TEXT
}

events=(nothing switchover postgresql-killed primary-off-fenced balancer-off redis-master-off etcd-quorum-lost disk-full)
tampered=30
sample=
case ${1:-} in
  -h | --help) usage && exit 0 ;;
  --sample) sample=yes events=(switchover primary-off-fenced redis-master-off) tampered=8 ;;
  ?*) usage >&2 && exit 2 ;;
esac

site=logx-dc
leaves=$site-db-3 comes=$site-db-4
export TANDEM_LAB=${TANDEM_LAB:-hosts}
work=$(mktemp -d)
failed=()

# Hosts come and go in a copy of the environment's file: the checkout is the user's.
tandem() {
  .venv/bin/tandem --repository "$work" "$@"
}

day_two() {
  tandem lab converge "$site" --playbook "$@"
}

leave() {
  tandem lab down
  rm -rf "$work"
}

part() { # NAME COMMAND...
  local name=$1 began=$SECONDS verdict=good
  shift
  printf '\n-- hosts: %s\n' "$name"
  "$@" || { verdict=FAILED && failed+=("$name"); }
  printf -- '-- hosts: %s: %s, %s s\n' "$name" "$verdict" "$((SECONDS - began))"
}

fails() { # a command that must not succeed
  if "$@"; then
    echo "hosts: this succeeded and must not: $*"
    return 1
  fi
}

archive() { # a release of the probe: VERSION [--fault NAME]
  .venv/bin/python -m lab.probe.build --name logx --process logx-web --process logx-api --process logx-worker \
    --job reports --job expire-sessions --job retention --version "$@"
}

built() {
  tandem lab up "$site" && day_two site
}

broken() {
  tandem lab trial "$site" --runs 1 --untimed "${events[@]/#/--event=}"
}

released() {
  local bad good
  bad=$(archive 2.0.0 --fault health) good=$(archive 2.0.0)
  fails day_two release -- -e "app_artifact=$bad" && day_two release -- -e "app_artifact=$good"
}

replaced() {
  day_two remove_host -- -e "remove_host=$leaves" &&
    printf 'machines:\n  %s: {removed: 2026-01-01}\n' "$leaves" >>"$work/inventories/$site.yml" &&
    tandem lab up "$site" && day_two add_host -- -e "add_host=$comes"
}

unchanged() {
  local said
  said=$(day_two site | tee /dev/stderr) || return 1
  fails grep -q 'changed=[1-9]' <<<"$said"
}

finish() {
  printf '\nhosts: %s s in all, ' "$SECONDS"
  if [ "${#failed[@]}" -gt 0 ]; then
    printf 'FAILED:'
    printf ' %s;' "${failed[@]}"
    echo
    exit 1
  fi
  echo "everything good"
}

trap leave EXIT
.venv/bin/python -m lab.apart "$work" "$site"

part "built" built
[ "${#failed[@]}" -eq 0 ] || finish
part "broken on purpose" broken
part "tampered with" tandem lab tamper "$site" --count "$tampered"
if [ -z "$sample" ]; then
  part "a release that fails, and one that does not" released
  part "a database's member replaced" replaced
  part "patched" day_two patch
  part "new passwords" day_two rotate_secrets
fi
part "a converge without a change" unchanged
part "every question" tandem lab verify "$site"
finish
