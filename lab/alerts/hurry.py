"""Rules that wait for less: every time span in them divided by one factor, and nothing else."""

from __future__ import annotations

import re

from lab.engine import Engine
from lab.shell import LabError

LEAST = 60.0
"""Seconds below which nothing is shortened: a span must still hold a few rounds of figures."""
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}

RULES = "/etc/prometheus/rules"
KEPT = "/etc/prometheus/rules.before"
PUT = f"""
test -e {KEPT} || cp -a {RULES} {KEPT}
cat > "{RULES}/$1"
"""
RELOAD = ("systemctl", "reload", "prometheus")
BACK = f"""
test -e {KEPT} || exit 0
cp -a {KEPT}/. {RULES}/ && rm -r {KEPT}
{" ".join(RELOAD)}
"""
"""Brings the rules back as they were."""

_SPAN = re.compile(r"(for: *|\[|offset )(\d+)([smhdw])\b")


def seconds(span: str) -> float:
    """Return the seconds of a span in Prometheus' words.

    >>> seconds("5m"), seconds("1d")
    (300.0, 86400.0)
    """
    return float(span[:-1]) * UNITS[span[-1]]


def shortened(span: float, factor: float) -> float:
    """Return what a span becomes: never longer than it was, and no shorter than a minute.

    >>> shortened(3600, 60), shortened(600, 60), shortened(30, 60)
    (60.0, 60.0, 30.0)
    """
    return min(float(span), max(LEAST, span / factor))


def hurried(rules: str, factor: float) -> str:
    r"""Return a file of rules, hurried.

    >>> hurried("expr: rate(x[2h]) > 0\nfor: 1h", 60)
    'expr: rate(x[120s]) > 0\nfor: 60s'
    """

    def shorter(found: re.Match[str]) -> str:
        before, number, unit = found.groups()
        return f"{before}{shortened(seconds(number + unit), factor):.0f}s"

    return _SPAN.sub(shorter, rules)


def longest_span(query: str) -> float:
    """Return the longest time that a query looks back.

    >>> longest_span("rate(a[5m]) > 0 and b[1h]"), longest_span("up == 0")
    (3600.0, 0.0)
    """
    found = re.findall(r"\[((?:\d+[smhdw])+)", query)
    return max(
        (sum(seconds(e) for e in re.findall(r"\d+[smhdw]", some)) for some in found), default=0.0
    )


def hurry(engine: Engine, host: str, factor: float) -> None:
    """Let the rules of a monitor wait for so much less, until it is healed."""
    if factor < 1:
        raise LabError(f"{factor:g} would let rules wait for longer: expected 1 or more")
    name = engine.lab.own(host)
    for file in engine("exec", name, "ls", RULES).split():
        rules = engine("exec", name, "cat", f"{RULES}/{file}")
        given = hurried(rules, factor)
        engine("exec", "--interactive", name, "sh", "-ec", PUT, "sh", file, given=given)
    engine("exec", name, *RELOAD)
