"""What AWS says of a resource, in the words of its inputs, so that drift shows as a difference."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

import jmespath

from lab.aws.entry import Entry
from lab.aws.words import Properties, bare, camel, match

ABSENT = object()
"""What AWS does not speak of."""


@dataclass
class Reading:
    """Compares what was declared with what is there."""

    lost: Set[str]
    """The ways to what never came back as it was given, and so says nothing about drift."""
    differences: set[str] = field(default_factory=set)
    """The ways to what is otherwise than declared."""

    def inputs(
        self, entry: Entry, declared: Properties, element: Properties, unread: Set[str]
    ) -> Properties:
        """Return the inputs that would declare what is there; AWS cannot speak of some."""
        certain = {"region", *unread, *entry.unsent, *entry.identity}
        self.lost = {*self.lost, *entry.hidden}
        seen: Properties = {}
        for name, value in declared.items():
            if name in certain:
                seen[name] = value
                continue
            found = self._compare(value, lookup(entry, name, element), name)
            if found is not ABSENT:
                seen[name] = found
        return seen

    def _compare(self, declared: Any, found: Any, path: str) -> Any:  # noqa: ANN401 - any value
        if path in self.lost or (found is ABSENT and not declared):
            return declared
        if isinstance(declared, dict) and path == "tags":
            return self._tags(declared, found, path)
        if isinstance(declared, dict):
            found = _as_map(found)
        if isinstance(declared, dict) and isinstance(found, Mapping):
            return self._object(declared, found, path)
        if isinstance(declared, list) and isinstance(found, list | Mapping):
            return self._list(declared, found if isinstance(found, list) else [found], path)
        if same(declared, found):
            return declared
        self.differences.add(path)
        return plain(found) if found is not ABSENT else ABSENT

    def _tags(self, declared: dict[str, Any], found: Any, path: str) -> Any:  # noqa: ANN401 - any value
        there = as_tags(found)
        if there != declared:
            self.differences.add(path)
        return there

    def _object(self, declared: dict[str, Any], found: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 - any value
        seen = {
            name: self._compare(value, member(found, name), f"{path}.{name}")
            for name, value in declared.items()
        }
        return {name: value for name, value in seen.items() if value is not ABSENT}

    def _list(self, declared: list[Any], found: list[Any], path: str) -> Any:  # noqa: ANN401 - any value
        if all(not isinstance(each, dict | list) for each in declared):
            if sorted(map(str, declared)) == sorted(map(str, found)):
                return declared
        elif len(declared) == len(found):
            found = _in_order_of(declared, found)
            pairs = enumerate(zip(declared, found, strict=True))
            return [self._compare(one, other, f"{path}[{index}]") for index, (one, other) in pairs]
        self.differences.add(path)
        return plain(found)


def _as_map(found: Any) -> Any:  # noqa: ANN401 - any value
    """Return a list of names with a value each as the map that Pulumi has in its place."""
    pairs = isinstance(found, list) and all(
        isinstance(each, Mapping) and each.keys() == {"Name", "Value"} for each in found
    )
    return {each["Name"]: each["Value"] for each in found} if pairs else found


def _in_order_of(declared: list[Any], found: list[Any]) -> list[Any]:
    """Return named things in the order in which they were declared: AWS has its own."""
    places = {each.get("name"): place for place, each in enumerate(declared)}
    if None in places:
        return found
    return sorted(found, key=lambda each: places.get(as_text(member(each, "name")), len(places)))


def as_text(value: object) -> str:
    """Return a value as text."""
    return value if isinstance(value, str) else ""


def lookup(entry: Entry, name: str, element: Properties) -> Any:  # noqa: ANN401 - any value
    """Return what AWS says of one input or output."""
    if name in entry.seen:
        found = jmespath.search(entry.seen[name], element)
        return ABSENT if found is None else found
    if name in entry.names:
        found = jmespath.search(
            ".".join(f'"{each}"' for each in entry.names[name].split(".")), element
        )
        return ABSENT if found is None else found
    direct = member(element, name)
    if direct is not ABSENT:
        return direct
    inner = [member(each, name) for each in element.values() if isinstance(each, Mapping)]
    there = [each for each in inner if each is not ABSENT]
    return there[0] if len(there) == 1 else ABSENT


def member(found: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - any value
    """Return a member, by Pulumi's spelling of its name."""
    spelt = match(name, found)
    return ABSENT if spelt is None or found[spelt] is None else found[spelt]


def same(declared: object, found: object) -> bool:
    """Tell whether two spellings are one value: numbers, switches and policies come as text."""
    if declared == found or str(declared).lower() == str(found).lower():
        return True
    if str(found).startswith("arn:") and str(found).endswith(f"/{declared}"):
        return True
    return _document(declared) == _document(found) is not None


def _document(value: object) -> object:
    if isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        try:
            return json.loads(value)
        except ValueError:
            return None
    return value if isinstance(value, dict) else None


def as_tags(found: object) -> dict[str, str]:
    """Return tags as a map, whatever shape they come in; AWS's own are not ours to declare."""
    if isinstance(found, Mapping):
        pairs = dict(found)
    elif isinstance(found, list):
        pairs = {}
        for each in found:
            by_bare = {bare(key): value for key, value in each.items()}
            pairs[by_bare.get("key", by_bare.get("tagkey"))] = by_bare.get(
                "value", by_bare.get("tagvalue", "")
            )
    else:
        return {}
    return {key: str(value) for key, value in pairs.items() if not key.startswith("aws:")}


def plain(value: Any) -> Any:  # noqa: ANN401 - any value
    """Return a value of AWS's as Pulumi would carry it."""
    if isinstance(value, Mapping):
        return {camel(str(key)): plain(each) for key, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool) else str(value)
