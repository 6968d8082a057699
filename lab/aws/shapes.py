"""Pulumi's inputs as the parameters of an AWS operation, by the shapes that botocore knows of it.

Two spellings of a name are the same when they differ in case and punctuation alone. What is spelt
otherwise stands in a resource's own table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.validate import ParamValidator

from lab.aws.words import UNKNOWN, Properties, bare, leaves, match

Path = tuple[str, ...]
"""The way to a member: ``("VpcConfig", "SubnetIds")``."""

_TRUE = ("true", True)
_NUMBERS = ("integer", "long")
_FILLERS: Mapping[str, object] = {"integer": 1, "long": 1, "boolean": True, "float": 1, "double": 1}


@cache
def find(shape: Shape | None, name: str) -> Path | None:
    """Return where a structure takes a property: at its top, or in one structure below.

    Botocore keeps its shapes, so each is asked once: large ones have hundreds of members.
    """
    if not isinstance(shape, StructureShape):
        return None
    if found := match(name, shape.members):
        return (found,)
    inner = [
        (member, *path)
        for member, each in shape.members.items()
        if isinstance(each, StructureShape) and (path := _direct(each, name))
    ]
    return inner[0] if len(inner) == 1 else None


def _direct(shape: StructureShape, name: str) -> Path | None:
    exact = {bare(each): each for each in shape.members}.get(bare(name))
    return (exact,) if exact else None


def at(shape: Shape, path: Path) -> Shape:
    """Return the shape of a member."""
    for step in path:
        shape = shape.members[step]
    return shape


def put(params: dict[str, Any], path: Path, value: object) -> None:
    """Set a member, making the structures on its way."""
    for step in path[:-1]:
        params = params.setdefault(step, {})
    params[path[-1]] = value


def to_api(value: object, shape: Shape) -> Any:  # noqa: ANN401 - whatever the shape is
    """Return a value as the API takes it; `KeyError` names what has no place in it."""
    if value is UNKNOWN or value is None:
        return value
    if isinstance(shape, StructureShape):
        return _structure(value, shape)
    if isinstance(shape, ListShape):
        return _list(value, shape)
    if isinstance(shape, MapShape) and isinstance(value, Mapping):
        return {str(key): to_api(each, shape.value) for key, each in value.items()}
    return _scalar(value, shape)


def _structure(value: object, shape: StructureShape) -> object:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, Mapping):
        return value
    params: dict[str, Any] = {}
    for name, each in value.items():
        path = find(shape, name)
        if path is None:
            raise KeyError(name)
        if each is not None:
            put(params, path, to_api(each, at(shape, path)))
    return params


def _list(value: object, shape: ListShape) -> object:
    if isinstance(value, Mapping) and isinstance(shape.member, StructureShape):
        pair = pair_of(shape.member)
        if pair:
            return [{pair[0]: key, pair[1]: to_api(value[key], _TEXT)} for key in sorted(value)]
    items = value if isinstance(value, list) else [value]
    return [to_api(each, shape.member) for each in items]


def pair_of(shape: StructureShape) -> tuple[str, str] | None:
    """Return the members of a structure that is a name with its value, as tags are."""
    by_bare = {bare(each): each for each in shape.members}
    for key, value in (("key", "value"), ("tagkey", "tagvalue"), ("name", "value")):
        if key in by_bare and value in by_bare:
            return by_bare[key], by_bare[value]
    return None


def _scalar(value: object, shape: Shape) -> object:
    kind = shape.type_name
    if kind == "string":
        return _text(value)
    if kind == "boolean" and value in ("true", "false", True, False):
        return value in _TRUE
    if kind in _NUMBERS and isinstance(value, float) and value.is_integer():
        return int(value)
    if kind in _NUMBERS and isinstance(value, str) and re.fullmatch(r"-?\d+", value):
        return int(value)
    return value


def _text(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    return json.dumps(value) if isinstance(value, dict) else value


def complaints(params: Properties, shape: Shape) -> Iterator[str]:
    """Yield what AWS would refuse, as far as botocore's model of the call says it."""
    report = ParamValidator().validate(_filled(params, shape), shape)
    if report.has_errors():
        yield from report.generate_report().splitlines()
    yield from outside(params, shape, "")


def _filled(value: Any, shape: Shape) -> Any:  # noqa: ANN401 - whatever the shape is
    """Return a value with something acceptable in place of what is not known yet."""
    if value is UNKNOWN:
        return _filler(shape)
    if isinstance(shape, StructureShape) and isinstance(value, Mapping):
        return {
            key: _filled(each, shape.members[key]) if key in shape.members else each
            for key, each in value.items()
        }
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [_filled(each, shape.member) for each in value]
    if isinstance(shape, MapShape) and isinstance(value, Mapping):
        return {key: _filled(each, shape.value) for key, each in value.items()}
    return value


def _filler(shape: Shape) -> object:
    if isinstance(shape, StructureShape):
        return {each: _filler(shape.members[each]) for each in shape.required_members}
    if isinstance(shape, ListShape):
        return []
    if isinstance(shape, MapShape):
        return {}
    return _FILLERS.get(shape.type_name, "x" * int(shape.metadata.get("min", 1)))


def outside(value: object, shape: Shape, path: str = "") -> Iterator[str]:
    """Yield values that are none of those listed, or outside patterns and bounds."""
    if isinstance(shape, StructureShape) and isinstance(value, Mapping):
        for key, each in value.items():
            if key in shape.members:
                yield from outside(each, shape.members[key], f"{path}.{key}".lstrip("."))
    elif isinstance(shape, ListShape) and isinstance(value, list):
        for index, each in enumerate(value):
            yield from outside(each, shape.member, f"{path}[{index}]")
    elif isinstance(shape, MapShape) and isinstance(value, Mapping):
        for key, each in value.items():
            yield from outside(each, shape.value, f"{path}[{key}]")
    elif shape.type_name == "string" and isinstance(value, str):
        yield from _outside_text(value, shape, path)
    elif isinstance(value, int) and value > float(shape.metadata.get("max", "inf")):
        yield f"{path}: {value} is more than {shape.metadata['max']}"


def _outside_text(value: str, shape: Shape, path: str) -> Iterator[str]:
    known = shape.metadata.get("enum")
    if known and value not in known:
        yield f"{path}: {value!r} is none of {', '.join(known[:40])}"
    if len(value) > float(shape.metadata.get("max", "inf")):
        yield f"{path}: {len(value)} characters are more than {shape.metadata['max']}"
    pattern = shape.metadata.get("pattern")
    if pattern and _refused(pattern, value):
        yield f"{path}: {value!r} does not match {pattern}"


@cache
def _refused(pattern: str, value: str) -> bool:
    """Tell whether a pattern of AWS's, which is Java's, refuses; no, if Python cannot read it."""
    try:
        return re.fullmatch(re.sub(r"\\p\{[LZN]\w*\}", r"\\w\\s", pattern), value, re.S) is None
    except re.error:
        return False


def has_unknown(params: object) -> bool:
    """Tell whether a call cannot be made yet."""
    return any(each is UNKNOWN for each in leaves(params))


_TEXT = Shape("Text", {"type": "string"})
