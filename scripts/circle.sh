#!/usr/bin/env bash
# Take the smallest environment of the cloud all the way round, by the real engine, in the rehearsal of AWS. To build the
# engine takes many minutes, too long for `make test`, so none is built here: it is downloaded in a minute, or this is
# not run and says so. As a phase that is left out, with a reason (scripts/phases.sh); asked for by itself it fails.
set -euo pipefail
cd "$(dirname "$0")/.."

quick=60 # seconds; a network that swallows what is sent would keep us for ever

if ! PYTHONPATH=. timeout "$quick" .venv/bin/python -m cloud --quick; then
  why="there is no Pulumi engine, and none to download; \`make cloud\` builds one, then \`make circle\` runs it"
  echo "circle was NOT RUN: $why"
  [ -n "${NOT_RUN:-}" ] || exit 1
  echo "$why" >"$NOT_RUN"
  exit
fi
exec .venv/bin/pytest -m cloud --durations 0 --durations-min 5 tests/stacks/test_circle.py
