"""Read a YAML file strictly, and remember on which line everything stands.

The dialect is the useful part of YAML: mappings, sequences, plain and quoted scalars.
Anchors, aliases, tags and repeated keys are refused (an alias can make a small file explode, a
repeated key loses the first value silently), and so are files larger than any person writes.
Words are words: ``no``, ``on`` and ``22:30`` stay text, unlike in YAML 1.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from topology.problems import InvalidInputError, Location, Problem, spell

Value = str | int | float | bool | None | tuple["Value", ...] | dict[str, "Value"]

LARGEST = 1_000_000  # bytes; the largest file of the repository has about 60,000
DEEPEST = 20  # levels; the deepest file of the repository has 6

_INTEGER = re.compile(r"[-+]?[0-9][0-9_]*")
_FLOAT = re.compile(r"[-+]?[0-9][0-9_]*\.[0-9]+")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """A file's data, and the line and column of every key and value in it."""

    path: Path
    data: dict[str, Value]
    marks: dict[Location, tuple[int, int]]

    def problem(self, location: Location, message: str) -> Problem:
        """Place a message at a location, or at its nearest parent that the file has."""
        known = location
        while known not in self.marks and known:
            known = known[:-1]
        line, column = self.marks.get(known, (1, 1))
        return Problem(self.path, line, column, spell(location), message)


def read(path: Path) -> Document:
    """Read one file; raise `InvalidInputError` with all that is wrong with its form."""
    return parse(path, _text(path))


def parse(path: Path, text: str) -> Document:
    """Parse text that came from ``path``."""
    reader = _Reader(path)
    try:
        reader.run(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        said = error.problem or error.context or "cannot be read"
        reader.problems.append(Problem(path, line, column, "", f"broken YAML: {said}"))
    except yaml.YAMLError as error:
        reader.problems.append(Problem(path, 1, 1, "", f"broken YAML: {error}"))
    if not reader.problems and not isinstance(reader.root, dict):
        what = "is empty" if reader.root is None else "is not a mapping of keys to values"
        reader.problems.append(Problem(path, 0, 0, "", f"the file {what}; start with `key: value`"))
    if reader.problems or not isinstance(reader.root, dict):
        raise InvalidInputError(reader.problems)
    return Document(path, reader.root, reader.marks)


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            limit = f"at most {LARGEST:,} bytes are read, and this has {size:,}"
            raise InvalidInputError([Problem(path, 0, 0, "", f"{limit}; is it the right file?")])
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        beside = ", ".join(sorted(p.name for p in path.parent.glob("*.yml"))) or "no file at all"
        message = f"there is no such file; beside it there is: {beside}"
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 text (byte {error.start}); save it as UTF-8"
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    raise InvalidInputError([Problem(path, 0, 0, "", message)])


@dataclass
class _Reader:
    """Builds values from parser events without recursion, so that depth cannot hurt it."""

    path: Path
    root: Value = None
    marks: dict[Location, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def run(self, events: Iterator[yaml.Event]) -> None:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse(event, "a second document starts here; one file holds one")
                    return
            elif isinstance(event, yaml.AliasEvent):
                self.refuse(event, f"aliases (*{event.anchor}) are not read; write the value out")
                self.place(event, None)
            elif isinstance(event, yaml.ScalarEvent):
                self.check(event)
                self.scalar(event)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self.check(event)
                self.open(event)
                if len(self.stack) > DEEPEST:
                    self.refuse(event, f"nested deeper than {DEEPEST} levels")
                    return
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                self.close(event)

    def refuse(self, event: yaml.Event, message: str) -> None:
        mark = event.start_mark
        self.problems.append(Problem(self.path, mark.line + 1, mark.column + 1, "", message))

    def check(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            self.refuse(event, f"anchors (&{event.anchor}) are not read; write the value out")
        if event.tag not in (None, "!"):
            self.refuse(event, f"tags ({event.tag}) are not read; remove it")

    def scalar(self, event: yaml.ScalarEvent) -> None:
        top = self.stack[-1] if self.stack else None
        if top is None or not top.wants_key:
            self.place(event, event.value if event.style else _resolve(event.value))
            return
        if event.value in top.mapping:
            self.refuse(event, f"'{event.value}' is there already; a key stands once")
        top.key = event.value
        self.mark((*top.location, event.value), event)

    def open(self, event: yaml.CollectionStartEvent) -> None:
        if self.stack and self.stack[-1].wants_key:
            self.refuse(event, "a key must be a word")
            self.stack[-1].key = "?"
        location = self.stack[-1].next_location if self.stack else ()
        self.mark(location, event)
        self.stack.append(_Open(location, isinstance(event, yaml.MappingStartEvent)))

    def close(self, event: yaml.Event) -> None:
        done = self.stack.pop()
        self.place(event, done.mapping if done.is_mapping else tuple(done.items), marked=True)

    def place(self, event: yaml.Event, value: Value, *, marked: bool = False) -> None:
        if not self.stack:
            self.root = value
            return
        top = self.stack[-1]
        if top.wants_key:  # an alias as a key: refused above, nothing to keep
            top.key = "?"
            return
        if not marked:
            self.mark(top.next_location, event)
        top.add(value)

    def mark(self, location: Location, event: yaml.Event) -> None:
        # A key's own mark wins over its value's: an error points at the name that people search.
        at = event.start_mark
        self.marks.setdefault(location, (at.line + 1, at.column + 1))


@dataclass
class _Open:
    """A mapping or sequence whose end has not come yet."""

    location: Location
    is_mapping: bool
    mapping: dict[str, Value] = field(default_factory=dict)
    items: list[Value] = field(default_factory=list)
    key: str | None = None

    @property
    def wants_key(self) -> bool:
        return self.is_mapping and self.key is None

    @property
    def next_location(self) -> Location:
        return (*self.location, (self.key or "") if self.is_mapping else len(self.items))

    def add(self, value: Value) -> None:
        if self.is_mapping:
            self.mapping[self.key or ""] = value
            self.key = None
        else:
            self.items.append(value)


def _resolve(text: str) -> Value:
    """Tell numbers, true, false and null from words."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text.replace("_", ""))
    if _FLOAT.fullmatch(text):
        return float(text.replace("_", ""))
    return text
