"""A resource as a rule sees it, wherever it comes from: a plan, a state, or a test."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

NOT_KNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How the engine writes what it does not know before another resource is there."""


class NotKnownError(Exception):
    """A rule asked for what is not known yet: it is unchecked, which is not passed."""


@dataclass(frozen=True)
class Resource:
    """One resource of AWS, or of a cluster, by its declared inputs."""

    kind: str
    """Its type, such as ``aws:rds/instance:Instance``."""
    name: str
    inputs: Mapping[str, Any]
    urn: str = ""

    @property
    def service(self) -> str:
        """The first word of its type: ``rds``."""
        return self.kind.split(":")[1].split("/")[0] if ":" in self.kind else ""

    def get(self, path: str, default: Any = None) -> Any:  # noqa: ANN401 - any value
        """Return an input by its way, such as ``metadataOptions.httpTokens``."""
        found: Any = self.inputs
        for step in path.split("."):
            if is_unknown(found):
                raise NotKnownError(path)
            if isinstance(found, list):
                found = found[0] if found else {}
            found = found.get(step) if isinstance(found, Mapping) else None
        if is_unknown(found):
            raise NotKnownError(path)
        return default if found is None else found

    def items(self, path: str) -> list[Any]:
        """Return a list by its way; one alone is a list of one."""
        found = self.get(path, [])
        return found if isinstance(found, list) else [found]

    def is_given(self, name: str) -> bool:
        """Tell whether an input is given, known or not."""
        return self.inputs.get(name) is not None

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Yield the statements of every policy of IAM that it carries."""
        for name in ("policy", "assumeRolePolicy", "accessPolicies"):
            text = self.get(name)
            if isinstance(text, str) and text.lstrip().startswith("{"):
                statements = json.loads(text).get("Statement", [])
                yield from statements if isinstance(statements, list) else [statements]


def is_unknown(value: object) -> bool:
    """Tell whether a value is not known yet."""
    return isinstance(value, str) and value == NOT_KNOWN


@dataclass(frozen=True)
class Site:
    """What rules must know of the environment: from its model, never restated."""

    name: str
    region: str
    lasting: bool
    """Whether it is one of a pair, which nobody deletes by mistake."""
    guarded: bool
    """Whether its file says so still: the guard is taken off before it is taken away."""
    peer_region: str | None
    """The region of the other site, where that is in AWS."""
    several: Mapping[str, int]
    """Nodes of each tier that the cloud runs, by the tier."""
    locked_days: int
    """How long a law wants something kept and locked; 0: none does."""
    backup_days: Mapping[str, int]
    """The longest that each thing is kept by the platform's policy, in days."""
    open_ports: frozenset[tuple[int, int]] = frozenset()
    """What the flows open to the world: first and last port of each."""
    versions: Mapping[str, Any] = field(default_factory=dict)
    """What runs in each service, by its engine's word."""
    owner: str = ""
    budget: float = 0.0
    today: str = ""
    monthly: float | None = None
    """What all of it costs a month; nothing, where nobody has reckoned it."""
