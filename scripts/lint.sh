#!/usr/bin/env bash
# Read every file as its own linter would. All of them run, so that one run tells every failure.
set -euo pipefail
cd "$(dirname "$0")/.."

PATH=$PWD/.venv/bin:$PATH
failed=()

# The checkout may belong to another user, as in a container that runs as root.
ours() {
  git -c safe.directory='*' "$@"
}

# check NAME COMMAND...: what the command says is shown only when it fails.
check() {
  local name=$1 said
  shift
  if said=$("$@" 2>&1); then
    echo "$name: good"
  else
    printf '%s: FAILED\n%s\n' "$name" "$said"
    failed+=("$name")
  fi
}

# By their first line, not by a suffix; templates are no shell until they are rendered.
shell_scripts() {
  local file line
  while IFS= read -r -d '' file; do
    line=
    [ ! -f "$file" ] || IFS= read -r line <"$file" || true
    if [[ $line =~ ^#!.*sh$ && $file != *.j2 ]]; then printf '%s\0' "$file"; fi
  done < <(ours ls-files -z --cached --others --exclude-standard)
}

shell() {
  shell_scripts | xargs -0 shellcheck --external-sources
}

whitespace() {
  ! ours grep --untracked -nIE '[[:blank:]]+$|'$'\r' -- .
}

check "ruff check" ruff check
check "ruff format" ruff format --check
check "yamllint" yamllint --strict .
check "ansible-lint" ansible-lint -q --nocolor
check "shellcheck" shell
check "whitespace" whitespace

[ "${#failed[@]}" -eq 0 ]
