"""The files of the repository, read once each, and environments made from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from topology.assembly import Shelf
from topology.catalogue import Common
from topology.checks import (
    STAND_IN,
    Sight,
    common_complaints,
    environment_complaints,
    fits,
    of_a_dc,
    pair_complaints,
    platform_complaints,
    region_complaints,
)
from topology.environment import Environment
from topology.environment_file import EnvironmentFile
from topology.look import AS_WRITTEN, Look
from topology.platform import Platform
from topology.prices import Prices, price_complaints
from topology.problems import InvalidInputError, Location, Problem, nearest
from topology.timers import profile_complaints, timing_complaints
from topology.timing import Timing
from topology.validate import Complaint, Reading, survey
from topology.words import PLACES

Model = TypeVar("Model", bound=BaseModel)

ROOT = Path(__file__).resolve().parent.parent


__all__ = ["AS_WRITTEN", "ROOT", "Look", "Repository"]


class Repository:
    """A checkout: reads each of its files at most once, and strictly."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self._readings: dict[Path, Reading[Any]] = {}
        self._platforms: dict[str, list[Problem]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Every environment that has a file, platform by platform, dc first."""

        def order(name: str) -> tuple[str, int]:
            platform, _, where = name.rpartition("-")
            return platform, next((i for i, each in enumerate(PLACES) if each == where), 99)

        return tuple(sorted((path.stem for path in self._inventories.glob("*.yml")), key=order))

    @property
    def platform_names(self) -> tuple[str, ...]:
        """Every platform that has a file."""
        return tuple(sorted(path.stem for path in (self.root / "platforms").glob("*.yml")))

    @property
    def common(self) -> Common:
        """What all platforms share."""
        return self._sound(self._shared / "common.yml", Common)

    @property
    def prices(self) -> Prices:
        """What AWS asks."""
        if problems := self._price_problems():
            raise InvalidInputError(problems)
        return self._sound(self._shared / "prices.yml", Prices)

    @property
    def timing(self) -> Timing:
        """What every timer follows from."""
        return self._sound(self._shared / "timers.yml", Timing)

    def platform(self, name: str) -> Platform:
        """Return a platform, checked."""
        if problems := self._platform_problems(name):
            raise InvalidInputError(problems)
        return self._sound(self._platform_path(name), Platform)

    def load(self, name: str, look: Look = AS_WRITTEN) -> Environment:
        """Return an environment, checked; raise `InvalidInputError` with all that is wrong."""
        if problems := self._problems(name, look):
            raise InvalidInputError(problems)
        return self._with_peer(name, look)

    def check(self, names: Iterable[str] = ()) -> list[Problem]:
        """Return every problem of some environments, or of all of them and every platform."""
        chosen = tuple(names)
        problems = {problem for name in chosen or self.names for problem in self._problems(name)}
        if not chosen:
            for platform in self.platform_names:
                problems.update(self._platform_problems(platform))
            problems.update(self._price_problems())
        return sorted(problems)

    def facts(self) -> tuple[EnvironmentFile, ...]:
        """Return every environment file that can be read."""
        paths = map(self._environment_path, self.names)
        return tuple(found for path in paths if (found := self._read(path, EnvironmentFile).sound))

    @property
    def _inventories(self) -> Path:
        return self.root / "inventories"

    @property
    def _shared(self) -> Path:
        return self.root / "platforms" / "shared"

    def _platform_path(self, name: str) -> Path:
        return self.root / "platforms" / f"{name}.yml"

    def _environment_path(self, name: str) -> Path:
        return self._inventories / f"{name}.yml"

    def _read(self, path: Path, model: type[Model]) -> Reading[Model]:
        if path not in self._readings:
            self._readings[path] = survey(path, model)
        return self._readings[path]

    def _sound(self, path: Path, model: type[Model]) -> Model:
        reading = self._read(path, model)
        if reading.sound is None:
            raise InvalidInputError(reading.problems)
        return reading.sound

    def _price_problems(self) -> list[Problem]:
        reading = self._read(self._shared / "prices.yml", Prices)
        complaints = price_complaints(reading.sound) if reading.sound else ()
        return [*reading.problems, *reading.placed(complaints)]

    def _platform_problems(self, name: str) -> list[Problem]:
        if name not in self._platforms:
            self._platforms[name] = list(self._judge_platform(name))
        return self._platforms[name]

    def _judge_platform(self, name: str) -> Iterator[Problem]:
        common = self._read(self._shared / "common.yml", Common)
        platform = self._read(self._platform_path(name), Platform)
        timing = self._read(self._shared / "timers.yml", Timing)
        yield from (*common.problems, *timing.problems, *platform.problems)
        if common.sound and platform.rest:
            shared, own = common.sound, platform.rest
            yield from common.placed(common_complaints(shared))
            yield from platform.placed(platform_complaints(own, shared, name, platform.unsound))
        if timing.sound:
            yield from timing.placed(timing_complaints(timing.sound))
            if platform.rest and "sizes" not in platform.unsound:
                yield from platform.placed(profile_complaints(platform.rest, timing.sound))

    def _problems(self, name: str, look: Look = AS_WRITTEN) -> list[Problem]:
        """Return all that keeps an environment from being built: of its file and those it needs."""
        reading = self._read(self._environment_path(name), EnvironmentFile)
        problems = self._file_problems(name, look)
        facts = reading.rest
        if facts is None:
            return problems
        for other in {f"{facts.platform}-dc", facts.peer or name}.intersection(self.names) - {name}:
            problems += self._file_problems(other, look)
        if facts.platform in self.platform_names:
            of_platform = self._platform_problems(facts.platform)
            problems += of_platform
            if not of_platform and "place" not in reading.unsound:
                problems += reading.placed(environment_complaints(self._sight(name, look)))
        return problems

    def _file_problems(self, name: str, look: Look) -> list[Problem]:
        reading = self._read(self._environment_path(name), EnvironmentFile)
        return [*reading.problems, *reading.placed(self._file_complaints(name, look))]

    def _file_complaints(self, name: str, look: Look) -> Iterator[Complaint]:
        reading = self._read(self._environment_path(name), EnvironmentFile)
        if reading.rest is None:
            return
        facts, unsound = look.at(reading.rest), reading.unsound
        if "platform" not in unsound and facts.platform not in self.platform_names:
            hint = nearest(facts.platform, self.platform_names)
            yield ("platform",), f"there is no platforms/{facts.platform}.yml{hint}"
            unsound |= {"platform"}
        yield from pair_complaints(name, facts, self._family(facts, look), unsound)
        prices = self._read(self._shared / "prices.yml", Prices).sound
        if prices and "region" not in unsound:
            yield from region_complaints(facts, prices)

    def _family(self, facts: EnvironmentFile, look: Look) -> dict[str, EnvironmentFile | None]:
        """Return every environment of the same platform, and the peer; a broken one as nothing."""
        found = {
            name: self._read(self._environment_path(name), EnvironmentFile).sound
            for name in self.names
            if name == facts.peer or name.rpartition("-")[0] == facts.platform
        }
        return {name: look.at(each) if each else None for name, each in found.items()}

    def _sight(self, name: str, look: Look) -> Sight:
        """Return an environment of a sound platform, made of what can be read of its own file."""
        facts, faults = self._rest(name, look), self._faults(name, look)
        dc = f"{facts.platform}-dc"
        if facts.place == "dr" or (name != dc and dc in self.names):
            faults |= of_a_dc(self._faults(dc, look))
        if not fits(facts.network):
            facts, faults = facts.model_copy(update={"network": STAND_IN}), faults | {("network",)}
        environment = self._alone(name, facts, look)
        if facts.peer in self.names and not self._file_problems(facts.peer, look):
            peer = self._alone(facts.peer, self._rest(facts.peer, look), look)
            environment = replace(environment, peer=peer)
        return Sight(environment, faults)

    def _faults(self, name: str, look: Look) -> frozenset[Location]:
        """Return where a file is in doubt; a network is, only where it cannot be read."""
        reading = self._read(self._environment_path(name), EnvironmentFile)
        complained = {location for location, _ in self._file_complaints(name, look)}
        return reading.faults | (complained - {("network",)})

    def _rest(self, name: str, look: Look) -> EnvironmentFile:
        reading = self._read(self._environment_path(name), EnvironmentFile)
        if reading.rest is None:
            raise InvalidInputError(reading.problems)
        return look.at(reading.rest)

    def _with_peer(self, name: str, look: Look) -> Environment:
        environment = self._alone(name, self._rest(name, look), look)
        peer = environment.facts.peer
        if peer is None:
            return environment
        return replace(environment, peer=self._alone(peer, self._rest(peer, look), look))

    def _alone(self, name: str, facts: EnvironmentFile, look: Look) -> Environment:
        platform = self._sound(self._platform_path(facts.platform), Platform)
        shelf = Shelf(platform, self.common, self.timing)
        return shelf.environment(name, facts, self._leader(facts, look), look.size)

    def _leader(self, facts: EnvironmentFile, look: Look) -> EnvironmentFile:
        """Return the dc's file where there is one: it says the size for its whole platform."""
        path = self._environment_path(f"{facts.platform}-dc")
        found = None if facts.place == "dc" else self._read(path, EnvironmentFile).rest
        return look.at(found) if found else facts
