"""What Pulumi's own SDK says of a resource: the names and types of its inputs and outputs."""

from __future__ import annotations

import importlib
import inspect
import types
import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any

from pulumi import _types as kinds

from lab.aws.words import UNKNOWN, Properties
from topology.problems import nearest

SDK = "pulumi_aws"


@cache
def resource_class(token: str) -> type | None:
    """Return the class of a type token such as ``aws:ec2/vpc:Vpc``."""
    _, module, name = token.split(":")
    try:
        package = importlib.import_module(f"{SDK}.{module.split('/')[0]}")
    except ImportError:
        return None
    found = getattr(package, name, None)
    return found if isinstance(found, type) else None


@cache
def args_class(token: str) -> type | None:
    """Return the class of a resource's inputs, which has a longer name where that one was taken."""
    owner = resource_class(token)
    if owner is None:
        return None
    known = vars(inspect.getmodule(owner))
    found = known.get(f"{owner.__name__}InitArgs", known.get(f"{owner.__name__}Args"))
    return found if isinstance(found, type) else None


@cache
def inputs(args: type) -> Mapping[str, Any]:
    """Return the types of a class of inputs, by their names."""
    return kinds.input_type_types(args)


@cache
def takes_region(token: str) -> bool:
    """Tell whether a resource may be put in another region than its provider's."""
    args = args_class(token)
    return args is not None and "region" in inputs(args)


@cache
def outputs(token: str) -> Mapping[str, Any]:
    """Return the types of a resource's outputs, by their names."""
    owner = resource_class(token)
    return kinds.resource_types(owner) if owner else {}


def fitted(kind: Any, value: object) -> object:  # noqa: ANN401 - any type
    """Return a value of AWS's as an output's type has it; nothing, where it is something else."""
    for choice in map(_plain, _choices(kind)):
        origin = typing.get_origin(choice)
        if origin is not None and not issubclass(origin, Mapping):
            inner = typing.get_args(choice)[0]
            items = value if isinstance(value, list) else [None]
            return value if all(fitted(inner, each) is not None for each in items) else None
        if origin is not None:
            return value if isinstance(value, dict) else None
        if kinds.is_output_type(choice):
            return value if isinstance(value, dict) and _whole(choice, value) else None
        return _read_as(choice, value)
    return value


@cache
def _members(kind: type) -> Mapping[str, Any]:
    return kinds.output_type_types(kind)


def _whole(kind: type, value: Mapping[str, object]) -> bool:
    """Tell whether every member of an object is of its type."""
    known = _members(kind)
    return all(
        fitted(known[name], each) is not None
        for name, each in value.items()
        if name in known and each is not None
    )


def _read_as(kind: type, value: object) -> object:
    """Return one plain value, which AWS often writes as text."""
    if kind is bool and isinstance(value, str):
        return value == "true"
    if kind is int and isinstance(value, str):
        return int(value) if value.isdecimal() else None
    return None if isinstance(value, dict | list) else value


@cache
def required(args: type) -> frozenset[str]:
    """Return the inputs that must be given."""
    spelt = kinds.input_type_py_to_pulumi_names(args)
    parameters = inspect.signature(args.__init__).parameters.values()  # type: ignore[misc]  # its own
    return frozenset(
        spelt[each.name]
        for each in parameters
        if each.name in spelt and each.default is inspect.Parameter.empty
    )


def problems(token: str, given: Properties) -> Iterator[tuple[str, str]]:
    """Yield each input that the SDK's types refuse, with the reason."""
    args = args_class(token)
    if args is None:
        yield "", f"the SDK has no type {token}"
    else:
        yield from of_args(args, given)


def of_args(args: type, given: Properties, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each input that a class of inputs refuses, with the reason."""
    known = inputs(args)
    prefix = f"{path}." if path else ""
    for name in required(args) - given.keys():
        yield f"{prefix}{name}", "is required"
    for name, value in given.items():
        if name not in known:
            yield f"{prefix}{name}", f"is no input of it{nearest(name, known)}"
        else:
            yield from _value_problems(known[name], value, f"{prefix}{name}")


def _value_problems(kind: Any, value: object, path: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any type
    if value is UNKNOWN or value is None:
        return
    choices = [_plain(each) for each in _choices(kind)]
    refusals = [list(_one_problem(each, value, path)) for each in choices]
    if refusals and all(refusals):
        # What came deepest into a choice speaks of what was meant.
        yield from max(refusals, key=lambda each: max(len(at) for at, _ in each))


def _one_problem(kind: Any, value: object, path: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any type
    origin = typing.get_origin(kind)
    if isinstance(kind, type) and kinds.is_input_type(kind):
        if isinstance(value, dict):
            yield from of_args(kind, value, path)
        else:
            yield path, f"expected an object, found {value!r}"
    elif origin is typing.Literal:
        if value not in typing.get_args(kind):
            yield path, f"expected {typing.get_args(kind)[0]!r}, found {value!r}"
    elif origin is not None and issubclass(origin, Mapping):
        yield from _many(typing.get_args(kind)[1], value, path, dict)
    elif origin is not None:
        yield from _many(typing.get_args(kind)[0], value, path, list)
    elif isinstance(kind, type) and not _fits(kind, value):
        yield path, f"expected {_word(kind)}, found {value!r}"


def _many(kind: Any, value: object, path: str, container: type) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any type
    if not isinstance(value, container):
        yield path, f"expected a {container.__name__}, found {value!r}"
        return
    items = value.items() if isinstance(value, dict) else enumerate(typing.cast("list[Any]", value))
    for key, each in items:
        yield from _value_problems(kind, each, f"{path}[{key}]")


@cache
def _choices(kind: Any) -> tuple[Any, ...]:  # noqa: ANN401 - any type
    """Return what a value may be: inputs may also be awaited, or be another's output."""
    return tuple(_of_union(kind))


def _of_union(kind: Any) -> Iterator[Any]:  # noqa: ANN401 - any type
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        for each in typing.get_args(kind):
            yield from _of_union(each)
    elif typing.get_origin(kind) is typing.Annotated:
        yield from _of_union(typing.get_args(kind)[0])
    elif not _is_plumbing(kind):
        yield kind


def _is_plumbing(kind: Any) -> bool:  # noqa: ANN401 - any type
    text = str(kind)
    return kind is type(None) or text.startswith(
        ("collections.abc.Awaitable", "typing.Awaitable", "pulumi.output", "<class 'pulumi.output")
    )


def _plain(kind: Any) -> Any:  # noqa: ANN401 - any type
    """Return the objects behind a dictionary that the SDK also takes in their place."""
    if typing.is_typeddict(kind):
        twin = kind.__name__.removesuffix("Dict")
        return getattr(inspect.getmodule(kind), twin, kind)
    return kind


def _fits(kind: type, value: object) -> bool:
    if issubclass(kind, Enum):
        return value in {each.value for each in kind} or isinstance(value, str)
    if kind is bool:
        return isinstance(value, bool) or value in ("true", "false")
    if kind in (int, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    # The engine writes numbers and switches as text where text is asked for.
    return isinstance(value, str | int | float) if kind is str else True


def _word(kind: type) -> str:
    return {str: "text", int: "a whole number", float: "a number", bool: "true or false"}.get(
        kind, kind.__name__
    )
