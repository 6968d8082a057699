"""The guard of a host: rules of its kernel that shut by themselves, and the entry's own state.

A port lets nobody in or out but while two clocks of the kernel say so: an element of a set that
runs out, and a moment of the wall clock that must not have come. The first does not care about
clocks that are set, the second not about a program that was frozen just before it spoke to the
kernel: what it says then is already over.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Run = Callable[[Sequence[str], str], None]


def boot_clock() -> float:
    """Return seconds of a clock that only goes forward, also while the host is suspended."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def run(command: Sequence[str], given: str) -> None:
    """Run a program; dates are in UTC."""
    subprocess.run(
        command,
        input=given,
        text=True,
        check=True,
        capture_output=True,
        timeout=5,
        env={"TZ": "UTC", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
    )


@dataclass(frozen=True)
class Gate:
    """Ports that open together: a set of the table `tandem_lease`, and a chain that ends them."""

    name: str
    ports: tuple[int, ...]

    def opened(self, seconds: float, ends: float) -> str:
        """Return the rules that open it for so long, and in no case after a wall-clock time."""
        # Whole seconds, and the last one is not used up: what is left out is on the safe side.
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(int(ends)))
        left = f"{max(1, int(seconds * 1000))}ms"
        elements = ", ".join(f"{port} timeout {left}" for port in self.ports)
        return (
            f"{self.shut()}"
            f'add rule inet tandem_lease {self.name}_gate meta time < "{moment}" accept\n'
            f"add element inet tandem_lease {self.name}_open {{ {elements} }}\n"
        )

    def shut(self) -> str:
        """Return the rules that shut it."""
        return (
            f"flush chain inet tandem_lease {self.name}_gate\n"
            f"flush set inet tandem_lease {self.name}_open\n"
        )


class Guard:
    """The gates of a host."""

    def __init__(
        self,
        gates: Sequence[Gate],
        run: Run = run,
        clock: Callable[[], float] = boot_clock,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._gates = [gate for gate in gates if gate.ports]
        self._run = run
        self._clock = clock
        self._wall = wall

    def set(self, until: dict[str, float]) -> None:
        """Open each gate until a time of the boot clock, and shut those without one."""
        # The wall clock first: whoever is frozen between the two ends too early, never too late.
        wall = self._wall()
        now = self._clock()
        words = []
        for gate in self._gates:
            left = until.get(gate.name, now) - now
            words.append(gate.opened(left, wall + left) if left > 0 else gate.shut())
        if words:
            self._run(["nft", "-f", "-"], "".join(words))
