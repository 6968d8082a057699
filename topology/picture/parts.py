"""What a picture is made of, before anything has a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from topology.picture.text import TIE
from topology.picture.words import Kind, Look, Tone


@dataclass(frozen=True, slots=True)
class Edge:
    """A line: who opens connections to whom, and on which ports."""

    source: str
    target: str
    kind: Kind
    ports: tuple[str, ...]
    how: str = ""
    """How data is copied between the sites."""

    @property
    def says(self) -> str:
        """What stands where it ends."""
        return ", ".join(((self.how,) if self.how else ()) + self.ports)

    @property
    def is_drawn(self) -> bool:
        """Whether it is a line; what the members of one tier say to each other is a text."""
        return self.source != self.target

    @property
    def is_mutual(self) -> bool:
        """Whether it runs both ways: between equal tiers of two sites."""
        return self.target == f"peer.{self.source}"


@dataclass(frozen=True, slots=True)
class Chip:
    """Where lines end at a box: everyone who comes in on the same ports."""

    edges: tuple[Edge, ...]
    text: str

    @property
    def kind(self) -> Kind:
        """What its lines stand for."""
        return self.edges[0].kind


@dataclass(frozen=True, slots=True)
class Line:
    """One line of small print, before it is wrapped."""

    text: str
    tone: Tone = "small"


@dataclass(frozen=True, slots=True)
class Box:
    """A tier, here or at the peer, or an outside party."""

    key: str
    title: str
    aside: str = ""
    lines: tuple[Line, ...] = ()
    chips: tuple[Chip, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes in one frame. A group that stands in several columns has one frame around them."""

    key: str
    look: Look
    title: str
    aside: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything in a picture."""

    name: str
    title: str
    facts: tuple[str, ...]
    site: str
    columns: tuple[tuple[Group, ...], ...]
    """Left to right: who comes in, the columns of the site, who is called with the peer."""
    edges: tuple[Edge, ...]
    footer: tuple[str, ...]

    @property
    def described(self) -> str:
        """Everything in it, in sentences, for those who do not see it."""
        facts = (f"{fact.removesuffix('.')}." for fact in self.facts)
        lines = (f"{e.source} to {e.target}: {e.says}." for e in self.edges if e.is_drawn)
        return " ".join((*facts, *lines)).replace(TIE, " ")

    @property
    def each(self) -> Iterator[tuple[int, Group, Box]]:
        """Every box, with its column and its group."""
        for index, groups in enumerate(self.columns):
            for group in groups:
                for box in group.boxes:
                    yield index, group, box
