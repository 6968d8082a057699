"""Measure the model and the command: ``make bench``, or ``python -m bench [--json] [--runs N]``.

``python -m bench --lab [ENVIRONMENT]`` measures hosts instead: see `bench.lab`.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from bench.measure import Case, Series, measure

ROOT = Path(__file__).resolve().parent.parent
FEW, MANY = 1_000, 10_000
OUT_OF_PROPORTION = 1.25
"""How much more than its share the larger one may take: noise, and what grows as n log n."""


def cases(directory: Path) -> tuple[Case, ...]:
    """Return what is measured; the first is what all others are held against."""
    python = sys.executable
    work = (python, "-m", "bench.work")
    tandem = (python, "-m", "commands.app", "--help")
    return (
        Case("A bare Python", (python, "-c", "pass")),
        Case("All environments, loaded and derived", (*work, str(ROOT)), goal_seconds=1),
        Case("tandem --help, in a terminal", tandem, goal_seconds=0.4, in_terminal=True),
        Case("tandem --help, in a pipe", tandem, goal_seconds=0.4),
        Case(f"A site of {FEW:,} hosts to JSON", (*work, str(directory / "few"), "logx-dc")),
        Case(
            f"A site of {MANY:,} hosts to JSON",
            (*work, str(directory / "many"), "logx-dc"),
            goal_seconds=2,
            goal_mb=300,
        ),
    )


def growth(few: Series, many: Series) -> tuple[float, bool]:
    """Return how many times longer the larger site takes, Python's own start apart."""
    took = [min(json.loads(output)["inside"] for output in each.outputs) for each in (few, many)]
    times = took[1] / took[0]
    return times, times < MANY / FEW * OUT_OF_PROPORTION


def main() -> int:
    """Measure, print, and return 1 where a goal is missed."""
    asked = _arguments()
    if asked.lab:
        from bench.lab.telling import measure_lab  # noqa: PLC0415 - this process stays small

        return measure_lab(asked.lab, asked.only, as_json=asked.json)
    with tempfile.TemporaryDirectory() as directory:
        for name, hosts in (("few", FEW), ("many", MANY)):
            path = Path(directory) / name
            command = (sys.executable, "-m", "bench.synthetic", str(path), str(hosts))
            subprocess.run(command, check=True)
        found = measure(cases(Path(directory)), asked.runs)
    times, in_proportion = growth(found[-2], found[-1])
    missed = [each for each in found if each.is_met is False]
    if asked.json:
        sys.stdout.write(json.dumps(_raw(found, times), indent=2) + "\n")
    else:
        _print(found, times, in_proportion=in_proportion)
    return 1 if missed or not in_proportion else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Measure the model and the command.")
    parser.add_argument("--json", action="store_true", help="print every run's figures")
    parser.add_argument("--runs", type=int, default=5, help="how often each case runs")
    parser.add_argument(
        "--lab",
        nargs="?",
        const="logx-td",
        metavar="ENVIRONMENT",
        help="measure hosts of the lab instead: it takes a site away and builds it, twice",
    )
    parser.add_argument("--only", default="", help="parts of --lab, with commas between")
    return parser.parse_args()


def _raw(found: Sequence[Series], times: float) -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "cases": [asdict(each) | {"is_met": each.is_met} for each in found],
        "growth": {"hosts": MANY / FEW, "seconds": times},
    }


def _print(found: Sequence[Series], times: float, *, in_proportion: bool) -> None:
    from commands import output  # noqa: PLC0415 - when all is measured: see `measure._finished`

    bare = found[0]
    headings = ("", "Wall s", "CPU s", "Goal s", "x bare", "MB", "Goal MB", "Verdict")
    rows = [
        (
            each.case.what,
            f"{median(each.wall):.3f}",
            f"{each.seconds:.3f}",
            _goal(each.case.goal_seconds),
            f"{each.seconds / bare.seconds:.1f}",
            f"{each.peak_mb:.0f}",
            _goal(each.case.goal_mb),
            {None: "", True: "met", False: "MISSED"}[each.is_met],
        )
        for each in found
    ]
    title = f"Python {platform.python_version()}, the median of {len(bare.wall)} runs"
    verdict = "in proportion" if in_proportion else "OUT OF PROPORTION"
    output.show(
        output.table(headings, rows, title),
        f"{MANY / FEW:g} times the hosts take {times:.1f} times as long: {verdict}",
        "Goals are held against CPU time: on a quiet machine it is what one waits. Machines differ "
        "and are noisy; what compares between them is `x bare`.",
    )


def _goal(figure: float | None) -> str:
    return "" if figure is None else f"{figure:g}"


if __name__ == "__main__":
    sys.exit(main())
