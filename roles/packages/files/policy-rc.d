#!/bin/bash
# Asked by Debian's packages before they start or stop a service: 0 is yes, 101 is no.
#
# A service that was just installed waits for the role that configures it: with its default
# configuration it would listen where it must not. One that runs is restarted by its upgrade, also
# by an upgrade that stops it first. Timers may start: they would after the next boot.
set -euo pipefail

unit=$1
action=${2:-start}
stopped=/run/tandem-stopped

case $unit in
*.timer) exit 0 ;;
*.*) ;;
*) unit=$unit.service ;;
esac

if systemctl is-active --quiet "$unit"; then
  if [ "$action" = stop ]; then
    mkdir -p "$stopped" && : >"$stopped/$unit"
  fi
  exit 0
fi

case $action in
stop | force-stop) exit 0 ;;
esac

if [ -e "$stopped/$unit" ]; then
  rm -f "$stopped/$unit"
  exit 0
fi
exit 101
