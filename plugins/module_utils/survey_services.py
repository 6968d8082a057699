"""What is on a machine already: listeners, data, certificates; and whom it reaches."""

from __future__ import annotations

import pwd
import re
import selectors
import socket
import struct
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from errno import ECONNREFUSED, EINPROGRESS
from pathlib import Path

from ansible.module_utils.survey_machine import (  # type: ignore[import-not-found] # ours
    Told,
    read,
    run,
)

Door = tuple[str, int]

LISTENING = "0A"
PATIENCE = 2.0
"""Seconds for a connection: hosts of one site are milliseconds apart."""
FETCH = 20
MOST = 200
"""Connections that are tried at the same time."""


def listeners(root: str | Path = "/") -> list[Told]:
    """Return who listens: port, address, account, program and unit."""
    owners = _owners(root)
    found: Told = {}
    for kind in ("tcp", "tcp6", "udp", "udp6"):
        for line in read(f"/proc/net/{kind}", root).splitlines()[1:]:
            cells = line.split()
            if kind.startswith("tcp") and cells[3] != LISTENING:
                continue
            if kind.startswith("udp") and not cells[2].endswith(":0000"):
                continue
            port = int(cells[1].rpartition(":")[2], 16)
            found.setdefault((kind[:3], port), {"uid": int(cells[7]), **owners.get(cells[9], {})})
    return [
        {"protocol": protocol, "port": port, "user": _account(told.pop("uid")), **told}
        for (protocol, port), told in sorted(found.items())
    ]


def _owners(root: str | Path) -> dict[str, Told]:
    """Return the program and unit behind each socket, by its inode."""
    owners: dict[str, Told] = {}
    for folder in (Path(root) / "proc").glob("[0-9]*"):
        try:
            links = [str(each.readlink()) for each in (folder / "fd").iterdir()]
        except OSError:
            continue  # it has ended
        inodes = [link[8:-1] for link in links if link.startswith("socket:[")]
        if inodes:
            unit = re.search(r"([^/\n]+)\.service", read(folder / "cgroup"))
            told = {"program": read(folder / "comm"), "unit": unit[1] if unit else ""}
            owners.update(dict.fromkeys(inodes, told))
    return owners


def _account(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def data(path: str) -> Told | None:
    """Return what lies in a folder of data: how much, and of which version and cluster."""
    folder = Path(path)
    if not folder.is_dir():
        return None
    postgresql = [
        {"path": str(file.parent), "version": read(file), "system": system_identifier(file.parent)}
        for file in folder.glob("*/*/PG_VERSION")
    ]
    etcd = [str(each.parent) for each in (*folder.glob("member"), *folder.glob("*/member"))]
    redis = [
        str(each) for each in (*folder.glob("*.rdb"), *folder.glob("appendonlydir/*.manifest"))
    ]
    return {
        "path": path,
        "is_empty": not any(folder.iterdir()),
        "postgresql": postgresql,
        "etcd": etcd,
        "redis": redis,
    }


def system_identifier(folder: str | Path) -> str:
    """Return of which system data of PostgreSQL are: the first eight bytes of its control file."""
    try:
        start = (Path(folder) / "global" / "pg_control").read_bytes()[:8]
        return str(struct.unpack("=Q", start)[0])
    except (OSError, struct.error):
        return ""


def certificate(told: Mapping[str, str]) -> Told | None:
    """Return whether there is a certificate, how long it lasts, and whether its key fits."""
    file, key = told["certificate"], told["key"]
    if not Path(file).exists():
        return None
    end = run("openssl", "x509", "-in", file, "-noout", "-enddate")[1].partition("=")[2]
    theirs = run("openssl", "x509", "-in", file, "-noout", "-pubkey")
    ours = run("openssl", "pkey", "-in", key, "-pubout") if Path(key).exists() else (1, "")
    expires = run("date", "--date", end, "+%s")[1] if end else ""
    return {
        "file": file,
        "key": key,
        "has_key": Path(key).exists(),
        "fits": theirs == ours,
        "days": (int(expires) - time.time()) / 86400 if expires.isdecimal() else None,
    }


def knock(doors: Sequence[Door]) -> list[tuple[str, int, str]]:
    """Return what came of a connection to each door; one that is refused was reached."""
    found: list[tuple[str, int, str]] = []
    for start in range(0, len(doors), MOST):
        found += _knock(doors[start : start + MOST])
    return found


def _knock(doors: Sequence[Door]) -> list[tuple[str, int, str]]:
    waiting = selectors.DefaultSelector()
    found: list[tuple[str, int, str]] = []
    for address, port in doors:
        each = socket.socket()
        each.setblocking(False)  # noqa: FBT003 - the library's own
        code = each.connect_ex((address, port))
        if code in (0, EINPROGRESS):
            waiting.register(each, selectors.EVENT_WRITE, (each, address, port))
        else:
            each.close()
            found.append((address, port, _outcome(code)))
    until = time.monotonic() + PATIENCE
    while waiting.get_map() and time.monotonic() < until:
        for key, _ in waiting.select(until - time.monotonic()):
            each, address, port = key.data
            code = each.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            found.append((address, port, _outcome(code)))
            waiting.unregister(each)
            each.close()
    for key in list(waiting.get_map().values()):
        each, address, port = key.data
        found.append((address, port, "silent"))
        each.close()
    waiting.close()
    return found


def _outcome(code: int) -> str:
    """Name an error number; a refusal comes from the host itself, so that the way is free."""
    return {0: "open", ECONNREFUSED: "refused"}.get(code, "unreachable")


def packages() -> Told:
    """Return the package sources that do not answer; nothing is kept, and no index is changed."""
    code, said = run("apt-get", "update", "--print-uris")
    if code:
        return {"asked": 0, "silent": []}
    sources = re.findall(r"'([^']+/InRelease)'", said)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(8) as pool:
        helper = "/usr/lib/apt/apt-helper"
        fetches = [
            pool.submit(run, helper, "download-file", uri, f"{folder}/{at}", timeout=FETCH)
            for at, uri in enumerate(sources)
        ]
        silent = [
            f"{uri.removesuffix('InRelease')}: {said.splitlines()[-1] if said else code}"
            for uri, fetch in zip(sources, fetches)  # noqa: B905 - Python 3.9 runs this
            for code, said in [fetch.result()]
            if code
        ]
    return {"asked": len(sources), "silent": silent}


def speed(path: str, seconds: int = 10) -> Told:
    """Return random operations a second, in a folder of its own that is taken away again."""
    there = Path(path)
    while not there.is_dir():
        there = there.parent
    with tempfile.TemporaryDirectory(prefix="tandem-preflight-", dir=there) as folder:
        words = "--name=preflight --rw=randrw --rwmixread=70 --bs=4k --direct=1 --iodepth=32"
        how = f"--ioengine=libaio --size=64M --time_based --runtime={seconds} --output-format=json"
        code, said = run(
            "fio", *words.split(), *how.split(), f"--directory={folder}", timeout=seconds + 60
        )
    if code:
        return {"path": str(there), "iops": None, "why": said}
    found = re.findall(r'"iops" : ([\d.]+)', said)
    return {"path": str(there), "iops": round(sum(map(float, found))), "why": ""}
