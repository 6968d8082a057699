"""What the kernel is told; that it obeys is asked of real hosts, in tests/recovery."""

from __future__ import annotations

from collections.abc import Sequence

from lease.guard import Gate, Guard

WRITES = Gate("writes", (5432, 6432))


def told(until: float, now: float, wall: float) -> str:
    heard: list[str] = []

    def run(_: Sequence[str], given: str) -> None:
        heard.append(given)

    Guard([WRITES], run, lambda: now, lambda: wall).set({"writes": until})
    return heard[0]


def test_both_clocks_say_when_it_ends() -> None:
    lines = told(until=107.5, now=100.0, wall=1_800_000_000.9).splitlines()
    assert lines == [
        "flush chain inet tandem_lease writes_gate",
        "flush set inet tandem_lease writes_open",
        'add rule inet tandem_lease writes_gate meta time < "2027-01-15 08:00:08" accept',
        "add element inet tandem_lease writes_open { 5432 timeout 7500ms, 6432 timeout 7500ms }",
    ]


def test_what_is_over_is_shut() -> None:
    assert "add" not in told(until=100.0, now=100.0, wall=0.0)


def test_a_program_frozen_between_its_two_clocks_ends_too_early() -> None:
    heard: list[str] = []
    clock = iter([100.0, 100.0]).__next__

    def frozen() -> float:
        return 160.0

    Guard([WRITES], lambda _, given: heard.append(given), frozen, lambda: 0.0).set(
        {"writes": clock() + 8}
    )
    assert "add" not in heard[0]


def test_a_host_without_ports_tells_its_kernel_nothing() -> None:
    heard: list[str] = []
    Guard([Gate("writes", ())], lambda _, given: heard.append(given)).set({})
    assert heard == []
