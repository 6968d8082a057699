"""Stores in memory, for a probe without a platform."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from lab.probe.app.answers import Probe
from lab.probe.app.given import Given

GIVEN = Given(
    name="shop-api",
    listen="127.0.0.1",
    port=0,
    health="/health",
    authority="",
    shares={},
    accounts={},
    entries={},
    credentials=Path("/nonexistent"),
)


class Memory:
    """Records and values that are gone with the process."""

    def __init__(self, fails: int = 0) -> None:
        self.written: Counter[tuple[str, int]] = Counter()
        self.values: dict[str, str] = {}
        self.tasks: list[str] = []
        self.fails = fails

    def record(self, client: str, number: int) -> bool:
        """Write, and fail some times after that: the client cannot know."""
        new = (client, number) not in self.written
        self.written[client, number] = 1
        if self.fails:
            self.fails -= 1
            raise ConnectionError("lost after the commit")
        return new

    def numbers(self, client: str, *, copies: bool = False) -> list[int]:
        """Return what was written, by whichever way."""
        assert copies in (True, False)
        return [number for name, number in self.written if name == client]

    def results(self) -> int:
        """Return that nothing was done."""
        return 0

    def jobs(self) -> list[tuple[str, str, str]]:
        """Return that no job ran."""
        return []

    def put(self, key: str, value: str) -> None:
        """Keep."""
        self.values[key] = value

    def get(self, key: str) -> str | None:
        """Return what is kept."""
        return self.values.get(key)

    def ask(self, task: str) -> None:
        """Queue."""
        self.tasks.append(task)

    def well(self) -> None:
        """Be well, unless it is to fail."""
        if self.fails:
            raise ConnectionError("gone")


def probe(memory: Memory | None = None, *, fault: str = "", folder: Path = Path()) -> Probe:
    """Return a probe that keeps all in memory, or that has no store."""
    return Probe(GIVEN, "1.0.0", folder, memory, memory, fault)
