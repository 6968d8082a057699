"""What an event may ask and do while the client writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from lab import faults
from lab.engine import Engine
from lab.shell import LabError
from lab.trials.eyes import Eyes


@dataclass
class Stage:
    """One run of an event, as the event sees it."""

    eyes: Eyes
    engine: Engine
    before: dict[str, str] = field(default_factory=dict)
    """What the event must remember of the time before it."""
    moments: dict[str, float] = field(default_factory=dict)
    """What happened when, by the monotonic clock."""
    said: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    converge: Callable[[str, list[str]], int] = lambda _playbook, _words: 1
    """Runs a playbook against the site."""

    def now(self, name: str) -> None:
        """Note the moment at which something happened."""
        self.moments[name] = time.monotonic()

    def must(self, holds: bool, otherwise: str) -> None:  # noqa: FBT001 - it reads as a sentence
        """Note what is wrong, where something does not hold."""
        if not holds:
            self.wrong.append(otherwise)

    def break_(self, kind: faults.Kind, *ends: str) -> None:
        """Inject a fault, which `tandem lab heal` undoes whatever becomes of this process."""
        faults.inject(self.engine, kind, ends)

    def mend(self, *kinds: str) -> None:
        """Undo faults of some kinds; all, where none is named."""
        standing = faults.standing(self.engine.lab)
        faults.heal(self.engine, lambda number: not kinds or standing[number - 1].kind in kinds)

    def mend_newest(self) -> None:
        """Undo the fault that was injected last."""
        newest = len(faults.standing(self.engine.lab))
        faults.heal(self.engine, lambda number: number == newest)

    def first(self, service: str, *others: str) -> str:
        """Return the first host of a service that is none of some others."""
        found = (host for host in self.eyes.hosts(service) if host not in others)
        host = next(found, "")
        if not host:
            raise LabError(f"{self.eyes.environment.name} has no further host with {service}")
        return host

    def until(self, holds: Callable[[], bool], what: str, seconds: float = 60.0) -> bool:
        """Wait until something holds; note it as wrong, where it never does."""
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                self.wrong.append(f"{what}: not within {seconds:.0f} s")
                return False
            time.sleep(0.5)
        return True


@contextmanager
def nothing(_: Stage) -> Iterator[None]:
    """Set nothing up beside the site."""
    yield
