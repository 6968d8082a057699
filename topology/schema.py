"""JSON Schemas of the files that people write, so that editors complete and check them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from topology.catalogue import Common
from topology.environment_file import EnvironmentFile
from topology.platform import Platform
from topology.prices import Prices
from topology.timing import Timing

FILES: Mapping[str, type[BaseModel]] = {
    "common": Common,
    "environment": EnvironmentFile,
    "platform": Platform,
    "prices": Prices,
    "timers": Timing,
}
"""The schema's name, which a file's first line gives, and the model that reads the file."""


def schema(name: str) -> dict[str, Any]:
    """Return one schema."""
    body = FILES[name].model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **body}
