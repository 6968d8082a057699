"""`python -m bench --lab`: measure, print, and keep."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from bench.lab.figures import Figure, Run
from bench.lab.run import PARTS, Measurement
from bench.lab.site import Bare, BenchError
from commands import output
from lab.shell import LabError
from reports.page import place

BAD_INPUT = 2


def measure_lab(environment: str, only: str, *, as_json: bool) -> int:
    """Measure the parts that are asked for, all of them where none is named; 1 if a goal is missed.

    In a lab of its own, called `bench` unless TANDEM_LAB says otherwise.
    """
    os.environ.setdefault("TANDEM_LAB", "bench")
    chosen = [each for each in only.split(",") if each] or list(PARTS)
    if unknown := sorted(set(chosen) - set(PARTS)):
        _say(f"there is no part {', '.join(unknown)}; parts are {', '.join(PARTS)}")
        return BAD_INPUT
    kept = place(environment, "bench").absolute()
    recorded = kept.parent / "bench-checks.jsonl"
    measurement = Measurement(Bare(environment, kept.with_suffix(".log")), _say, recorded)
    path = kept.with_suffix(".json")
    code = 0
    try:
        for name, part in PARTS.items():
            if name in chosen:
                part(measurement)
                _keep(measurement, path)  # a run that is stopped leaves what it has
    except (BenchError, LabError) as error:
        _say(str(error))
        code = 1
    run = measurement.run
    _keep(measurement, path)
    if as_json:
        sys.stdout.write(path.read_text())
    else:
        _print(run, path)
    return code or int(bool(run.missed))


def _keep(measurement: Measurement, path: Path) -> None:
    measurement.run.raw["seconds"] = measurement.seconds
    path.write_text(json.dumps(measurement.run.as_dict(), indent=2) + "\n")


def _say(what: str) -> None:
    output.console(error=True).print(what, markup=False)


def _print(run: Run, path: Path) -> None:
    headings = ("", "Here", "Beside", "There", "Ratio", "Goal", "Verdict", "")
    rows = [_row(each) for each in run.figures]
    title = f"{run.environment}, {run.cores} cores, load {run.load:g} before it began"
    words = [f"not measured: {what}: {why}" for what, why in run.left_out.items()]
    if run.is_busy:
        words.append(
            "Others were at work on this machine: trust no seconds, and ratios but little."
        )
    output.show(output.table(headings, rows, title), *words, path)


def _row(each: Figure) -> tuple[str, ...]:
    verdict = {None: "", True: "met", False: "MISSED"}[each.is_met]
    peer = "" if not each.peer else f"{each.peer:,.0f} {each.unit}"
    ratio = "" if each.ratio is None else f"{each.ratio:.2f}"
    most = "" if each.most is None else f"<= {each.most:g}"
    return (
        each.what,
        f"{each.value:,.0f} {each.unit}",
        each.beside,
        peer,
        ratio,
        most,
        verdict,
        each.note,
    )
