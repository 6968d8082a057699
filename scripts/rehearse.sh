#!/usr/bin/env bash
# Build environments in a lab of their own, ask every host, converge again, and take the lab away. A second converge
# that changes anything is a failure: the first did not do what it said.
set -euo pipefail
cd "$(dirname "$0")/.."

export TANDEM_LAB=${TANDEM_LAB:-rehearsal}
work=$(mktemp -d)
again=$work/again

# Out of the way of the same site, which somebody may have up on this machine.
tandem() {
  .venv/bin/tandem --repository "$work" "$@"
}

leave() {
  tandem lab down
  rm -rf "$work"
}
trap leave EXIT

step() {
  echo "rehearse: $*, after $SECONDS s"
}

.venv/bin/python -m lab.apart "$work" "$@"
tandem lab up "$@"
for environment in "$@"; do
  step "converging $environment"
  tandem lab converge "$environment"
  step "asking the hosts of $environment"
  tandem lab verify "$environment"
  step "converging $environment again"
  tandem lab converge "$environment" | tee "$again" | sed -n '/^PLAY \|[0-9] changed\|changed=/p'
  if grep -q 'changed=[1-9]' "$again"; then
    grep '[0-9] changed' "$again"
    step "FAILED: the second converge changed what the first had left"
    exit 1
  fi
done
step "good"
