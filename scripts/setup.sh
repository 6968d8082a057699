#!/usr/bin/env bash
# Make .venv what requirements/ says. Costs nothing when it is so already; --say tells that too.
set -euo pipefail
cd "$(dirname "$0")/.."

ready=.venv/.ready # written last: without it, .venv was left half-made and is started afresh

say() {
  echo "setup: $*"
}

# The first two lines say which environment it is, the others what is in it. Of pyproject.toml the
# part above the tools counts, so that a new lint rule asks for no network.
wanted() {
  echo "$PWD"
  .venv/bin/python -V 2>&1 || true
  sha256sum requirements/*.txt
  sed '/^# --- /q' pyproject.toml | sha256sum
}

is_ready() {
  [ -e "$ready" ] && [ "$(wanted)" = "$(<"$ready")" ]
}

is_ours() {
  [ -e "$ready" ] && [ "$(wanted | head -n 2)" = "$(head -n 2 "$ready")" ]
}

make_empty_venv() {
  local python
  python=$(scripts/python.sh)
  say "making .venv with $("$python" -V)"
  "$python" -m venv --clear .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --require-hashes --no-deps --requirement requirements/bootstrap.txt
}

fill_venv() {
  say "installing what requirements/dev.txt pins"
  scripts/uv.sh pip sync --quiet --strict --require-hashes requirements/dev.txt
  scripts/uv.sh pip install --quiet --offline --no-deps --no-build-isolation --editable .
}

scripts/packages.sh

# One at a time: two terminals, or a commit hook beside a test run. The lock is on this file.
exec 9<"$0"
! command -v flock >/dev/null || flock 9

if is_ready; then
  [ "${1:-}" != --say ] || say "nothing to install, .venv is what requirements/ says"
  exit
fi
is_ours || make_empty_venv
rm -f "$ready"
fill_venv
wanted >"$ready"
say "ready"
