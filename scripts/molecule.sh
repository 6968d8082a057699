#!/usr/bin/env bash
# Run scenarios of Molecule one after another, a line for each with its release, time and result. They share networks and
# processors, so that two at once would only disturb one another.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
usage: scripts/molecule.sh [-r RELEASE]... [SCENARIO]...

  SCENARIO  one of molecule/, such as database; all of them, where none is named
  -r        Debian of the hosts, bookworm (12) or trixie (13); both, where none is named

Tells each step with its seconds as it ends; what each command of the lab said is in .reports/molecule/SCENARIO-RELEASE/.
Ends with 1 where a scenario failed.
Step by step: PATH=$PWD/.venv/bin:$PATH molecule converge -s database, then login by TANDEM_LAB=molecule-database
tandem lab ssh HOST, and molecule destroy -s database.
TEXT
}

releases=()
while getopts hr: option; do
  case $option in
    r) releases+=("$OPTARG") ;;
    h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[ "${#releases[@]}" -gt 0 ] || releases=(bookworm trixie)

scenarios=("$@")
if [ "${#scenarios[@]}" -eq 0 ]; then
  for file in molecule/*/molecule.yml; do
    file=${file%/*}
    scenarios+=("${file#*/}")
  done
fi
for release in "${releases[@]}"; do
  case $release in bookworm | trixie) ;; *) echo "no release '$release': bookworm or trixie" >&2 && exit 2 ;; esac
done
for scenario in "${scenarios[@]}"; do
  [ -f "molecule/$scenario/molecule.yml" ] || { echo "no scenario '$scenario'; molecule/ has them" >&2 && exit 2; }
done

# Keep what Molecule says, and tell of each step how long it took.
steps() { # FILE
  local line said step='' began=$SECONDS
  while IFS= read -r line; do
    printf '%s\n' "$line" >&3
    case $line in
      *" > "*"] Executing") step=${line#* > } began=$SECONDS ;;
      *" > "*"] "*"Executed: "*) # a failure is in colour whatever one asks for
        said=${line##*Executed: }
        [ -z "$step" ] || printf '  %-12s %4s s: %s\n' "${step%]*}" "$((SECONDS - began))" "${said%%$'\e'*}"
        step=
        ;;
    esac
  done 3>"$1"
}

export PATH=$PWD/.venv/bin:$PATH NO_COLOR=1
failed=()
for scenario in "${scenarios[@]}"; do
  for release in "${releases[@]}"; do
    log=.reports/molecule/$scenario-$release
    mkdir -p "$log"
    began=$SECONDS
    verdict=good
    echo "molecule: $scenario on $release"
    TANDEM_RELEASE=$release molecule test --scenario-name "$scenario" 2>&1 | steps "$log/molecule.log" || {
      verdict="FAILED, see $log/"
      failed+=("$scenario-$release")
      tail -n 40 "$log/molecule.log"
    }
    printf 'molecule: %s on %s, %s s: %s\n' "$scenario" "$release" "$((SECONDS - began))" "$verdict"
  done
done
[ "${#failed[@]}" -eq 0 ]
