"""Judges all hosts together, and each of them alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median

from reports.preflight.finding import SITE, Finding, Told
from reports.preflight.known import Known
from reports.preflight.machine import judge_machine
from reports.preflight.services import judge_services

APART = 0.5
"""Seconds that clocks may differ: leases and certificates need less than people think, yet some."""
AMISS = (
    ("sudo", "privilege", "let the account become root without a password"),
    ("python", "python", "apt-get install python3"),
    ("interpreter", "python", "apt-get install python3"),
)
"""What a failure that was not expected speaks of, and what helps."""


def judge(told: Mapping[str, Told], answers: Mapping[str, Told], known: Known) -> list[Finding]:
    """Return every finding of every host that was asked, all at once."""
    found = {name: each["survey"] for name, each in answers.items() if "survey" in each}
    findings = [_amiss(name, each) for name, each in answers.items() if "survey" not in each]
    for name, each in found.items():
        findings += judge_machine(name, told[name], each, known)
        findings += judge_services(name, told[name], each, known.postgresql)
    return sorted([*findings, *_twins(found), *_clocks(found), *_systems(found)])


def _amiss(name: str, answer: Told) -> Finding:
    said = " ".join(str(answer.get("msg", "no answer")).split())
    detail = " ".join(str(answer.get("module_stderr", "")).split())
    if answer.get("unreachable"):
        remedy = "start it, or mend the way: its address, your key, ~/.ssh/config"
        return Finding(name, "reach", "wrong", f"cannot be reached: {said[:160]}", remedy)
    for word, subject, remedy in AMISS:
        if word in f"{said} {detail}".lower():
            return Finding(name, subject, "wrong", f"{detail or said}"[:160], remedy)
    return Finding(name, "host", "wrong", f"{said} {detail}"[:200], "run with -vvv to see more")


def _twins(found: Mapping[str, Told]) -> Iterator[Finding]:
    """Find machines that are one, or that were copied from one."""
    remedy = "a copied machine needs a new one: rm /etc/machine-id; systemd-machine-id-setup"
    for key, what in (("identity", "machine-id"), ("board", "board")):
        seen: dict[str, list[str]] = {}
        for name, each in found.items():
            # A container shows the board of the machine below it.
            if each[key] and not (key == "board" and each["system"]["container"]):
                seen.setdefault(each[key], []).append(name)
        for names in seen.values():
            if len(names) > 1:
                yield Finding(SITE, "names", "wrong", f"{', '.join(names)} have one {what}", remedy)


def _clocks(found: Mapping[str, Told]) -> Iterator[Finding]:
    """Find clocks that are off the others'; how long the answer took is no offset."""
    offsets = {name: each["offset"] for name, each in found.items() if each.get("offset")}
    if not offsets:
        return
    middle = median(each["seconds"] for each in offsets.values())
    remedy = "start chrony, and let UDP 123 out"
    for name, each in offsets.items():
        apart = each["seconds"] - middle
        if abs(apart) - each["unsure"] > APART:
            side = "ahead of" if apart > 0 else "behind"
            what = f"the clock is {abs(apart):.1f} s {side} the others"
            yield Finding(name, "time", "wrong", what, remedy)
    unsure = max(each["unsure"] for each in offsets.values())
    if abs(middle) - unsure > APART:
        what = f"all hosts are {middle:+.1f} s off the machine that asks"
        yield Finding(SITE, "time", "note", what, "look whose clock is right")


def _systems(found: Mapping[str, Told]) -> Iterator[Finding]:
    """Find data of one kind that are of several clusters."""
    seen: dict[str, list[str]] = {}
    for name, each in found.items():
        for folder in each["data"]:
            for data in folder["postgresql"]:
                seen.setdefault(data["system"], []).append(name)
    if len(seen) > 1:
        listed = "; ".join(f"{system}: {', '.join(names)}" for system, names in seen.items())
        what = f"data of {len(seen)} clusters of PostgreSQL ({listed})"
        yield Finding(SITE, "data", "wrong", what, "keep one, and move the others away")
