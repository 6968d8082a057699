"""The files of the repository, read once each, and environments made from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from topology.catalogue import Common
from topology.checks import (
    common_complaints,
    environment_complaints,
    pair_complaints,
    platform_complaints,
)
from topology.environment import Environment
from topology.environment_file import EnvironmentFile, Overrides
from topology.platform import Platform
from topology.prices import Prices, price_complaints
from topology.problems import InvalidInputError, Problem, nearest
from topology.timers import profile_complaints, timing_complaints
from topology.timing import Timing
from topology.validate import Reading, survey
from topology.words import PLACES, Form, Size, Target, smaller_of

Model = TypeVar("Model", bound=BaseModel)

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Look:
    """Another size, form or target to look at, without touching the file."""

    size: Size | None = None
    form: Form | None = None
    target: Target | None = None

    def at(self, facts: EnvironmentFile) -> EnvironmentFile:
        """Return the facts as they would be; managed services are AWS's unless one says else.

        Machines belong to what is written, and overrides to the size that is.
        """
        changed: dict[str, Any] = {}
        if self.form and facts.place != "dr":  # a dr takes its dc's
            changed["form"] = self.form
        if self.target or self.form == "managed":
            changed["target"] = self.target or "aws"
        if facts.machines and self != AS_WRITTEN:
            changed["machines"] = {}
        if self.size and "overrides" in facts.model_fields_set:
            changed["overrides"] = Overrides()
        return facts.model_copy(update=changed)


AS_WRITTEN = Look()


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
        problems = list(self._file_problems(name, look))
        reading = self._read(self._environment_path(name), EnvironmentFile)
        facts = reading.sound
        if facts is None:
            return problems
        needed = {f"{facts.platform}-dc", facts.peer or name} - {name}
        for other in needed.intersection(self.names):
            problems += self._file_problems(other, look)
        if facts.platform in self.platform_names:
            problems += self._platform_problems(facts.platform)
        if not problems:
            problems += reading.placed(environment_complaints(self._with_peer(name, look)))
        return problems

    def _file_problems(self, name: str, look: Look) -> Iterator[Problem]:
        reading = self._read(self._environment_path(name), EnvironmentFile)
        yield from reading.problems
        if reading.rest is None:
            return
        facts, unsound = look.at(reading.rest), reading.unsound
        if "platform" not in unsound and facts.platform not in self.platform_names:
            hint = nearest(facts.platform, self.platform_names)
            message = f"there is no platforms/{facts.platform}.yml{hint}"
            yield from reading.placed([(("platform",), message)])
            unsound |= {"platform"}
        family = self._family(facts, look)
        yield from reading.placed(pair_complaints(name, facts, family, unsound))

    def _family(self, facts: EnvironmentFile, look: Look) -> dict[str, EnvironmentFile | None]:
        """Return every environment of the same platform, and the peer; a broken one as nothing."""
        found = {
            name: self._read(self._environment_path(name), EnvironmentFile).sound
            for name in self.names
            if name == facts.peer or name.rpartition("-")[0] == facts.platform
        }
        return {name: look.at(each) if each else None for name, each in found.items()}

    def _with_peer(self, name: str, look: Look) -> Environment:
        environment = self._alone(name, look)
        peer = environment.facts.peer
        return replace(environment, peer=self._alone(peer, look)) if peer else environment

    def _alone(self, name: str, look: Look) -> Environment:
        facts = look.at(self._sound(self._environment_path(name), EnvironmentFile))
        leader = self._leader_facts(facts, look)
        structure = look.size or leader.size or "small"
        own = facts.size or leader.size or structure
        follows = facts.place in ("dc", "dr")
        return Environment(
            name=name,
            place=facts.place,
            size=structure,
            capacity=structure if follows else smaller_of(own, structure),
            target=facts.target,
            form=facts.form or leader.form or "servers",
            facts=facts,
            home=bool(facts.home),
            platform=self._sound(self._platform_path(facts.platform), Platform),
            common=self.common,
            timing=self.timing,
            leader_facts=leader if follows else facts,
        )

    def _leader_facts(self, facts: EnvironmentFile, look: Look) -> EnvironmentFile:
        """Return the dc's file where there is one: it says the size for its whole platform."""
        path = self._environment_path(f"{facts.platform}-dc")
        if facts.place == "dc" or not path.is_file():
            return facts
        found = self._read(path, EnvironmentFile).sound
        return look.at(found) if found else facts
