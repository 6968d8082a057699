"""How one type of resource is carried to AWS: a row of `lab/aws/table`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lab.aws.words import Properties


@dataclass(frozen=True)
class Call:
    """One operation, and what it is given beside the inputs that fit its shape."""

    operation: str
    fixed: Mapping[str, Any] = field(default_factory=dict)
    """Members that are always given; ``{id}``, ``{arn}`` and ``{anInput}`` stand for theirs."""
    takes: tuple[str, ...] | None = None
    """The inputs that it carries; all that fit, where none are named."""
    make: Callable[[Properties], Properties] | None = None
    """Turns the inputs into those that fit, where a name alone does not do it."""
    without: tuple[str, ...] = ()
    """The inputs that it leaves to the updates."""
    whole: bool = False
    """Whether it takes all inputs, and the identifier, even if one of them has changed."""
    apart: bool = False
    """Whether it takes one input at a time."""
    only: object = None
    """The value of its input for which it is the call; any, without one."""
    always: bool = False
    """Whether it is made after each creation, even if it carries no input."""


@dataclass(frozen=True)
class Tags:
    """How tags are changed and read where neither the creation nor the reading does it."""

    add: Call
    remove: Call
    keys: str
    """The member of the removal that takes the tags' names."""
    listing: Call | None = None
    found: str = "Tags"
    """Where they are in what the listing, or the resource's own reading, says."""


@dataclass(frozen=True)
class More:
    """A second reading, whose answer joins the first."""

    call: Call
    found: str
    into: str
    """The member that it becomes."""


@dataclass(frozen=True)
class Entry:
    """One type of resource."""

    kind: str
    service: str
    create: Call
    id: str
    """Where its identifier is in what the creation answers, or a text with ``{inputs}``."""
    read: Call
    prefix: str = ""
    """What answers put before its identifier, though it is no part of it."""
    gone: str = ""
    """How AWS says that it is not there, where no code of an error does."""
    instead: Mapping[str, Call] = field(default_factory=dict)
    """Other creations, by the input that asks for them: a copy is made otherwise."""
    found: str = "@"
    """Where it is in what the reading answers."""
    delete: Call | None = None
    """Nothing: it ends with what it belongs to."""
    before_delete: tuple[Call, ...] = ()
    """What must be undone first."""
    updates: tuple[Call, ...] = ()
    """Also made after a creation, for what the creation itself does not carry."""
    tags: Tags | None = None
    tagged_as: str = ""
    """EC2's word for it, where tags are given at the creation itself."""
    more: tuple[More, ...] = ()
    token: More | None = None
    """What a change or a removal must bring along, asked just before it; a fact of that name."""
    find: Call | None = None
    """Finds by name what a stopped run left; else the reading does, where names are identifiers."""
    found_by: str = ""
    """Where it is in what the finding answers, where that is elsewhere."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Inputs that AWS calls otherwise, by the way to their member."""
    seen: Mapping[str, str] = field(default_factory=dict)
    """Inputs and outputs that are read elsewhere than they are written."""
    outputs: Mapping[str, str] = field(default_factory=dict)
    """Outputs that follow from others: texts with ``{id}`` and the like."""
    hidden: frozenset[str] = frozenset()
    """The ways to what AWS never tells, such as passwords."""
    replace: tuple[str, ...] = ()
    """Inputs whose change needs another resource, though an update would fit."""
    unsent: Mapping[str, str] = field(default_factory=dict)
    """Inputs that never reach AWS, with the reason."""
    recorded: str = ""
    """Why moto does not hold it; it is kept in a file beside moto then."""
    region: str = ""
    """Where it is, whatever its inputs say: some services are worldwide."""

    @property
    def identity(self) -> frozenset[str]:
        """The inputs that its identifier follows from: AWS cannot say otherwise."""
        return frozenset(re.findall(r"{(\w+)}", self.id))

    @property
    def is_named(self) -> bool:
        """Whether its identifier follows from its inputs."""
        return "{" in self.id

    def creation(self, given: Mapping[str, Any]) -> Call:
        """Return the call that makes it of some inputs."""
        return next((call for name, call in self.instead.items() if given.get(name)), self.create)

    @property
    def creations(self) -> tuple[Call, ...]:
        """Every call that makes it."""
        return (self.create, *self.instead.values())
