"""The files of the repository, read once each, and environments made from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from topology.catalogue import Common
from topology.checks import environment_complaints, pair_complaints, platform_complaints
from topology.documents import Document, read
from topology.environment import Environment
from topology.environment_file import EnvironmentFile
from topology.platform import Platform
from topology.problems import InvalidInputError, Problem, nearest
from topology.validate import Complaint, place, survey
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
        """Return the facts as they would be; managed services are AWS's unless one says else."""
        target = self.target or ("aws" if self.form == "managed" else None)
        wanted = {"form": self.form, "target": target}
        return facts.model_copy(update={key: value for key, value in wanted.items() if value})


AS_WRITTEN = Look()


class Repository:
    """A checkout: reads each of its files at most once, and strictly."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self._surveys: dict[Path, tuple[Document | None, BaseModel | None, list[Problem]]] = {}

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

    def platform(self, name: str) -> Platform:
        """Return a platform, checked."""
        if problems := self._platform_problems(name):
            raise InvalidInputError(problems)
        return self._sound(self._platform_path(name), Platform)

    def load(self, name: str, look: Look = AS_WRITTEN) -> Environment:
        """Return an environment, checked; raise `InvalidInputError` with all that is wrong."""
        problems = self._problems(name, look)
        if problems:
            raise InvalidInputError(problems)
        return self._with_peer(name, look)

    def check(self, names: Iterable[str] = ()) -> list[Problem]:
        """Return every problem of some environments, or of all of them and every platform."""
        chosen = tuple(names)
        problems = {problem for name in chosen or self.names for problem in self._problems(name)}
        if not chosen:
            for platform in self.platform_names:
                problems.update(self._platform_problems(platform))
        return sorted(problems)

    def facts(self) -> tuple[EnvironmentFile, ...]:
        """Return every environment file that can be read."""
        paths = map(self._environment_path, self.names)
        return tuple(found for path in paths if (found := self._survey(path, EnvironmentFile)[0]))

    def document(self, path: Path) -> Document | None:
        """Return a file with its lines, where it can be read at all."""
        return self._surveys[path][0] if path in self._surveys else None

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

    def _survey(self, path: Path, model: type[Model]) -> tuple[Model | None, list[Problem]]:
        if path not in self._surveys:
            try:
                document = read(path)
            except InvalidInputError as error:
                self._surveys[path] = (None, None, list(error.problems))
            else:
                self._surveys[path] = (document, *survey(document, model))
        _, found, problems = self._surveys[path]
        return (found if isinstance(found, model) else None), problems

    def _sound(self, path: Path, model: type[Model]) -> Model:
        found, problems = self._survey(path, model)
        if problems or found is None:
            raise InvalidInputError(problems)
        return found

    def _placed(self, path: Path, complaints: Iterable[Complaint]) -> list[Problem]:
        document = self.document(path)
        return list(place(document, complaints)) if document else []

    def _platform_problems(self, name: str) -> list[Problem]:
        common, problems = self._survey(self._shared / "common.yml", Common)
        path = self._platform_path(name)
        platform, own = self._survey(path, Platform)
        if common and platform:
            own = own + self._placed(path, platform_complaints(platform, common, name))
        return problems + own

    def _problems(self, name: str, look: Look = AS_WRITTEN) -> list[Problem]:
        path = self._environment_path(name)
        facts, problems = self._survey(path, EnvironmentFile)
        if facts is None:
            return problems
        family = self._family(facts, look)
        problems = problems + self._placed(path, pair_complaints(name, look.at(facts), family))
        if not self._platform_path(facts.platform).is_file():
            hint = nearest(facts.platform, self.platform_names)
            complaint = (("platform",), f"there is no platform '{facts.platform}'{hint}")
            return problems + self._placed(path, [complaint])
        problems += self._platform_problems(facts.platform)
        if not problems:
            environment = self._with_peer(name, look)
            problems += self._placed(path, environment_complaints(environment))
        return problems

    def _family(self, facts: EnvironmentFile, look: Look) -> dict[str, EnvironmentFile]:
        """Return every readable environment of the same platform, and the peer, by name."""
        names = {each for each in self.names if each.rpartition("-")[0] == facts.platform}
        names.update([facts.peer] if facts.peer in self.names else [])
        read_ = {
            each: self._survey(self._environment_path(each), EnvironmentFile)[0] for each in names
        }
        return {each: look.at(found) for each, found in read_.items() if found}

    def _with_peer(self, name: str, look: Look) -> Environment:
        environment = self._alone(name, look)
        if environment.facts.peer is None:
            return environment
        peer = self._alone(environment.facts.peer, look)
        return replace(environment, peer=peer)

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
            leader_facts=leader if follows else facts,
        )

    def _leader_facts(self, facts: EnvironmentFile, look: Look) -> EnvironmentFile:
        """Return the dc's file where there is one: it says the size for its whole platform."""
        path = self._environment_path(f"{facts.platform}-dc")
        if facts.place == "dc" or not path.is_file():
            return facts
        found, _ = self._survey(path, EnvironmentFile)
        return look.at(found) if found else facts
