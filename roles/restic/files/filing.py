"""One round: a backup of some files, and a check of the repository; what came of it is kept.

`filing.py configuration`, as the timers call it. The repository is reached over SSH, where a forced
command lets this host add to its own folder and take nothing away. A repository that was there once
is never made anew without a word: it is gone, and that is said. `filing.py uploads restore FOLDER`
fetches the newest back into a folder of your choice. It ends with 1 where anything failed.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

KNOWN = Path(os.environ.get("TANDEM_RESTIC", "/etc/tandem/restic/tandem.json"))

REMEDIES = {
    "wrong password": "the key does not fit: it was written with another `restic` secret",
    "permission denied": "SSH does not let this host in: run the playbook `backup` there",
    "host key verification": "the repository's host is not who it was: run the playbook `backup`",
    "connection refused": "the repository's host does not answer over SSH",
    "timed out": "the repository's host does not answer over SSH",
    "no space left": "the disk of the repository is full",
    "pack ": "data of the repository are damaged: copy them back, or begin a new repository",
    "ciphertext verification": "data of the repository are damaged: copy them back, or begin anew",
}
"""What to do, by words in what restic says."""

ABSENT = ("unable to open config file", "is there a repository at")


PARTLY = 3
"""What restic ends with where it made a backup, and could not read all of it."""
_WENT_AWAY = re.compile(r"no such file or directory|\"Err\": ?2\b", re.IGNORECASE)


def explained(said: str) -> str:
    """Return restic's last words, and the remedy.

    >>> explained("Fatal: wrong password or no key found").partition("; ")[2][:20]
    'the key does not fit'
    """
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith(("Fatal", "error", "Error"))] or lines[-1:]
    words = " ".join(fatal)[:400] or "it failed without a word"
    remedies = (what for word, what in REMEDIES.items() if word in said.lower())
    remedy = next(remedies, "")
    return f"{words}; {remedy}" if remedy else words


def known() -> dict[str, Any]:
    """Return what the role wrote for its programs."""
    found: dict[str, Any] = json.loads(KNOWN.read_text())
    return found


def restic(facts: Mapping[str, Any], *words: str) -> subprocess.CompletedProcess[str]:
    """Call restic with this host's folder of the repository; a path is one that lies here."""
    folder = facts["folder"]
    options = f"-i {folder}/key -p {facts['port']} -o UserKnownHostsFile={folder}/known_hosts"
    ssh = f"ssh {options} -o BatchMode=yes -o ConnectTimeout=10 -F none {facts['keeper']} any"
    there = ["-r", "rclone:", "-o", f"rclone.program={ssh}", "-o", "rclone.timeout=1m"]
    place = ["-r", facts["path"]] if "path" in facts else there
    own = {
        "RESTIC_PASSWORD_FILE": facts.get("password", f"{folder}/password"),
        "RESTIC_CACHE_DIR": f"{facts['state']}/cache",
        "HOME": f"{facts['state']}/cache",
        "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
    }
    command = ["restic", *place, *words]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=own)


def speaks(facts: Mapping[str, Any], name: str) -> bool:
    """Tell whether this host backs a thing up: of a share, the first keeper whose copy is up."""
    source = facts["sources"][name]
    if source["engine"] or len(source["keepers"]) < 2:
        return True
    words = ["gluster", "--mode=script", "--xml", "volume", "status", name]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    nodes = ElementTree.fromstring(said).iter("node")  # noqa: S314 - gluster has just written it
    up = [each.findtext("hostname") for each in nodes if each.findtext("status") == "1"]
    ours = {facts["name"], facts["address"]}
    keepers = [each for each in source["keepers"] if {each["name"], each["address"]} & set(up)]
    return bool(keepers) and bool({keepers[0]["name"], keepers[0]["address"]} & ours)


def ready(facts: Mapping[str, Any], state: Mapping[str, Any]) -> str:
    """Make the repository where there never was one; return what keeps it from being used."""
    done = restic(facts, "cat", "config")
    if not done.returncode:
        return ""
    is_absent = any(word in done.stderr.lower() for word in ABSENT)
    if is_absent and not state.get("succeeded_at"):
        made = restic(facts, "init")
        return explained(made.stderr) if made.returncode else ""
    if is_absent:
        return (
            "the repository is gone: is its disk mounted? If it is lost, remove "
            f"{facts['state']}/*.json, and the next round begins a new one"
        )
    return explained(done.stderr)


def run(facts: Mapping[str, Any], name: str, state: dict[str, Any]) -> str:
    """Do one round, noting what succeeded; return what went wrong."""
    source = facts["sources"][name]
    if why := ready(facts, state):
        return why
    paths = [source["kept"]] if source["kept"] else facts["configuration"]
    words = [
        "--tag",
        name,
        "--host",
        facts["name"],
        "--exclude=.glusterfs",
        "--exclude",
        facts["state"],
    ]
    done = restic(facts, "backup", "--json", "--one-file-system", *words, *paths)
    if done.returncode not in (0, PARTLY):
        return explained(done.stderr)
    summary = json.loads(done.stdout.strip().splitlines()[-1])
    if why := unsound(facts):
        state["verified"] = False
        return f"the repository is not sound: {why}"
    if left_out := unread(done.stderr):
        return f"files could not be read: {'; '.join(left_out)[:400]}"
    now = time.time()
    state.update(verified=True, verified_at=now, succeeded_at=now)
    state.update(size_bytes=summary["total_bytes_processed"], added_bytes=summary["data_added"])
    state.update(files=summary["total_files_processed"], snapshot=summary["snapshot_id"])
    return ""


def unread(said: str) -> list[str]:
    """Return what restic says it could not read, but for what went away while it read.

    >>> unread("error: open /etc/a: permission denied")
    ['error: open /etc/a: permission denied']
    >>> unread("error: lstat /etc/b: no such file or directory")
    []
    >>> unread('{"message_type": "error", "error": {"Op": "lstat", "Path": "/etc/b", "Err": 2}}')
    []
    """
    errors = [line.strip() for line in said.splitlines() if "error" in line.lower()]
    return [line for line in errors if not _WENT_AWAY.search(line)]


def unsound(facts: Mapping[str, Any]) -> str:
    """Check that all is there, read a part of it again, and return what is wrong."""
    done = restic(facts, "check", f"--read-data-subset={facts['percent']}%")
    return explained(done.stderr) if done.returncode else ""


def restore(facts: Mapping[str, Any], name: str, folder: str) -> str:
    """Fetch the newest back into a folder, and read it again; return what is wrong."""
    words = [
        "restore",
        "latest",
        "--tag",
        name,
        "--host",
        facts["name"],
        "--target",
        folder,
        "--verify",
    ]
    done = restic(facts, *words)
    return explained(done.stderr) if done.returncode else ""


def keep(path: Path, found: object) -> None:
    """Write a file at once: whoever stops this leaves the old or the new, never half of it."""
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(found, indent=2) + "\n")
    draft.chmod(0o644)
    draft.replace(path)


def main(words: Sequence[str]) -> int:
    """Do one round, or fetch something back."""
    facts, name = known(), words[0]
    path = Path(facts["state"]) / f"{name}.json"
    state = json.loads(path.read_text()) if path.exists() else {}
    if words[1:2] == ["restore"]:
        why = restore(facts, name, words[2])
        sys.stderr.write(f"{name}: {why or f'fetched back into {words[2]}, and read again'}\n")
        return 1 if why else 0
    begun = time.time()
    if not speaks(facts, name):
        sys.stderr.write(f"{name}: another keeper speaks for it\n")
        path.unlink(missing_ok=True)
        return 0
    why = run(facts, name, state)
    state.update(ran_at=begun, seconds=time.time() - begun, failed=bool(why), why=why)
    keep(path, state)
    sys.stderr.write(f"{name}: {why or 'good, and checked'}\n")
    return 1 if why else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
