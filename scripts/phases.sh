#!/usr/bin/env bash
# Run Make targets in turn, each under a headline and with its time. All of them run, so that one
# run tells every failure; only without a setup nothing else can. A phase that cannot run here writes
# why into the file that NOT_RUN names, and is told again at the end: it is neither good nor failed.
set -euo pipefail
cd "$(dirname "$0")/.."

unset MAKEFLAGS # the caller's -n or -j are not meant for each phase
failed=()
left=()
NOT_RUN=$(mktemp)
export NOT_RUN
trap 'rm -f "$NOT_RUN"' EXIT
SECONDS=0

for phase in "$@"; do
  began=$SECONDS
  printf '\n== %s: %s\n' "$phase" "$(make help | awk -v phase="$phase" '$1 == phase { $1 = ""; print substr($0, 2) }')"
  verdict=good
  : >"$NOT_RUN"
  make --no-print-directory "$phase" || { verdict=FAILED && failed+=("$phase"); }
  if [ "$verdict" = good ] && [ -s "$NOT_RUN" ]; then
    verdict="NOT RUN"
    left+=("$phase was NOT RUN: $(cat "$NOT_RUN")")
  fi
  printf -- '-- %s: %s, %s s\n' "$phase" "$verdict" "$((SECONDS - began))"
  [ "${failed[*]}" != setup ] || break
done

printf '\n'
[ "${#left[@]}" -eq 0 ] || printf '!! %s\n' "${left[@]}"
printf '== %s s in all, ' "$SECONDS"
if [ "${#failed[@]}" -gt 0 ]; then
  echo "FAILED: ${failed[*]}"
  exit 1
fi
[ "${#left[@]}" -eq 0 ] || { echo "all that was run is good, ${#left[@]} phase NOT RUN" && exit; }
echo "everything good"
