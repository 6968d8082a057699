"""Turn a file into a model, or say everything that is wrong with it.

The JSON Schema of the model, which editors complete from, also gives the messages their words: the
keys known at a place, what a missing key is for, the form of a name.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError, create_model
from pydantic_core import ErrorDetails

from topology.documents import Document, read
from topology.problems import InvalidInputError, Location, Problem, nearest, shown

Model = TypeVar("Model", bound=BaseModel)

Complaint = tuple[Location, str]
"""Where in a file something is wrong, and what."""

Schema = Mapping[str, Any]
"""A part of a JSON Schema."""

_KEY = "[key]"  # how pydantic says that it is the key which is wrong
_OF_A_FORM = ("string_pattern_mismatch", "string_type")
_EXPECTED = {
    "bool_type": "true or false",
    "dict_type": "keys with values",
    "float_type": "a number",
    "greater_than_equal": "at least {ge}",
    "int_type": "a whole number",
    "less_than_equal": "at most {le}",
    "model_type": "keys with values",
    "string_too_long": "at most {max_length} characters",
    "string_too_short": "at least {min_length} characters",
    "string_type": "text",
    "too_short": "at least {min_length} of them",
    "tuple_type": "a list, such as [one, two]",
}


@dataclass(frozen=True)
class Reading(Generic[Model]):
    """A file as it was read, and what is wrong with it."""

    document: Document | None
    rest: Model | None
    """The file without what is wrong in it; good for nothing but checks of what is left."""
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> Model | None:
        """The model, where nothing is wrong."""
        return None if self.problems else self.rest

    @property
    def unsound(self) -> frozenset[str]:
        """The top-level keys in which something is wrong; checks that read them must wait."""
        return frozenset(re.split(r"[.\[]", each.where)[0] for each in self.problems)

    def placed(self, complaints: Iterable[Complaint]) -> list[Problem]:
        """Give complaints about this file their lines."""
        if self.document is None:
            return []
        return [self.document.problem(location, message) for location, message in complaints]


def survey(path: Path, model: type[Model]) -> Reading[Model]:
    """Read a file; say all that is wrong with it by itself."""
    try:
        document = read(path)
    except InvalidInputError as error:
        return Reading(None, None, error.problems)
    return judge(document, model)


def judge(document: Document, model: type[Model]) -> Reading[Model]:
    """Hold a document against its model.

    What is wrong in one place does not hide what is wrong elsewhere: the rest is read without it,
    so that the checks across the file still run, and all errors come at once.
    """
    schema: Schema = {}
    data: Any = document.data
    reader = model
    problems = document.repeated
    while True:
        try:
            return Reading(document, reader.model_validate(data), problems)
        except ValidationError as error:
            details = error.errors(include_url=False)
        if not schema:  # the first time; what follows from leaving things out is nobody's fault
            schema = model.model_json_schema()
            problems += tuple(_problems(document, schema, details))
        data = copy.deepcopy(data)
        gone = {_leave_out(data, schema, _location(each)) for each in details}
        reader = _without(reader, schema, gone)


def _problems(
    document: Document, schema: Schema, details: Sequence[ErrorDetails]
) -> Iterator[Problem]:
    for each in details:
        location = _location(each)
        if each["type"] == "too_short" and any(_below(location, other) for other in details):
            continue  # the list has items, and they are complained about
        yield document.problem(location, _message(schema, location, each))


def _below(location: Location, detail: ErrorDetails) -> bool:
    return detail["loc"] != location and detail["loc"][: len(location)] == location


def _location(detail: ErrorDetails) -> Location:
    return tuple(part for part in detail["loc"] if part != _KEY)


def _message(schema: Schema, location: Location, detail: ErrorDetails) -> str:
    kind, found = detail["type"], detail["input"]
    if kind == "figure":
        return detail["msg"]
    if kind == "extra_forbidden":
        known = _at(schema, location[:-1])["properties"]
        return f"unknown key {shown(location[-1])}{nearest(location[-1], known)}"
    here = _at(schema, location)
    if kind == "missing":
        purpose = here["description"].rstrip(".")
        return f"is missing; expected `{location[-1]}:` ({purpose[0].lower()}{purpose[1:]})"
    if detail["loc"][-1] == _KEY:
        here = _at(schema, location[:-1])["propertyNames"]
    if kind == "literal_error":
        words = here.get("enum") or [here["const"]]
        return f"unknown word {shown(found)}{nearest(found, map(str, words))}"
    words = _EXPECTED.get(kind, detail["msg"])
    form = here.get("patternErrorMessage", words) if kind in _OF_A_FORM else words
    expected = form.format(**detail.get("ctx", {}))
    return f"expected {expected}; found {shown(found)}{_quotes(kind, found)}"


def _quotes(kind: str, found: object) -> str:
    """Text that reads as a figure needs quotes, and a figure must not have them."""
    if kind == "string_type" and isinstance(found, int | float):
        return "; put it in quotes"
    if kind == "int_type" and isinstance(found, str) and re.fullmatch("[0-9]{1,9}", found):
        return "; take off the quotes"
    return ""


def _at(schema: Schema, location: Location) -> Schema:
    """Return what a schema says about the value at a location."""
    at = schema
    for part in location:
        if isinstance(part, int):
            at = at["items"]
        elif "properties" in at:
            at = at["properties"][part]
        else:
            at = at.get("additionalProperties") or next(iter(at["patternProperties"].values()))
        at = _seen_through(schema, at)
    return at


def _seen_through(schema: Schema, at: Schema) -> Schema:
    """Look through ``| None`` and references, keeping the description that stands beside them."""
    beside = {"description": at["description"]} if "description" in at else {}
    if "anyOf" in at:
        at = at["anyOf"][0]
    if "$ref" in at:
        at = schema["$defs"][at["$ref"].rpartition("/")[2]]
    return {**at, **beside}


def _leave_out(data: Any, schema: Schema, location: Location) -> str | None:  # noqa: ANN401 - what a file holds
    """Take the smallest part with what is wrong in it out of the data.

    That is an item of a mapping, or a key that may be missing; never an item of a list, since all
    behind it would get other numbers. Return the key, where that had to be one that must be there.
    """
    above, key = next(
        (location[:end], location[end])
        for end in reversed(range(len(location)))
        if not isinstance(location[end], int)
        and (end == 0 or location[end] not in _at(schema, location[:end]).get("required", ()))
    )
    at = data
    for part in above:  # which may be gone already, with something else that was wrong in it
        at = at[int(part)] if isinstance(at, tuple) else at.get(part, {})
    at.pop(key, None)
    return str(key) if not above and key in schema["required"] else None


def _without(model: type[Model], schema: Schema, keys: Iterable[str | None]) -> type[Model]:
    """Return the model without some of its keys: empty, or nothing, stands in their place."""
    empty: Mapping[str, Any] = {"object": {}, "array": ()}
    fields: Any = {
        key: (Any, empty.get(_at(schema, (key,)).get("type", ""))) for key in keys if key
    }
    if not fields:
        return model
    # Docstrings are sought in the source of whoever calls, which is not a class here.
    options = {"use_attribute_docstrings": False}
    return create_model(model.__name__, __base__=model, __cls_kwargs__=options, **fields)
