"""Read a YAML file strictly, and remember on which line everything stands.

The dialect is the useful part of YAML: mappings, sequences, plain and quoted scalars.
Anchors, aliases and tags are refused (an alias can make a small file explode), and so are files
larger than any person writes. A repeated key, which loses the first value silently, is a problem
too, but hides no other.
Words are words: ``no``, ``on`` and ``22:30`` stay text, unlike in YAML 1.1.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from topology.problems import InvalidInputError, Location, Problem, nearest, shown, spell

Value = str | int | float | bool | None | tuple["Value", ...] | dict[str, "Value"]

LARGEST = 1_000_000  # bytes; the largest file of the repository has about 60,000
DEEPEST = 20  # levels; the deepest file of the repository has 6
ENOUGH = 100  # problems of form; more say no more than that it is the wrong file

# Longer figures stay text: nobody means them, and Python's own limits would end in a traceback.
_INTEGER = re.compile(r"[-+]?[0-9][0-9_]{0,17}")
_FLOAT = re.compile(r"[-+]?[0-9][0-9_]{0,17}\.[0-9]{1,17}")
# What YAML does not allow, and what only a terminal would act on.
_NO_TEXT = re.compile(
    "[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]"
)
_REMEDY = "look at this line and the one before: indentation, quotes, brackets"
_REMEDIES = {
    "mapping values are not allowed": "quote text that holds ': ', or mend the indentation",
    "cannot start any token": "indent with spaces, not tabs; quote text that starts with @, ` or %",
    "could not find expected ':'": "end the key with ':', or quote text of several lines",
    "expected ',' or": "close the bracket, or put a comma between the items",
    "did not find expected key": "mend the indentation; keys of one mapping start in one column",
    "'-' indicator": "mend the indentation; items of one list start in one column",
    "unexpected end of stream": "close the quotes",
}
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """A file's data, and the line and column of every key and value in it."""

    path: Path
    data: dict[str, Value]
    marks: dict[Location, tuple[int, int]]
    repeated: tuple[Problem, ...] = ()
    """Keys that stand twice; of these ``data`` has the last."""

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
    if odd := _NO_TEXT.search(text):
        before = text[: odd.start()]
        line, column = before.count("\n") + 1, odd.start() - before.rfind("\n")
        message = f"the character U+{ord(odd[0]):04X} is no text; remove it"
        raise InvalidInputError([Problem(path, line, column, "", message)])
    reader = _Reader(path)
    try:
        reader.run(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        reader.problems.append(_broken(path, error))
    if not reader.problems and not isinstance(reader.root, dict):
        what = "is empty" if reader.root is None else "is not a mapping of keys to values"
        reader.problems.append(Problem(path, 0, 0, "", f"the file {what}; start with `key: value`"))
    if reader.problems or not isinstance(reader.root, dict):
        raise InvalidInputError(reader.problems + reader.repeated)
    return Document(path, reader.root, reader.marks, tuple(reader.repeated))


def _broken(path: Path, error: yaml.MarkedYAMLError) -> Problem:
    """Say what the parser said, what it was reading, and what usually mends that."""
    said = str(error.problem)
    remedy = next((help_ for part, help_ in _REMEDIES.items() if part in said), _REMEDY)
    (line, column), (start, _) = _position(error.problem_mark), _position(error.context_mark)
    if error.context and start < line:
        said += f" {error.context} from line {start}"
    return Problem(path, line, column, "", f"broken YAML: {said}; {remedy}")


def _position(mark: object) -> tuple[int, int]:
    """Count from 1, as editors do."""
    return getattr(mark, "line", 0) + 1, getattr(mark, "column", 0) + 1


def _text(path: Path) -> str:
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            kind = "directory" if stat.S_ISDIR(facts.st_mode) else "device or a pipe"
            message = f"is a {kind}; expected a file"
        elif facts.st_size > LARGEST:
            limit = f"at most {LARGEST:,} bytes are read, and this has {facts.st_size:,}"
            message = f"{limit}; is it the right file?"
        else:
            return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        beside = (each.name for each in path.parent.glob("*.yml"))
        message = f"there is no such file{nearest(path.name, beside)}"
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 text (byte {error.start}); save it as UTF-8"
    except OSError as error:
        message = f"cannot be read: {(error.strerror or str(error)).lower()}"
    raise InvalidInputError([Problem(path, 0, 0, "", message)])


@dataclass
class _Reader:
    """Builds values from parser events without recursion, so that depth cannot hurt it."""

    path: Path
    root: Value = None
    marks: dict[Location, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    repeated: list[Problem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def run(self, events: Iterator[yaml.Event]) -> None:
        documents = 0
        for event in events:
            if len(self.problems) + len(self.repeated) >= ENOUGH:
                self.refuse(event, f"reading stops here, after {ENOUGH} problems")
                return
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse(event, "a second document starts here; one file holds one")
                    return
            elif isinstance(event, yaml.AliasEvent):
                self.refuse(event, f"the alias *{event.anchor} is not read; write the value out")
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
        self.problems.append(Problem(self.path, *_position(event.start_mark), "", message))

    def check(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            self.refuse(event, f"the anchor &{event.anchor} is not read; write the value out")
        if event.tag not in (None, "!"):
            self.refuse(event, f"the tag {shown(event.tag)} is not read; remove it")

    def scalar(self, event: yaml.ScalarEvent) -> None:
        top = self.stack[-1] if self.stack else None
        if top is None or not top.wants_key:
            self.place(event, event.value if event.style else _resolve(event.value))
            return
        top.key = event.value
        location = top.next_location
        if event.value in top.mapping:
            message = f"is there already, on line {self.marks[location][0]}; a key stands once"
            place = (*_position(event.start_mark), spell(location))
            self.repeated.append(Problem(self.path, *place, message))
        self.mark(location, event)

    def open(self, event: yaml.CollectionStartEvent) -> None:
        if self.stack and self.stack[-1].wants_key:
            self.refuse(event, "a list or a mapping cannot be a key; write a word")
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
        if top.wants_key:  # an alias, a list or a mapping as a key: refused above
            top.key = "?"
            return
        if not marked:
            self.mark(top.next_location, event)
        top.add(value)

    def mark(self, location: Location, event: yaml.Event) -> None:
        # A key's own mark wins over its value's: an error points at the name that people search.
        self.marks.setdefault(location, _position(event.start_mark))


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
