"""The strictness that every part of every file shares."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


def worded(pattern: str, words: str, longest: int) -> Any:  # noqa: ANN401 - pydantic's FieldInfo
    """Return the form that a text must have, with its words for whoever wrote another."""
    said = "patternErrorMessage"  # editors show it too
    return Field(pattern=pattern, max_length=longest, json_schema_extra={said: words})


Name = Annotated[
    str, worded(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "lower-case words such as web or log-store", 30)
]
"""A lower-case word that may stand in a host name."""

Sentence = Annotated[str, StringConstraints(min_length=3, max_length=400)]
"""Words for people."""


class Strict(BaseModel):
    """Frozen; refuses keys that it does not know and values of another type."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True
    )
