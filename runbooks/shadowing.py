"""What a shadow drill does on one host: it runs there as root, from standard input.

Clone the database of this host, which follows, without a slot and without a word to who leads;
promote the clone in a unit without a network; let copies of the application's programs run against
it in the same isolation; write numbered records through them and read all back; take all away.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

PLACE = Path("/run/tandem-shadow")
UNITS = Path("/run/systemd/system")
DATABASE = "tandem-shadow-database"
REPLICATOR = re.compile(r'replication:\s+username: "?(\w[\w-]*)"?\s+password: (".*")')
PATIENCE = 120.0
LIFE = 1800
"""Seconds after which systemd ends what runs here, where nobody comes back to discard it."""
COPYING = 4 * 3600
"""Seconds that a copy may take."""

Told = dict[str, Any]


def run(*words: str, **more: Any) -> str:  # noqa: ANN401 - subprocess's own
    """Run a program; raise with what it said where it fails."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        words, check=False, capture_output=True, text=True, **more
    )
    if done.returncode:
        raise RuntimeError(f"{words[0]} ended with {done.returncode}: {done.stderr.strip()[-400:]}")
    return done.stdout.strip()


def folder(told: Told) -> Path:
    """Return where the clone lies: on the disk of the database."""
    return Path(told["data"]) / "tandem-shadow"


def size(path: Path) -> int:
    """Return how much lies below a folder; what goes away meanwhile is not counted."""
    words = ("du", "-sb", str(path))
    return int(subprocess.run(words, check=False, capture_output=True).stdout.split()[0])


def clone(told: Told) -> Told:
    """Copy the follower, which goes on to follow."""
    discard(told)
    text = "\n".join(path.read_text() for path in sorted(Path("/etc/patroni").glob("*.yml")))
    account, password = next(iter(REPLICATOR.findall(text)))
    place, begun = folder(told), time.monotonic()
    free = shutil.disk_usage(told["data"]).free
    needed = size(Path(told["cluster"]))
    if free < 2 * needed:
        raise RuntimeError(f"{needed} bytes would be cloned, and {free} are free")
    run("install", "-d", "-o", "postgres", "-g", "postgres", "-m", "0700", str(place))
    given = {**os.environ, "PGPASSWORD": json.loads(password)}
    words = ["timeout", str(COPYING), "nice", "ionice", "-c", "3"]
    words += ["runuser", "-u", "postgres", "--whitelist-environment=PGPASSWORD", "--"]
    words += [f"{told['programs']}/pg_basebackup", "-D", str(place / "data"), "-X", "stream"]
    words += ["--no-slot", "-h", told["sockets"], "-p", str(told["port"]), "-U", account]
    run(*words, env=given, cwd="/")
    return {"bytes": size(place / "data"), "seconds": round(time.monotonic() - begun, 2)}


def promote(told: Told) -> Told:
    """Start the clone where nobody reaches it, and let it lead there."""
    place, begun = folder(told), time.monotonic()
    rules = "local all postgres peer\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
    (place / "hba.conf").write_text(rules)
    (place / "data" / "standby.signal").unlink(missing_ok=True)
    (place / "data" / "recovery.signal").write_text("")
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(told["port"]),
        "unix_socket_directories": str(place),
        "hba_file": str(place / "hba.conf"),
        "ident_file": "/dev/null",
        "archive_mode": "off",
        "restore_command": "/bin/false",
        "primary_conninfo": "",
        "primary_slot_name": "",
        "recovery_target_timeline": "latest",
        "synchronous_standby_names": "",
        "shared_buffers": "64MB",
        "cluster_name": "shadow",
    }
    run("chown", "postgres:", str(place / "hba.conf"), str(place / "data" / "recovery.signal"))
    with (place / "data" / "postgresql.auto.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
    unit(DATABASE, "postgres", f"{told['programs']}/postgres -D {place / 'data'}")
    wait(lambda: sql(told, "SELECT NOT pg_is_in_recovery()") == "t")
    return {"seconds": round(time.monotonic() - begun, 2)}


def unit(name: str, user: str, command: str) -> None:
    """Start a service without a network."""
    UNITS.mkdir(parents=True, exist_ok=True)
    text = (
        f"[Service]\nType=exec\nUser={user}\nSupplementaryGroups=tls\nPrivateNetwork=yes\nPrivateTmp=yes\n"
        f"NoNewPrivileges=yes\nRuntimeMaxSec={LIFE}\nExecStart={command}\nKillSignal=SIGINT\n"
    )
    (UNITS / f"{name}.service").write_text(text)
    run("systemctl", "daemon-reload")
    run("systemctl", "start", f"{name}.service")
    hold_apart(name)


def main_process(unit: str) -> str:
    """Return the process of a service that runs."""
    return run("systemctl", "show", "-P", "MainPID", f"{unit}.service")


def hold_apart(name: str) -> None:
    """See that a service is where the clone is; systemd starts it also where it cannot isolate."""
    who = (main_process(name), main_process(DATABASE), "1")
    found, clones, hosts = (Path(f"/proc/{each}/ns/net").stat().st_ino for each in who)
    if found != clones or found == hosts:
        run("systemctl", "stop", f"{name}.service")
        raise RuntimeError(f"{name} was not isolated: this host gave it no network of its own")


def sql(told: Told, text: str) -> str:
    """Ask the clone."""
    words = ("psql", "-XAtqc", text, "-h", str(folder(told)), "-p", str(told["port"]))
    return run("runuser", "-u", "postgres", "--", *words, "-d", "postgres", cwd="/")


def programs(told: Told) -> Told:
    """Start copies of the application's programs beside the clone; what they share is read-only."""
    stores = json.loads(Path("/etc/tandem/stores.json").read_text())
    here = {"read_write": f"127.0.0.1:{told['port']}", "read_only": f"127.0.0.1:{told['port']}"}
    PLACE.mkdir(mode=0o755, exist_ok=True)
    # What is no clone keeps its address, at which nobody answers here.
    given = {**stores, **dict.fromkeys(told["stores"], here)}
    (PLACE / "stores.json").write_text(json.dumps(given))
    (PLACE / "app.env").write_text(f"TANDEM_STORES={PLACE / 'stores.json'}\n")
    for name in told["programs_of_app"]:
        mine = UNITS / f"tandem-shadow-{name}.service"
        mine.write_text(Path(f"/etc/systemd/system/{name}.service").read_text())
        drop = mine.with_name(mine.name + ".d")
        drop.mkdir(exist_ok=True)
        (drop / "shadow.conf").write_text(
            f"[Unit]\nJoinsNamespaceOf={DATABASE}.service\n[Service]\nType=exec\nPrivateNetwork=yes\n"
            f"EnvironmentFile={PLACE / 'app.env'}\nStateDirectory=\nReadWritePaths=\n"
            f"ProtectSystem=strict\nRestart=no\nRuntimeMaxSec={LIFE}\n"
        )
    run("systemctl", "daemon-reload")
    for name in told["programs_of_app"]:
        run("systemctl", "start", f"tandem-shadow-{name}.service")
        hold_apart(f"tandem-shadow-{name}")
    return {}


def wait(holds: Any) -> None:  # noqa: ANN401 - anything to call
    """Wait until something holds; what fails meanwhile is tried again."""
    end, why = time.monotonic() + PATIENCE, ""
    while time.monotonic() < end:
        try:
            if holds():
                return
        except (RuntimeError, OSError) as error:
            why = str(error)
        time.sleep(0.2)
    raise RuntimeError(f"not within {PATIENCE:g} s: {why}")


def enter() -> None:
    """Be where the clone is, and nowhere else: in its network."""
    with Path(f"/proc/{main_process(DATABASE)}/ns/net").open() as space:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.setns(space.fileno(), 0x40000000):
            raise OSError(ctypes.get_errno(), "the clone's network cannot be entered")


def call(port: int, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
    """Ask a program that listens here."""
    given = json.dumps(body).encode() if body else None
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", given)
    with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310 - as above
        return json.loads(answer.read())


def load(told: Told) -> Told:
    """Write numbered records through the application's programs, and read all of them back."""
    enter()
    port, name = int(told["api_port"]), f"shadow-{time.time():.0f}"
    wait(lambda: call(port, "/health"))
    end = time.monotonic() + float(told["seconds"])
    written: dict[str, list[int]] = {f"{name}-{index}": [] for index in range(4)}
    failed: list[str] = []

    def write(client: str) -> None:
        number = 0
        while time.monotonic() < end:
            number += 1
            try:
                call(port, "/records", {"client": client, "number": number})
                written[client].append(number)
            except (OSError, urllib.error.HTTPError) as error:
                failed.append(str(error))

    threads = [threading.Thread(target=write, args=(client,)) for client in written]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    lost = sum(
        len(set(numbers) - set(call(port, f"/records?client={client}")["numbers"]))
        for client, numbers in written.items()
    )
    return {"written": sum(map(len, written.values())), "failed": len(failed), "lost": lost}


def discard(told: Told) -> Told:
    """Take everything away; what is not there is not missed."""
    mine = sorted(UNITS.glob("tandem-shadow-*.service"), reverse=True)
    names = [each.name for each in mine]
    if names:
        subprocess.run(["systemctl", "stop", *names], check=False)
        for each in mine:
            each.unlink()
            shutil.rmtree(each.with_name(each.name + ".d"), ignore_errors=True)
        run("systemctl", "daemon-reload")
        subprocess.run(["systemctl", "reset-failed", *names], check=False, capture_output=True)
    shutil.rmtree(PLACE, ignore_errors=True)
    shutil.rmtree(folder(told), ignore_errors=True)
    return {"left": sorted(str(each) for each in (PLACE, folder(told)) if each.exists())}


VERBS = {each.__name__: each for each in (clone, promote, programs, load, discard)}

if __name__ == "__main__":
    try:
        found = VERBS[sys.argv[1]](json.loads(sys.argv[2]))
    except (RuntimeError, OSError, StopIteration, ValueError) as error:
        found = {"failed": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(found) + "\n")
