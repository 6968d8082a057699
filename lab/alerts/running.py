"""One wave of trials: something is broken, each alert must fire and be told, and then resolve."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from lab import faults
from lab.alerts.hurry import seconds
from lab.alerts.monitor import Key, Monitor, Rule, Seen, SilentError, name_of
from lab.alerts.places import Places
from lab.alerts.receiver import Receiver
from lab.alerts.results import Found
from lab.alerts.table import TABLE, Break
from lab.engine import Engine

TICK = 3.0
"""Seconds between two looks, and so how exact all moments are."""
PATIENCE = 300.0
"""Seconds that figures, rules and notifications take at most, beside what a rule waits for."""
CALM = 120.0
"""Seconds that an alert of before has to go away; one that stays is not what is looked for."""
MOST = seconds("15m")
"""Seconds of a rule's own past that are waited for until it resolves, at most."""

Alerts = Mapping[Key, Seen]


@dataclass
class Wave:
    """Trials that are done at once."""

    names: Sequence[str]
    engine: Engine
    monitor: Monitor
    places: Places
    receiver: Receiver
    told: Callable[[str], None]
    silence: float
    """Seconds without the dead man's switch after which somebody outside would call."""
    rules: Mapping[str, Rule] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)
    _keys: dict[str, set[Key]] = field(default_factory=dict)
    _stood: frozenset[Key] = frozenset()
    _began: dict[Break, float] = field(default_factory=dict)
    """When each fault began, by the monotonic clock."""

    def run(self) -> Sequence[Found]:
        """Do all of it; whatever happens, what was broken is healed."""
        standing = len(faults.standing(self.engine.lab))
        self.rules = self.monitor.rules()
        for name in self.names:
            rule, trial = self.rules[name], TABLE[name]
            words = "; ".join(str(each) for each in (*trial.before, *trial.breaks))
            self.found[name] = Found(name, rule.severity, words, rule.waits)
        try:
            self._prepare()
            self._break()
            self._until(self._has_fired, self._patience())
        finally:
            healed = self._heal(standing)
        self._until(lambda name: self._has_resolved(name, healed), self._patience(back=True))
        self._judge()
        return list(self.found.values())

    def ended(self, why: str) -> Sequence[Found]:
        """Return what there is of a wave that did not come to its end."""
        for name in self.names:
            self.found.setdefault(name, Found(name, "", "", 0.0)).wrong.append(why)
        return list(self.found.values())

    def _prepare(self) -> None:
        self._inject(each for name in self.names for each in TABLE[name].before)
        shown = {TABLE[name].shown for name in self.names} - {""}
        end = time.monotonic() + PATIENCE
        while shown and time.monotonic() < end:
            self.told(f"waits until the monitor sees {min(shown)}")
            shown = {query for query in shown if not self.monitor.shows(query)}
        end = time.monotonic() + CALM
        while (stood := self._mine(self.monitor.alerts())) and time.monotonic() < end:
            self.told(f"waits until {name_of(stood[0])} is silent")
            time.sleep(TICK)
        self._stood = frozenset(stood)

    def _mine(self, alerts: Alerts) -> list[Key]:
        names = [name for name in self.names if TABLE[name].means == "fires"]
        return [each for each in alerts if name_of(each) in names]

    def _break(self) -> None:
        self.told("breaks")
        self._inject(each for name in self.names for each in TABLE[name].breaks)

    def _inject(self, breaks: Iterable[Break]) -> None:
        for broken in dict.fromkeys(breaks):
            self._began[broken] = time.monotonic()
            if broken.kind == "refuse":
                self.receiver.refuses = True
            for kind, ends in self.places.faults(broken):
                faults.inject(self.engine, kind, ends)

    def _zero(self, name: str) -> float:
        """Return when the first of an alert's own faults began."""
        return min(self._began[each] for each in TABLE[name].breaks)

    def _heal(self, standing: int) -> float:
        self.told("heals")
        healed = time.monotonic()
        self.receiver.refuses = False
        faults.heal(self.engine, lambda number: number > standing)
        return healed

    def _patience(self, *, back: bool = False) -> float:
        rules = [self.rules[name] for name in self.names]
        waits = (0.0 if back else each.waits for each in rules)
        spans = (min(each.looks_back, MOST) for each in rules)
        return PATIENCE + max(w + s for w, s in zip(waits, spans, strict=True))

    def _until(self, holds: Callable[[str], bool], patience: float) -> None:
        """Look until something holds of every alert, or never will."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            with suppress(SilentError):
                self._look(self.monitor.alerts())
            left = [name for name in self.names if not holds(name)]
            if not left:
                return
            self.told(f"{len(left)} of {len(self.names)} to come: {left[0]}")
            time.sleep(TICK)

    def _look(self, alerts: Alerts) -> None:
        now, ahead = time.monotonic(), time.time() - time.monotonic()
        for key in self._mine(alerts):
            if key in self._stood:
                continue
            found, seen = self.found[name_of(key)], alerts[key]
            zero = self._zero(found.alert)
            self._keys.setdefault(found.alert, set()).add(key)
            if found.pending is None:
                found.pending = round(max(0.0, seen.since - ahead - zero), 1)
            if seen.state == "firing" and found.firing is None:
                found.firing = round(now - zero, 1)
        active = set(alerts)
        for name, keys in self._keys.items():
            if not keys & active and self.found[name].gone is None:
                self.found[name].gone = now
            elif keys & active:
                self.found[name].gone = None

    def _has_fired(self, name: str) -> bool:
        found = self.found[name]
        if TABLE[name].means == "hears nothing":
            now, zero = time.monotonic(), self._zero(name)
            if now - max(self.receiver.moments(name), default=zero) > self.silence:
                found.firing = round(now - zero, 1)
            return found.firing is not None
        return found.firing is not None and (self.receiver.refuses or self._is_told(name))

    def _is_told(self, name: str) -> bool:
        """Tell whether whoever is told has heard of it, or why nobody is."""
        found, zero = self.found[name], self._zero(name)
        heard = (self.receiver.first(e, "firing", zero) for e in self._keys.get(name, ()))
        moments = [each for each in heard if each is not None]
        if moments and found.told is None:
            found.told, found.held_by = round(min(moments) - zero, 1), ""
        elif found.told is None and not found.held_by:
            with suppress(SilentError):
                held = self.monitor.held_back()
                keys = self._keys.get(name, set())
                found.held_by = next((why for key, why in held.items() if key in keys), "")
        return found.told is not None or bool(found.held_by)

    def _has_resolved(self, name: str, healed: float) -> bool:
        found = self.found[name]
        if TABLE[name].means == "hears nothing":
            back = [at for at in self.receiver.moments(name) if at > healed]
            found.resolved = round(back[0] - healed, 1) if back else None
            return bool(back)
        self._is_told(name)
        found.resolved = None if found.gone is None else round(max(0.0, found.gone - healed), 1)
        keys = self._keys.get(name, ())
        heard = [at for e in keys if (at := self.receiver.first(e, "resolved", healed))]
        found.told_resolved = round(min(heard) - healed, 1) if heard else None
        is_told = found.told is None or bool(heard)
        return found.firing is None or (found.resolved is not None and is_told)

    def _judge(self) -> None:
        stood = {name_of(each) for each in self._stood}
        for name, found in self.found.items():
            looks_back = self.rules[name].looks_back
            if found.firing is None:
                why = ": one that stood before is not counted" if name in stood else ""
                found.wrong.append(f"did not fire{why}")
            elif TABLE[name].means == "fires" and found.told is None and not found.held_by:
                found.wrong.append("nobody was told")
            if found.firing is not None and found.resolved is None:
                if looks_back > MOST:
                    found.said = f"looks back {looks_back / 3600:g} h: its end was not waited for"
                else:
                    found.wrong.append("did not resolve")
