#!/usr/bin/env bash
# Run Make targets in turn, each under a headline and with its time. All of them run, so that one
# run tells every failure; only without a setup nothing else can.
set -euo pipefail
cd "$(dirname "$0")/.."

unset MAKEFLAGS # the caller's -n or -j are not meant for each phase
failed=()
SECONDS=0

for phase in "$@"; do
  began=$SECONDS
  printf '\n== %s: %s\n' "$phase" "$(make help | awk -v phase="$phase" '$1 == phase { $1 = ""; print substr($0, 2) }')"
  verdict=good
  make --no-print-directory "$phase" || { verdict=FAILED && failed+=("$phase"); }
  printf -- '-- %s: %s, %s s\n' "$phase" "$verdict" "$((SECONDS - began))"
  [ "${failed[*]}" != setup ] || break
done

printf '\n== %s s in all, ' "$SECONDS"
if [ "${#failed[@]}" -gt 0 ]; then
  echo "FAILED: ${failed[*]}"
  exit 1
fi
echo "everything good"
