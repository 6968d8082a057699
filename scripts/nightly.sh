#!/usr/bin/env bash
# Everything, at every size: a line for each part with its time and result, and all of them again at the end. A part that
# fails keeps none of the others from running. What each said is in .reports/nightly-<time>/.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
usage: scripts/nightly.sh [--list] [PART]...

  PART    only these parts; all of them, where none is named
  --list  say what would run, and run nothing

Takes hours, and the whole machine: labs and figures of others who work on it would be disturbed. Ends with 1 where a
part failed, and with 2 where a word is none of the parts.
TEXT
}

# One function for each part, in the order in which they run: what is cheap and finds most comes first.
parts=(test test-full molecule hosts trials cloud recovery bench)

part_test() { make --no-print-directory test; }
part_test-full() { make --no-print-directory test-full; }
part_molecule() { scripts/molecule.sh; }
part_cloud() { make --no-print-directory rounds ALL=1; }
part_hosts() { make --no-print-directory hosts ALL=1; }
part_recovery() { make --no-print-directory test-recovery; }
part_bench() { make --no-print-directory bench; }

# In a lab of its own, which is gone afterwards.
part_trials() (
  export TANDEM_LAB=nightly
  trap '.venv/bin/tandem lab down' EXIT
  .venv/bin/tandem lab up logx-dc
  .venv/bin/tandem lab converge logx-dc
  .venv/bin/tandem lab verify logx-dc
  .venv/bin/tandem lab trial logx-dc --runs 5
  .venv/bin/tandem lab verify logx-dc
)

# there PART: whether the repository has what it runs. What is not built yet is not listed.
there() {
  local needs
  needs=$(declare -f "part_$1" | sed -n 's/.*make --no-print-directory \([a-z-]*\).*/\1/p')
  [ -z "$needs" ] || grep -q "^$needs:" Makefile
}

known=()
for part in "${parts[@]}"; do
  if there "$part"; then known+=("$part"); fi
done

chosen=()
only_list=
for word in "$@"; do
  case $word in
    -h | --help) usage && exit 0 ;;
    --list) only_list=yes ;;
    *)
      [[ " ${known[*]} " == *" $word "* ]] || { echo "no part '$word'; there are: ${known[*]}" >&2 && exit 2; }
      chosen+=("$word")
      ;;
  esac
done
[ "${#chosen[@]}" -gt 0 ] || chosen=("${known[@]}")
if [ "$only_list" ]; then
  printf '%s\n' "${chosen[@]}"
  exit 0
fi

logs=.reports/nightly-$(date -u +%Y%m%dT%H%M%SZ)
mkdir -p "$logs"
lines=()
failed=()
SECONDS=0

# A part is a shell of its own: `set -e` means nothing in a function whose end is asked for.
for part in "${chosen[@]}"; do
  began=$SECONDS
  verdict=good
  set +e
  (set -euo pipefail && "part_$part") >"$logs/$part.log" 2>&1
  ended=$?
  set -e
  [ "$ended" -eq 0 ] || { verdict="FAILED ($ended), see $logs/$part.log" && failed+=("$part"); }
  lines+=("$(printf '%-10s %6s s  %s' "$part" "$((SECONDS - began))" "$verdict")")
  echo "nightly: ${lines[-1]}"
done

printf '\n== nightly: %s s in all\n' "$SECONDS"
printf '%s\n' "${lines[@]}" | tee "$logs/summary.txt"
[ "${#failed[@]}" -eq 0 ]
