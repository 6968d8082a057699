"""Judges a machine against what the model says that it is to be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports.preflight.finding import Finding, Told, Weight
from reports.preflight.known import Known

ENOUGH = 0.9
"""The share of the model's memory and disks that will do: a kernel and a file system take some."""
LEAST_FREE_MB = 2000
FULL, NEARLY = 0.95, 0.85
GOOD = {"ext4", "xfs"}
BAD = {"nfs", "nfs4", "cifs", "tmpfs", "vfat", "exfat", "ntfs", "fuseblk"}
KEPT_DAYS = 30


def judge_machine(name: str, told: Told, found: Told, known: Known) -> Iterator[Finding]:
    """Yield all that is wrong with one machine."""
    system = found["system"]
    beneath: Weight = "note" if system["container"] else "wrong"
    yield from _system(name, system, known)
    if not found["is_root"]:
        yield Finding(name, "privilege", "wrong", "is not root", "give the account sudo")
    for each in (*_size(told, found), *_disks(told, found)):
        what = f"{each[0]} (a container: its machine's)" if system["container"] else each[0]
        yield Finding(name, "size", beneath, what, each[1])
    for mount in found["mounts"]:
        yield from _mount(name, mount)
    yield from _names(name, told, found)
    if not system["container"] and found["clock"]["synchronised"] is False:
        by = ", ".join(found["clock"]["services"]) or "nobody"
        remedy = "let UDP 123 out to time servers, and name them in `externals: {time: …}`"
        yield Finding(name, "time", "wrong", f"the clock is not kept right (by {by})", remedy)
    yield from _certificate(name, found["certificate"])


def _system(name: str, system: Told, known: Known) -> Iterator[Finding]:
    release = (system["id"], system["version"].partition(".")[0])
    if release in known.untried:
        remedy = "try it somewhere else first"
        yield Finding(name, "system", "note", f"nobody has tried {system['name']}", remedy)
    elif release not in known.tried:
        remedy = f"install {' or '.join(' '.join(each) for each in sorted(known.tried))}"
        yield Finding(name, "system", "wrong", f"{system['name']} is not supported", remedy)
    if system["machine"] != "x86_64":
        what = f"nobody has tried {system['machine']}"
        yield Finding(name, "system", "note", what, "try it somewhere else first")


def _size(told: Told, found: Told) -> Iterator[tuple[str, str]]:
    wanted, there = told["host_cores"], found["cores"]
    if there < wanted:
        yield f"{there} cores, the model says {wanted}", "give it more, or choose another size"
    memory = found["memory_mb"] / 1024
    if memory < told["host_memory_gb"] * ENOUGH:
        what = f"{memory:.1f} GB of memory, the model says {told['host_memory_gb']}"
        yield what, "give it more, or choose another size"


def _disks(told: Told, found: Told) -> Iterator[tuple[str, str]]:
    wanted = sum(each["count"] * each["size_gb"] for each in told["host_disks"])
    there = sum(each["size_gb"] for each in found["disks"])
    if there < wanted * ENOUGH:
        yield f"{there} GB of disks, the model says {wanted}", "add disks, or write `disks:`"
    kinds = {each["kind"] for each in found["disks"]}
    for kind in sorted({each["kind"] for each in told["host_disks"]} - {"HDD"}):
        if there and kinds == {"HDD"}:
            yield f"its disks spin, the model says {kind}", "change them, or write `disks:`"


def _mount(name: str, mount: Told) -> Iterator[Finding]:
    at = mount["mount"]

    def finding(weight: Weight, what: str, remedy: str) -> Finding:
        return Finding(name, "filesystem", weight, f"{at} {what}", remedy)

    if mount["readonly"]:
        yield finding("wrong", "is read-only", "look into dmesg, and mount it for writing")
    if mount["kind"] in BAD:
        yield finding("wrong", f"is {mount['kind']}", "put data on ext4 or xfs")
    elif mount["kind"] not in GOOD and mount["kind"] != "overlay":
        yield finding("note", f"is {mount['kind']}", "ext4 and xfs were tried")
    free = f"has {mount['free_mb'] / 1024:.1f} GB free ({mount['used']:.0%} used)"
    room = f"make room: du -xh --max-depth=2 {at} | sort -h | tail"
    if mount["free_mb"] < LEAST_FREE_MB or mount["used"] >= FULL:
        yield finding("wrong", free, room)
    elif mount["used"] >= NEARLY:
        yield finding("note", free, room)
    if mount["inodes_used"] >= FULL:
        yield finding("wrong", f"has {mount['inodes_used']:.0%} of its inodes in use", room)


def _names(name: str, told: Told, found: Told) -> Iterator[Finding]:
    for each in found["names"]["wrong"]:
        yield Finding(name, "names", "wrong", f"/etc/hosts says {each}", "take the line away")
    own = found["names"]["own"].partition(".")[0]
    if own != name:
        yield Finding(name, "names", "note", f"is called {own}", f"hostnamectl hostname {name}")
    carried = {
        address: link["name"] for link in found["interfaces"] for address in link["addresses"]
    }
    address, wanted = told["ansible_host"], told.get("host_interface")
    if address not in carried:
        has = ", ".join(carried) or "none"
        remedy = "give it that address, or write its own: tandem adopt"
        yield Finding(name, "address", "wrong", f"has {has}, not {address}", remedy)
    elif wanted and carried[address] != wanted:
        what = f"{address} is on {carried[address]}, not on {wanted}"
        yield Finding(name, "address", "wrong", what, "mend `interface:` of its machine")


def _certificate(name: str, found: dict[str, Any] | None) -> Iterator[Finding]:
    if not found:
        return
    heals = "playbooks/renew_certificates.yml makes another"
    if not found["has_key"]:
        what = f"{found['file']} is there, and its key {found['key']} is not"
        yield Finding(name, "certificate", "wrong", what, heals)
    elif not found["fits"]:
        yield Finding(name, "certificate", "wrong", f"{found['key']} is another's key", heals)
    if found["days"] is None:
        yield Finding(name, "certificate", "wrong", f"{found['file']} cannot be read", heals)
    elif found["days"] < 0:
        yield Finding(name, "certificate", "wrong", f"expired {-found['days']:.0f} days ago", heals)
    elif found["days"] < KEPT_DAYS:
        what = f"lasts {found['days']:.0f} days more"
        yield Finding(name, "certificate", "note", what, "the next converge renews it")
