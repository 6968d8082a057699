"""What this host knows of its repository, how pgBackRest is called, and what its errors mean."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OTHER = 99
"""The status of a repository that cannot be read at all."""

KNOWN = Path(os.environ.get("TANDEM_PGBACKREST", "/etc/pgbackrest/tandem.json"))

REMEDIES = {
    "29": "the configuration is wrong: run the playbook `backup` again",
    "39": "a file of the repository is not what it was: fetch its copy, or make a full backup",
    "41": "a file is missing or may not be read: is the disk of the repository mounted?",
    "45": "a program is at work on the same cluster: wait until it has ended",
    "50": "another backup of this cluster is at work: wait until it has ended",
    "55": "the repository, or a file of it, is gone: is its disk mounted? If it is lost, "
    "`pgbackrest stanza-create` begins a new one",
    "56": "no member of the cluster answers as it should: ask `patronictl list`",
    "82": "changes do not reach the repository: the log of PostgreSQL where it leads says why",
    "95": "the key does not fit: the repository was written with another `pgbackrest` secret, or "
    "what it says of itself is damaged",
    "103": "the repository cannot be reached, or is not what it should be",
}
"""What to do, by pgBackRest's number of an error."""

GONE = (
    "the repository is gone: is its disk mounted? If it is lost, remove {state}/{stanza}.begun and "
    "run the playbook `backup`, which begins a new one"
)

_FOLLOWS = ("unable to find primary cluster", "primary database not found")
_STRANGE = re.compile(r"[^ -~]+")
_ERROR = re.compile(
    r"ERROR: \[(\d+)\]: *(.*?)(?:\n(?=\S*(?:INFO|WARN|ERROR|DETAIL))|\Z)", re.DOTALL
)


@dataclass(frozen=True)
class Done:
    """What came of a call."""

    code: int
    out: str
    err: str

    @property
    def why(self) -> str:
        """Return pgBackRest's own words, and the remedy."""
        return explained(f"{self.err}\n{self.out}") if self.code else ""


def explained(text: str) -> str:
    """Return the first error in an output with its remedy.

    >>> explained("ERROR: [095]: unable to flush").partition(";")[0]
    '[95] unable to flush'
    """
    found = _ERROR.search(text)
    if not found:
        return " ".join(text.split())[-400:] or "it failed without a word"
    number = found[1].lstrip("0")
    # What a wrong key makes of a file is anything: it reads as a file that is none of pgBackRest's.
    words = " ".join(_STRANGE.sub(" ", found[2].partition("\n")[0]).split())[:300]
    is_key = any(word in found[2] for word in ("unable to load info file", "CryptoError", "flush"))
    remedy = REMEDIES["95"] if is_key else REMEDIES.get(number)
    return f"[{number}] {words}" + (f"; {remedy}" if remedy else "")


def known() -> dict[str, Any]:
    """Return what the role wrote for its programs."""
    found: dict[str, Any] = json.loads(KNOWN.read_text())
    return found


def pgbackrest(stanza: str, *words: str, config: Path | None = None) -> Done:
    """Call pgBackRest, with the repository's configuration unless another is given."""
    chosen = config or known()["config"]
    command = ["pgbackrest", f"--config={chosen}", f"--stanza={stanza}", *words]
    done = subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")
    return Done(done.returncode, done.stdout, done.stderr)


def follows(done: Done) -> bool:
    """Tell whether a call failed because every member answered and none of them takes writes."""
    text = f"{done.out}{done.err}"
    return bool(done.code) and "WARN" not in text and any(each in text for each in _FOLLOWS)


def info(stanza: str) -> dict[str, Any]:
    """Return what the repository has of a cluster; nothing, where it has nothing."""
    done = pgbackrest(stanza, "info", "--output=json")
    if done.code:
        raise RuntimeError(done.why)
    found = json.loads(done.out or "[]", strict=False)
    for each in found[0].get("repo", []) if found else []:
        if each["status"]["code"] == OTHER:
            raise RuntimeError(explained(f"ERROR: [95]: {each['status']['message']}"))
    return dict(found[0]) if found else {}


def archive(stanza: str) -> Path:
    """Return where the repository keeps the changes of a cluster."""
    return Path(known()["repository"]) / "archive" / stanza


def is_gone(stanza: str) -> bool:
    """Tell whether the repository has nothing of a cluster, not even that it is to be archived."""
    return not any(
        (archive(stanza) / name).exists() for name in ("archive.info", "archive.info.copy")
    )


def keep(path: Path, found: object) -> None:
    """Write a file at once: whoever stops this leaves the old or the new, never half of it."""
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(found, indent=2) + "\n")
    draft.chmod(0o644)
    draft.replace(path)


def read(path: Path) -> dict[str, Any]:
    """Return what was kept, or nothing."""
    try:
        return dict(json.loads(path.read_text()))
    except (FileNotFoundError, ValueError):
        return {}
