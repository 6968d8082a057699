"""The strictness that every part of every file shares."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=30)]
"""A lower-case word that may stand in a host name."""

Sentence = Annotated[str, StringConstraints(min_length=3, max_length=400)]
"""Words for people."""


class Strict(BaseModel):
    """Frozen; refuses keys that it does not know and values of another type."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True
    )
