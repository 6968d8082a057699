#!/usr/bin/env bash
# Install the Debian packages that the repository needs and this machine lacks.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()

# needs PACKAGE PROBE...: the probe asks for the thing itself, so that it may come from anywhere.
needs() {
  local package=$1
  shift
  "$@" &>/dev/null || missing+=("$package")
}

can_make_venv() {
  local python
  [ -e .venv/.ready ] || { python=$(scripts/python.sh) && "$python" -c 'import ensurepip'; }
}

has_font() {
  fc-list : family | grep -q 'DejaVu Sans'
}

give_up() {
  echo "Please install what make needs and cannot install here ($1): ${missing[*]}" >&2
  exit 1
}

needs python3-venv can_make_venv         # .venv
needs git git --version                  # the checks ask it which files are ours
needs shellcheck shellcheck --version    # lint
needs graphviz dot -V                    # diagrams
needs fonts-dejavu-core has_font         # their letters

[ "${#missing[@]}" -gt 0 ] || exit 0

command -v apt-get >/dev/null || give_up "no apt-get; these are Debian's names"
apt=(apt-get --quiet=2 --option Dpkg::Use-Pty=0 --option DPkg::Lock::Timeout=300)
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || give_up "not root, and no sudo"
  sudo apt-get --version >/dev/null || give_up "sudo refuses"
  apt=(sudo "${apt[@]}")
fi

echo "setup: installing Debian packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${apt[@]}" update || echo "setup: apt-get update failed; trying with the lists that are there" >&2
"${apt[@]}" install --yes --no-install-recommends "${missing[@]}" >/dev/null || give_up "apt-get failed"
