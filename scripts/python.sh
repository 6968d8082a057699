#!/usr/bin/env bash
# Print a Python that is new enough; say so and fail where there is none.
set -euo pipefail
cd "$(dirname "$0")/.."

# An activated .venv must not be the one that its successor is made from.
PATH=${PATH//"$PWD/.venv/bin:"/}

for name in python3 python3.11 python3.12 python3.13 python3.14; do
  if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    command -v "$name"
    exit
  fi
done
echo "Tandem needs Python 3.11 or newer, and finds $(python3 -V 2>/dev/null || echo none) on PATH." >&2
exit 1
