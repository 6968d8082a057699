"""The watcher: hears the observers, has a silent leader switched off, and releases its key."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tandem_fencing.given import Given
from tandem_fencing.judging import Sight, Verdict, judge, obstacles
from tandem_fencing.looking import Eyes, Line
from tandem_fencing.reaching import Device, Etcd, UnreachableError, calling

LOG = logging.getLogger("fencing")
SELDOM = 5.0
"""Seconds between two looks at what changes seldom: the device, the cluster's pause."""


class Ears:
    """What each observer said last, and when."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self._said: dict[str, tuple[float, Mapping[str, float]]] = {}
        for name, address in given.members.items():
            threading.Thread(target=self._listen, args=(name, address), daemon=True).start()

    def heard(self) -> dict[str, Mapping[str, float]]:
        """Return what those say who were heard lately; the time since then counts too."""
        now = time.monotonic()
        return {
            name: {member: silent + now - at for member, silent in seen.items()}
            for name, (at, seen) in dict(self._said).items()
            if now - at < self._given.suspect
        }

    def _listen(self, name: str, address: str) -> None:
        given = self._given
        line = Line(address, given.ports["observer"], given.context(), given.suspect)
        while True:
            asked = time.monotonic()
            with suppress(OSError, ValueError, KeyError):  # not heard: that is what counts
                self._said[name] = (asked, json.loads(line.ask("/seen"))["silent"])
            time.sleep(given.probe / 2)


class Watcher:
    """Decides several times a second, and logs whatever it decides anew."""

    def __init__(self, given: Given, state: Path, status: Path) -> None:
        self.given = given
        self.state = state / "fenced.json"
        self.status = status / "status.json"
        self.leader, self.paused, self.device = "", "", False
        self.said: set[str] = set()
        self.done = ""
        """Who was fenced last, until it answers again."""
        self._context = given.context()

    def etcd(self, heard: Mapping[str, object]) -> list[Etcd]:
        """Return the members of etcd that can be asked: beside observers that are heard."""
        given = self.given
        names = [name for name in given.members if name in heard]
        port, patience = given.ports["etcd-client"], given.suspect
        return [Etcd(given.members[n], port, self._context, patience) for n in names]

    def power(self, host: str) -> Device:
        """Return the device that has power over a host."""
        given = self.given
        where = given.devices.get(host, "")
        if not where:
            raise UnreachableError(f"no device is known for {host}")
        called = calling(where, given.account, given.password, self._context, given.suspect)
        return Device(called, host)

    def recent(self) -> list[float]:
        """Return when hosts were switched off, within the window."""
        if not self.state.exists():
            return []
        known: list[float] = json.loads(self.state.read_text())
        return [each for each in known if time.time() - each < self.given.window]

    def sight(self, own: Mapping[str, float], heard: Mapping[str, Mapping[str, float]]) -> Sight:
        """Return what is known now."""
        paused = f"{self.given.paused} is there" if Path(self.given.paused).exists() else ""
        recent = len(self.recent())
        members = len(self.given.members)
        return Sight(self.leader, own, heard, members, paused or self.paused, recent)

    def look_up(self, heard: Mapping[str, object]) -> None:
        """Learn who leads, and whether the cluster is paused."""
        for etcd in self.etcd(heard):
            try:
                self.leader = etcd.get(f"{self.given.cluster}leader", settled=False) or ""
                config = json.loads(etcd.get(f"{self.given.cluster}config", settled=False) or "{}")
                self.paused = "the cluster is paused" if config.get("pause") else ""
                break
            except (UnreachableError, ValueError):
                continue

    def look_around(self, heard: Mapping[str, object]) -> None:
        """Learn whether the leader's device answers as well."""
        self.look_up(heard)
        try:
            self.device = bool(self.leader) and self.power(self.leader).state() != ""
        except UnreachableError:
            self.device = False

    def act(self, verdict: Verdict, heard: Mapping[str, object]) -> None:
        """Switch the leader off; release its key only on the device's word."""
        host = self.leader
        self.say(f"{verdict.why}: it is to be switched off")
        begun = time.monotonic()
        try:
            device = self.power(host)
            if device.state() != "Off":
                self._remember()
                device.switch_off()
                LOG.warning("%s: the device was told to switch it off", host)
        except (UnreachableError, KeyError) as error:
            self.say(f"{host} is not fenced, and its key stays: {error}")
            return
        if not device.is_off_within(self.given.confirm - (time.monotonic() - begun)):
            self.say(f"{host} is not confirmed to be off, and its key stays")
            return
        took = time.monotonic() - begun
        LOG.warning("%s is off, says the device, after %.1f s", host, took)
        self._release(host, begun, heard)

    def say(self, what: str) -> None:
        """Log what is new since the leader last answered."""
        if not what:
            self.said.clear()
        elif what not in self.said:
            LOG.warning("%s", what)
            self.said.add(what)

    def tell(self, sight: Sight) -> None:
        """Write down whether everything is there to fence."""
        found = obstacles(sight, self.given.most, device=self.device)
        told = json.dumps({"ready": not found, "leader": sight.leader, "why": found})
        if not self.status.exists() or self.status.read_text() != told:
            draft = self.status.with_suffix(".new")
            draft.write_text(told)
            draft.replace(self.status)

    def _release(self, host: str, begun: float, heard: Mapping[str, object]) -> None:
        """Delete the key where it still names the dead; etcd may be electing a leader just now.

        The dead's own entry goes with it: an heir would ask it how far it is, and wait two seconds
        for the answer. A Patroni that returns writes it again.
        """
        key, entry = f"{self.given.cluster}leader", f"{self.given.cluster}members/{host}"
        members = self.etcd({name: seen for name, seen in heard.items() if name != host})
        while time.monotonic() - begun < self.given.confirm:
            for etcd in members:
                try:
                    released = etcd.release(key, host, entry)
                except UnreachableError as error:
                    self.say(f"{host}'s key is not released yet: {error}")
                    continue
                said = "its key is released" if released else "its key names somebody else"
                took = time.monotonic() - begun
                LOG.warning("%s was confirmed to be off: %s, after %.1f s", host, said, took)
                self.done = host
                return
            time.sleep(self.given.probe / 4)
        self.say(f"{host} is off, but no member of etcd released its key: it runs out by itself")

    def _remember(self) -> None:
        """Count before acting: whoever kills this process makes nothing free of charge."""
        self.state.write_text(json.dumps([*self.recent(), time.time()]))


def watch(given: Given) -> None:
    """Watch until told to stop."""
    state, status = os.environ["STATE_DIRECTORY"], os.environ["RUNTIME_DIRECTORY"]
    watcher = Watcher(given, Path(state), Path(status))
    eyes, ears = Eyes(given, given.members), Ears(given)
    looked = 0.0
    while True:
        heard = ears.heard()
        sight = watcher.sight(eyes.silence(), heard)
        verdict = judge(sight, given.suspect, given.most)
        silent = sight.own.get(watcher.leader, 0.0) >= given.suspect
        if verdict.fence and watcher.done != watcher.leader:
            watcher.look_up(heard)  # at most some seconds old until now
            verdict = judge(watcher.sight(eyes.silence(), heard), given.suspect, given.most)
        if verdict.fence and watcher.done != watcher.leader:
            watcher.act(verdict, heard)
        elif not verdict.fence:
            watcher.say(verdict.why)
            watcher.done = watcher.done if silent else ""
        if time.monotonic() - looked > (given.probe if silent else SELDOM) or not watcher.leader:
            watcher.look_around(heard)
            watcher.tell(watcher.sight(eyes.silence(), heard))
            looked = time.monotonic()
        time.sleep(given.probe / 4)
