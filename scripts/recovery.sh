#!/usr/bin/env bash
# The recovery between two sites, on the smallest pair of hosts: two sites of one host each, and the witness. A lab that
# has the pair already (TANDEM_LAB) is used and left; else one is built, and taken away at the end.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
usage: scripts/recovery.sh [--sample] [WORD]...

  --sample  only what `make test-full` runs: a restore, a switchover, a lost site and its return
  WORD      handed to pytest, such as -x

Figures are printed at the end, held against their limits, and kept in .reports/recovery.json.
TEXT
}

# In this order: each begins where the one before it has ended. The pair is what it should be after all of it.
files=(sample walk automatic shadow content caches names afterwards)
words=()
for word in "$@"; do
  case $word in
    -h | --help) usage && exit 0 ;;
    --sample) files=(sample afterwards) ;;
    *) words+=("$word") ;;
  esac
done

paths=()
for file in "${files[@]}"; do paths+=("tests/recovery/test_$file.py"); done
exec .venv/bin/pytest -m recovery --durations 0 --durations-min 5 "${words[@]}" "${paths[@]}"
