"""When a run may write the record of the lease: pure, and the same in rehearsals of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runbooks.sessions import HostError


def is_given(record: Mapping[str, Any], wanted: Mapping[str, Any], old: str) -> bool:
    """Tell whether the record is as wanted already; raise where this run may not change it.

    A run writes over the open record of the site that it moves away from, and over its own.
    """
    if record == wanted:
        return True
    leads = record["is_open"] and record["site"] == old
    if leads and wanted["is_open"] and wanted["site"] == old:
        return True  # killed before it took the lease: there is nothing to give back
    if not (leads and not wanted["is_open"]) and record["by"] != wanted["by"]:
        raise HostError(f"the lease is {dict(record)}: somebody else wrote it since")
    return False
