"""Small things that go wrong on a host, each with the way back: `tandem lab fault spoil HOST WAY`.

Shell that runs inside the host; further words of the fault are its arguments. Undoing must work
also where doing got only half-way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_ROUND = "systemctl start --no-block tandem-figures.service"
_REDIS = """
redis() {
  REDISCLI_AUTH=$(cat /etc/redis/administrator) redis-cli --no-auth-warning --user redis-admin \
    --tls --cacert /etc/tandem/tls/ca.crt -h "$(hostname -i | cut -d" " -f1)" "$@" </dev/null
}
kept=/run/.lab-redis
"""
_CLIENTS = """
import socket, struct, sys, time
words = b"user\\0postgres\\0database\\0postgres\\0\\0"
held = []
for _ in range(int(sys.argv[2])):
    one = socket.socket(socket.AF_UNIX)
    one.connect(sys.argv[1])
    one.sendall(struct.pack("!ii", len(words) + 8, 196608) + words)
    if one.recv(1) != b"R":
        break
    held.append(one)
time.sleep(86400)
"""
"""Clients that log in to PostgreSQL by their account, and stay."""

_WRITE = """
import json, pathlib, sys, time
path, days, word = pathlib.Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
known = json.loads(path.read_text()) if path.exists() else {}
path.write_text(json.dumps(known | {word: time.time() - days * 86400}))
"""
"""Says in a file of state that something was so many days ago."""


@dataclass(frozen=True)
class Way:
    """One way to spoil something."""

    what: str
    do: str
    undo: str


def _disk() -> Way:
    do = """
set -- "$1" $(df --output=avail,size --block-size=1 /var | tail -n 1)
fallocate --length $(($2 - $3 * $1 / 100)) /var/.lab-disk
"""
    return Way("PERCENT: so much of its disk is left", do, "rm -f /var/.lab-disk")


def _small_disk() -> Way:
    do = """
mkdir -p /srv/lab-small
truncate --size=8M /var/.lab-small
mkfs.ext4 -q -N 64 /var/.lab-small
mount -o loop /var/.lab-small /srv/lab-small
"""
    undo = "umount --lazy /srv/lab-small; rm -rf /var/.lab-small /srv/lab-small"
    return Way("a small disk is mounted at /srv/lab-small, with room for 64 files", do, undo)


def _own_kernel() -> Way:
    program = "/etc/tandem/figures.d/host"
    do = f"sed -i 's/^tandem_shared_kernel 1/tandem_shared_kernel 0/' {program}; {_ROUND}"
    undo = f"sed -i 's/^tandem_shared_kernel 0/tandem_shared_kernel 1/' {program}; {_ROUND}"
    return Way("it says that its kernel is its own, so that kernel alerts are told", do, undo)


def _request() -> Way:
    do = """
cd /etc/tandem/tls
cp -p host.csr .host.csr.before
openssl req -new -key host.key -subj /CN=elsewhere -addext subjectAltName=DNS:elsewhere \
  -out host.csr
systemctl start --no-block tandem-certificates.service
"""
    undo = """
cd /etc/tandem/tls
test -e .host.csr.before && mv .host.csr.before host.csr
systemctl start --no-block tandem-certificates.service
"""
    return Way("its certificate has other names than it should have", do, undo)


def _rule() -> Way:
    path = "/etc/prometheus/rules/lab-fails.yml"
    rule = "{record: lab:fails, expr: up * on () up}"
    do = f"echo 'groups: [{{name: lab-fails, rules: [{rule}]}}]' > {path}"
    reload = "systemctl reload prometheus"
    return Way(
        "a rule of Prometheus cannot be judged", f"{do}\n{reload}", f"rm -f {path}\n{reload}"
    )


def _configuration() -> Way:
    path = "/etc/prometheus/prometheus.yml"
    do = f"cp -p {path} {path}.before\necho nonsense >> {path}\nsystemctl reload prometheus || :"
    undo = f"test -e {path}.before && mv {path}.before {path}\nsystemctl reload prometheus"
    return Way("Prometheus is given a configuration that it cannot read", do, undo)


def _aged(what: str, ending: str, word: str) -> Way:
    """Age what a program wrote down of its last success, of the first policy that it knows."""
    first = f"""
policy=$(ls /var/lib/tandem/pgbackrest/*.json /var/lib/tandem/restic/*.json 2>/dev/null | head -n 1)
file=${{policy%.json}}{ending}
"""
    do = f"""{first}
test -e "$file" || echo '{{}}' > "$file.none"
test -e "$file.before" -o -e "$file.none" || cp -p "$file" "$file.before"
python3 -c '{_WRITE}' "$file" "$1" {word}
{_ROUND}
"""
    undo = f"""{first}
if test -e "$file.before"; then mv "$file.before" "$file"; fi
if test -e "$file.none"; then rm -f "$file" "$file.none"; fi
{_ROUND}
"""
    return Way(what, do, undo)


def _unmounted() -> Way:
    folder = """
known=/etc/pgbackrest/tandem.json
first='import json; known = json.load(open("'$known'")); name = next(iter(known["stanzas"]))'
stanza=$(python3 -c "$first; print(name)")
archive=$(python3 -c "$first; print(known['repository'])")/archive/$stanza
"""
    verify = f'systemctl start "pgbackrest-backup@$stanza.none" || :\n{_ROUND}'
    do = f'{folder}mv "$archive" "$archive.before"\n{verify}'
    undo = f'{folder}test ! -e "$archive.before" || mv "$archive.before" "$archive"\n{verify}'
    return Way("what it keeps of PostgreSQL's changes is gone from its folder", do, undo)


WAYS: Mapping[str, Way] = {
    "unit": Way(
        "a unit fails, and is not started again",
        "systemd-run --quiet --unit=lab-fails false",
        "systemctl reset-failed lab-fails || :",
    ),
    "figures": Way(
        "a program that tells figures fails",
        f"ln -sf /bin/false /etc/tandem/figures.d/lab-fails; {_ROUND}",
        f"rm -f /etc/tandem/figures.d/lab-fails; {_ROUND}",
    ),
    "reboot": Way(
        "an update waits for a reboot",
        f"touch /run/reboot-required; {_ROUND}",
        f"rm -f /run/reboot-required; {_ROUND}",
    ),
    "stopped": Way(
        "UNIT: it ends as it is asked to", 'systemctl stop "$1"', 'systemctl start "$1"'
    ),
    "halting": Way(
        "UNIT: it stands still for three seconds of four",
        'systemd-run --quiet --unit=lab-halting sh -c "while systemctl kill --signal=STOP $1; do'
        ' sleep 3; systemctl kill --signal=CONT $1; sleep 1; done"',
        'systemctl stop lab-halting; systemctl kill --signal=CONT "$1"',
    ),
    "disk": _disk(),
    "small-disk": _small_disk(),
    "inodes": Way(
        "the small disk has no room for another file",
        "i=0; while touch /srv/lab-small/$i 2>/dev/null; do i=$((i + 1)); done",
        "rm -f /srv/lab-small/[0-9]*",
    ),
    "read-only": Way(
        "the small disk takes no more writes",
        "mount -o remount,ro /srv/lab-small",
        "mount -o remount,rw /srv/lab-small || :",
    ),
    "own-kernel": _own_kernel(),
    "hunger": Way(
        "a process asks for more memory than its unit may have, and is killed",
        "systemd-run --quiet --wait --collect --unit=lab-hungry --property=MemoryMax=48M"
        " --property=MemorySwapMax=0 python3 -c 'bytearray(200 << 20)' || :",
        ":",
    ),
    "request": _request(),
    "rule": _rule(),
    "configuration": _configuration(),
    "backup": _aged("DAYS: so old is the last backup", ".json", "succeeded_at"),
    "unmounted": _unmounted(),
    "restore": _aged("DAYS: so long ago a restore was proven", ".proven", "proven_at"),
    "redis-full": Way(
        "Redis may keep hardly more than it has",
        f"""{_REDIS}
redis CONFIG GET maxmemory | tail -n 1 > $kept
used=$(redis INFO memory | sed -n 's/^used_memory:\\([0-9]*\\).*/\\1/p')
redis CONFIG SET maxmemory $((used * 102 / 100))
""",
        f'{_REDIS} test -e $kept && redis CONFIG SET maxmemory "$(cat $kept)" && rm $kept',
    ),
    "redis-leads": Way(
        "Redis leads as well; no watcher tells it otherwise where none runs",
        f"{_REDIS} redis REPLICAOF NO ONE",
        ":",
    ),
    "paused": Way(
        "Patroni is paused",
        "patronictl pause",
        "patronictl resume || ! patronictl show-config | grep -q '^pause: true'",
    ),
    "replay": Way(
        "PostgreSQL receives changes and does not apply them",
        "cd /; runuser -u postgres -- psql -qAtc 'select pg_wal_replay_pause()'",
        "cd /; runuser -u postgres -- psql -qAtc 'select pg_wal_replay_resume()'",
    ),
    "connections": Way(
        "NUMBER: so many connections of PostgreSQL are taken, or as many as it has",
        "systemd-run --quiet --unit=lab-clients --uid=postgres --property=LimitNOFILE=4096"
        f" python3 -c '{_CLIENTS}' /var/run/postgresql/.s.PGSQL.5432 \"$1\"",
        "systemctl stop lab-clients || :",
    ),
    "pool": Way(
        "whoever comes to the pools of PostgreSQL must wait",
        "systemd-run --quiet --unit=lab-pool --uid=postgres psql --host=/var/run/postgresql"
        " --port=6432 --username=pgbouncer --dbname=pgbouncer --command='PAUSE'",
        "cd /; runuser -u postgres -- psql -q --host=/var/run/postgresql --port=6432"
        " --username=pgbouncer --dbname=pgbouncer --command='RESUME' || :",
    ),
    "address": Way(
        "ADDRESS: it has this address as well",
        'ip address add "$1/32" dev eth0',
        'ip address del "$1/32" dev eth0 || :',
    ),
    "brick": Way(
        "a copy of shared files is away: its process is killed",
        "pkill -KILL --oldest -x glusterfsd",
        "for v in $(gluster volume list); do gluster --mode=script volume start $v force; done",
    ),
}
