"""Every platform, size and environment, all the way round in one rehearsal.

    python -m cloud.rounds [--only 'qps-*/small/*'] [--sample] [--minutes 9] [--form managed]

A *round* takes a stack, or both of a pair: preview, up, a second up that finds nothing to do, away,
and nothing left. Each runs in a process of its own, so that its memory is its own; all of them meet
one moto. What was found is kept, line by line: another run goes on where this one ended, as long as
no file that matters has changed. Ends with 1 where a round failed, and with 3 where some are left.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from fnmatch import fnmatch
from pathlib import Path
from types import FrameType

from cloud.round import Leg, Result, Round
from cloud.traces import fingerprint
from lab.aws.rehearsal import Rehearsal, this_rehearsal
from lab.kubernetes.rehearsal import this_kubernetes
from topology.look import Look
from topology.repository import ROOT, Repository
from topology.words import Form, Size

SIZES: Sequence[Size] = ("small", "medium", "large", "enterprise")
HELD = 0.85
"""The part of all resources that moto must hold, by the issue."""
MOST_MB = 600
"""What the program may take at the largest environment, by the issue."""
SAMPLE = ("qps-d?/small/*", "logx-td/small/servers")
"""A pair and both forms, what a short run has time for; Kubernetes goes round in the full run."""
PATIENCE = 1800
"""Seconds after which a round is held to hang."""


def all_rounds(repository: Repository, form: Form | None = None) -> Iterator[Round]:
    """Yield every round, the smallest first; a pair is one, its home first."""
    for size in SIZES:
        for name in sorted(repository.names):
            asked = repository.load(name)
            look = Look(size=size, form=form, target="aws")
            if asked.place == "dr":
                continue
            names = [name, *([asked.facts.peer] if asked.facts.peer else [])]
            if not all(each in repository.names for each in names):
                names = [name]
            yield Round(tuple(names), look.size or size, form or asked.form)


def chosen(rounds: Iterable[Round], patterns: Sequence[str]) -> list[Round]:
    """Return the rounds that some patterns name, such as `qps-*/small/managed`."""
    return [
        each
        for each in rounds
        if any(fnmatch(leg, pattern) for pattern in patterns for leg in each.labels)
    ]


def kept(path: Path, print_of: str) -> dict[str, Result]:
    """Return what was found before, of files as they are now."""
    lines = path.read_text().splitlines() if path.exists() else []
    found = [json.loads(each) for each in lines]
    return {
        each["label"]: Result(**{**each["result"], "legs": _legs(each["result"]["legs"])})
        for each in found
        if each["of"] == print_of
    }


def _legs(found: Iterable[dict[str, object]]) -> tuple[Leg, ...]:
    return tuple(Leg(**each) for each in found)  # type: ignore[arg-type] # read back as written


def run(of: Round) -> Result:
    """Take one round in a process of its own; it and its engine end with this one."""
    words = [sys.executable, "-m", "cloud.round", *of.words]
    started = time.monotonic()
    with subprocess.Popen(
        words,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    ) as running:
        try:
            said, complained = running.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return Result((), f"it took more than {PATIENCE} s", PATIENCE)
        finally:
            _end(running.pid)
    took = round(time.monotonic() - started, 1)
    last = said.strip().splitlines()[-1:] or [""]
    if not last[0].startswith("{"):
        wrong = f"its process ended with {running.returncode}: {complained[-2000:]}"
        return Result((), wrong, took)
    found = json.loads(last[0])
    return Result(_legs(found["legs"]), found["wrong"], took)


def _end(group: int) -> None:
    """End what is left of a round: the engine is a process of its own, and would go on."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def wrong_with(result: Result) -> str:
    """Say what a round's figures miss, if anything."""
    if result.wrong:
        return result.wrong
    for each in result.legs:
        if each.held < HELD * each.resources:
            return f"{each.name}: moto holds only {each.held} of {each.resources}"
        if each.memory_mb > MOST_MB:
            return f"{each.name}: the program took {each.memory_mb} MB, more than {MOST_MB}"
    return ""


def table(found: dict[str, Result]) -> str:
    """Return a table of what was found, in Markdown."""
    head = "| environment | size | form | resources | held by moto | program | round | result |"
    rows = [head, "|---" * 8 + "|"]
    for label, result in found.items():
        names, size, form = label.split("/")
        for leg in result.legs or [Leg(names, 0, 0, 0, 0)]:
            share = f"{leg.held / leg.resources:.0%}" if leg.resources else ""
            words = wrong_with(result).splitlines()
            what = words[0][:120] if words else "good"
            rows.append(
                f"| {leg.name} | {size} | {form} | {leg.resources} | {share} |"
                f" {leg.memory_mb} MB | {result.seconds:.0f} s | {what} |"
            )
    return "\n".join(rows)


def go(rounds: Sequence[Round], path: Path, minutes: float | None) -> tuple[dict[str, Result], int]:
    """Take what was not taken yet; return all that is known, and how many rounds are left."""
    print_of = fingerprint(ROOT)
    known = kept(path, print_of)
    left = [each for each in rounds if each.label not in known]
    until = time.monotonic() + 60 * minutes if minutes else float("inf")
    with path.open("a") as file:
        while left and time.monotonic() < until:
            of = left.pop(0)
            result = run(of)
            known[of.label] = result
            line = {"of": print_of, "label": of.label, "result": asdict(result)}
            file.write(json.dumps(line) + "\n")
            file.flush()
            said = wrong_with(result) or "good"
            sys.stderr.write(f"{of.label}: {result.seconds} s: {said}\n")
    asked = {each.label for each in rounds}
    return {label: each for label, each in known.items() if label in asked}, len(left)


def _leave(number: int, _: FrameType | None) -> None:
    """End as an exception does: the rehearsal goes down, and no process stays behind."""
    sys.exit(128 + number)


def _asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m cloud.rounds", description=__doc__)
    parser.add_argument("--only", action="append", default=[], help="NAME/SIZE/FORM, with stars")
    parser.add_argument("--sample", action="store_true", help="the covering sample alone")
    parser.add_argument("--form", choices=("servers", "managed"), help="this form for all")
    parser.add_argument("--minutes", type=float, help="start no round after as many minutes")
    parser.add_argument("--kept", type=Path, help="where results are kept")
    return parser.parse_args(words)


def main(words: Sequence[str]) -> int:
    """Read the words of the command, and take the rounds."""
    asked = _asked(words)
    patterns = [*asked.only, *(SAMPLE if asked.sample else ())] or ["*"]
    repository = Repository(ROOT)
    rounds = list(all_rounds(repository, asked.form))
    if asked.sample:
        rounds += [each for each in all_rounds(repository, "managed") if each not in rounds]
    rehearsal: Rehearsal = this_rehearsal()
    if rehearsal.is_up:
        sys.stderr.write("one is up already: `tandem lab aws down`, or another TANDEM_LAB\n")
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        rehearsal.up()
        path = asked.kept or rehearsal.home.with_name(f"{rehearsal.home.name}-rounds.jsonl")
        found, left = go(chosen(rounds, patterns), path, asked.minutes)
    finally:
        this_kubernetes().down()
        rehearsal.down()
    print(table(found))  # noqa: T201 - what it is asked for
    good = sum(not wrong_with(each) for each in found.values())
    print(f"\n{good} rounds good, {len(found) - good} not, {left} left")  # noqa: T201 - as above
    return 1 if good < len(found) else 3 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
