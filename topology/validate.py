"""Turn a document into a model, or say everything that is wrong with it."""

from __future__ import annotations

import copy
import types
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from topology.documents import Document, Value
from topology.problems import Location, Problem, nearest

Model = TypeVar("Model", bound=BaseModel)

Complaint = tuple[Location, str]
"""Where in a file something is wrong, and what."""

_EXPECTED = {
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_type": "text",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "tuple_type": "a list, such as [one, two]",
}


def survey(document: Document, model: type[Model]) -> tuple[Model | None, list[Problem]]:
    """Return the model if there can be one, and every problem.

    Unknown keys are problems, but they do not hide what is wrong elsewhere: the rest is read
    without them, so that the checks across the file still run and all errors come at once.
    """
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
    problems = [_problem(document, model, each) for each in details]
    unknown = [each["loc"] for each in details if each["type"] == "extra_forbidden"]
    if len(unknown) < len(details):
        return None, problems
    try:
        return model.model_validate(_without(document.data, unknown)), problems
    except ValidationError:
        return None, problems


def place(document: Document, complaints: Iterable[Complaint]) -> Iterator[Problem]:
    """Give complaints their lines."""
    return (document.problem(location, message) for location, message in complaints)


def _problem(document: Document, model: type[BaseModel], detail: ErrorDetails) -> Problem:
    location = tuple(part for part in detail["loc"] if part != "[key]")
    return document.problem(location, _message(model, location, detail))


def _message(model: type[BaseModel], location: Location, detail: ErrorDetails) -> str:
    kind, found, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return f"unknown key '{location[-1]}'{nearest(location[-1], _keys(model, location[:-1]))}"
    if kind == "missing":
        return f"is missing; expected {_purpose(model, location)}"
    if kind == "literal_error":
        words = get_args(_strip(_annotation(model, location)))
        return f"unknown word '{found}'{nearest(found, [str(word) for word in words])}"
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}; found {_shown(found)}"
    if kind == "string_pattern_mismatch":
        return f"expected text of the form {context['pattern']}; found {_shown(found)}"
    if kind in ("figure", "value_error"):
        return detail["msg"].removeprefix("Value error, ")
    return f"{detail['msg'][0].lower()}{detail['msg'][1:]}; found {_shown(found)}"


def _shown(found: object) -> str:
    if isinstance(found, Mapping):
        return "keys with values"
    if isinstance(found, tuple):
        return "a list"
    text = "nothing" if found is None else repr(found)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _without(data: Mapping[str, Value], locations: Iterable[Location]) -> Any:  # noqa: ANN401
    """Return a copy that lacks some keys; it goes to pydantic, which takes anything."""
    rest: Any = copy.deepcopy(data)
    for location in locations:
        at = rest
        for part in location[:-1]:
            at = at[part]
        at.pop(location[-1], None)
    return rest


def _keys(model: type[BaseModel], location: Location) -> list[str]:
    at = _strip(_annotation(model, location))
    if isinstance(at, type) and issubclass(at, BaseModel):
        return [field.alias or name for name, field in at.model_fields.items()]
    return []


def _purpose(model: type[BaseModel], location: Location) -> str:
    """Say what a missing key is for, in the words of its own description."""
    parent = _strip(_annotation(model, location[:-1]))
    if isinstance(parent, type) and issubclass(parent, BaseModel):
        for name, field in parent.model_fields.items():
            if (field.alias or name) == location[-1] and field.description:
                first = field.description.splitlines()[0].rstrip(".")
                return f"`{location[-1]}:` ({first[0].lower()}{first[1:]})"
    return f"`{location[-1]}:`"


def _annotation(model: type[BaseModel], location: Location) -> Any:  # noqa: ANN401
    """Return the type that a model declares at a location."""
    at: Any = model
    for part in location:
        at = _strip(at)
        if isinstance(at, type) and issubclass(at, BaseModel):
            fields = {field.alias or name: field for name, field in at.model_fields.items()}
            at = fields[part].annotation if part in fields else None
        elif get_origin(at) in (dict, Mapping):
            at = get_args(at)[1]
        elif get_origin(at) is tuple:
            at = get_args(at)[0]
    return at


def _strip(annotation: Any) -> Any:  # noqa: ANN401
    """Look through ``Annotated`` and ``| None``."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, types.UnionType):
            annotation = next(arg for arg in get_args(annotation) if arg is not type(None))
        else:
            return annotation
