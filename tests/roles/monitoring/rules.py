"""The rules of the role, and promtool's documents that try each alert."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from topology.repository import ROOT

RULES = sorted((ROOT / "roles/monitoring/files/rules").glob("*.yml"))
CASES: Mapping[str, Any] = yaml.safe_load(
    (ROOT / "tests/roles/monitoring/alerts.yml").read_text(encoding="utf-8")
)
"""By alert: the figures of which it fires, and those of which it does not."""


def alerts() -> Iterator[Mapping[str, Any]]:
    """Yield every alert rule."""
    for path in RULES:
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]:
            yield from (rule for rule in group["rules"] if "alert" in rule)


def trials() -> Iterator[dict[str, Any]]:
    """Yield documents for ``promtool test rules``, to lie beside the files of rules.

    One for each step in which time goes by: what takes a day is not looked at every minute.
    """
    for step in sorted({case.get("step", 1) for case in CASES.values()}):
        chosen = {n: case for n, case in CASES.items() if case.get("step", 1) == step}
        yield {
            "rule_files": [path.name for path in RULES],
            "evaluation_interval": f"{step}m",
            "tests": [test for name, case in chosen.items() for test in _tests(name, case, step)],
        }


def _tests(name: str, case: Mapping[str, Any], step: int) -> Iterator[dict[str, Any]]:
    minutes = case.get("minutes", 10)
    query = f'clamp_max(count(ALERTS{{alertname="{name}",alertstate="firing"}}), 1) or vector(0)'
    for word, firing in (("fires", 1), ("silent", 0)):
        if word in case:
            sample = {"labels": "{}", "value": firing}
            yield {
                "interval": f"{step}m",
                "input_series": [
                    {"series": series, "values": _values(value, minutes // step)}
                    for series, value in case[word].items()
                ],
                "promql_expr_test": [
                    {"expr": query, "eval_time": f"{minutes}m", "exp_samples": [sample]}
                ],
            }


def _values(value: float | str, times: int) -> str:
    return value if isinstance(value, str) else f"{value}+0x{times}"
