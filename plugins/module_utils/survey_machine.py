"""What a machine is: its system, cores, memory, disks, mounts, addresses. Python's library alone.

Ansible brings this to hosts for `host_survey`; `tandem adopt` runs it there over SSH.
"""

from __future__ import annotations

import json
import os
import platform
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Told = dict[str, Any]

_UNREAL = re.compile(r"(loop|ram|zram|dm-|sr|fd|md|nbd)\d*")


def read(path: str | Path, root: str | Path = "/") -> str:
    """Return what a file says; nothing, where it cannot be read."""
    try:
        return (Path(root) / str(path).lstrip("/")).read_text(errors="replace").strip()
    except OSError:
        return ""


def run(*words: str, timeout: float = 20) -> tuple[int, str]:
    """Return a program's exit code and what it said; 127 where it is not there."""
    try:
        done = subprocess.run(
            words, check=False, capture_output=True, text=True, timeout=timeout, errors="replace"
        )
    except FileNotFoundError:
        return 127, f"{words[0]} is not installed"
    except subprocess.TimeoutExpired:
        return 124, f"no answer within {timeout} s"
    return done.returncode, (done.stdout or done.stderr).strip()


def system(root: str | Path = "/") -> Told:
    """Return the operating system, by its own names."""
    pairs = (line.partition("=") for line in read("/etc/os-release", root).splitlines())
    told = {name: value.strip('"') for name, _, value in pairs}
    return {
        "id": told.get("ID", ""),
        "version": told.get("VERSION_ID", ""),
        "like": told.get("ID_LIKE", "").split(),
        "name": told.get("PRETTY_NAME", "an unknown system"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "container": run("systemd-detect-virt", "--container")[1]
        if run("systemd-detect-virt", "--container", "--quiet")[0] == 0
        else "",
    }


def memory_mb(meminfo: str) -> int:
    """Return how much memory there is.

    >>> memory_mb("MemTotal:        8048000 kB")
    7859
    """
    found = re.search(r"MemTotal:\s+(\d+)", meminfo)
    return int(found[1]) // 1024 if found else 0


def disks(root: str | Path = "/") -> list[Told]:
    """Return every real disk: name, size, kind, and whether the system runs from it."""
    mounted = {line.split()[0]: line.split()[1] for line in read("/proc/mounts", root).splitlines()}
    found = []
    for folder in sorted((Path(root) / "sys/block").glob("*")):
        name = folder.name
        size = int(read(folder / "size") or 0) * 512
        if _UNREAL.fullmatch(name) or not size or read(folder / "removable") == "1":
            continue
        spins = read(folder / "queue/rotational") == "1"
        points = [at for device, at in mounted.items() if device.startswith(f"/dev/{name}")]
        found.append(
            {
                "name": name,
                "size_gb": round(size / 1e9),
                "kind": "NVMe" if name.startswith("nvme") else "HDD" if spins else "SSD",
                "is_system": any(at in ("/", "/boot", "/boot/efi") for at in points),
            }
        )
    return found


def mounts(paths: Iterable[str], root: str | Path = "/") -> list[Told]:
    """Return the filesystems that some paths are on, or would be made on, each once."""
    table = [line.split() for line in read("/proc/mounts", root).splitlines()]
    found: Told = {}
    for path in paths:
        there = Path(path)
        while not there.exists():
            there = there.parent
        inside = [row for row in table if _is_below(str(there), row[1])]
        row = max(inside, key=lambda each: len(each[1]))
        use = os.statvfs(there)
        entry = found.setdefault(row[1], {"mount": row[1], "kind": row[2], "paths": []})
        entry["paths"].append(path)
        entry["readonly"] = "ro" in row[3].split(",")
        entry["free_mb"] = use.f_bavail * use.f_frsize // 2**20
        entry["used"] = 1 - use.f_bavail / use.f_blocks if use.f_blocks else 0
        entry["inodes_used"] = 1 - use.f_favail / use.f_files if use.f_files else 0
    return list(found.values())


def _is_below(path: str, mount: str) -> bool:
    return mount in ("/", path) or path.startswith(mount + "/")


def addresses() -> list[Told]:
    """Return each interface with its IPv4 addresses and its hardware address."""
    code, said = run("ip", "-json", "address", "show")
    links = json.loads(said) if code == 0 and said else []
    return [
        {
            "name": link["ifname"],
            "mac": link.get("address", ""),
            "addresses": [
                each["local"] for each in link.get("addr_info", ()) if each["family"] == "inet"
            ],
        }
        for link in links
        if link["ifname"] != "lo"
    ]


def clock() -> Told:
    """Return whether the clock is kept right, and by whom."""
    code, said = run("timedatectl", "show", "--property=NTPSynchronized", "--value")
    service = [
        name
        for name in ("chrony", "chronyd", "systemd-timesyncd", "ntp", "ntpsec")
        if run("systemctl", "is-active", "--quiet", name)[0] == 0
    ]
    return {"synchronised": said == "yes" if code == 0 else None, "services": service}


def names(expected: Mapping[str, str], root: str | Path = "/") -> Told:
    """Return the host's own name, and what /etc/hosts says otherwise of the site's."""
    wrong = []
    for line in read("/etc/hosts", root).splitlines():
        address, *aliases = line.partition("#")[0].split() or [""]
        wrong += [
            f"{each} is {address}, not {expected[each]}"
            for each in aliases
            if each in expected
            and address != expected[each]
            and not address.startswith(("127.", "::1"))
        ]
    return {"own": socket.gethostname(), "wrong": wrong}


def machine(
    paths: Iterable[str] = ("/", "/var"), expected: Mapping[str, str] | None = None
) -> Told:
    """Return all of it."""
    return {
        "system": system(),
        "is_root": os.geteuid() == 0,
        "cores": os.cpu_count() or 0,
        "memory_mb": memory_mb(read("/proc/meminfo")),
        "disks": disks(),
        "mounts": mounts(paths),
        "interfaces": addresses(),
        "clock": clock(),
        "names": names(expected or {}),
        "identity": read("/etc/machine-id"),
        "board": read("/sys/class/dmi/id/product_uuid"),
        "bmc": bmc(),
    }


def bmc() -> str:
    """Return where the management controller answers, where the machine can say so."""
    if not any(Path("/dev").glob("ipmi*")):
        return ""
    said = run("ipmitool", "lan", "print")[1]
    found = re.search(r"^IP Address\s+: (\d+\.\d+\.\d+\.\d+)$", said, re.MULTILINE)
    return found[1] if found and found[1] != "0.0.0.0" else ""  # noqa: S104 - what it says without one


if __name__ == "__main__":
    sys.stdout.write(json.dumps({**machine(), "now": time.time()}))
