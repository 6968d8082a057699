"""When each round of a repository is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

KINDS = {"full": "full", "differential": "diff", "incremental": "incr"}
"""The model's words for a backup, and pgBackRest's."""


def rounds(stanzas: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return a timer for each kind of backup, and one for the rehearsed restore."""
    return [each for name, stanza in stanzas.items() for each in _of(name, stanza["policy"])]


def _of(name: str, policy: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for word, kind in KINDS.items():
        if policy[word]:
            yield {
                "unit": f"pgbackrest-{kind}-{name}",
                "what": f"A {word} backup of {name}",
                "at": policy[word],
                "runs": f"pgbackrest-backup@{name}.{kind}.service",
            }
    yield {
        "unit": f"pgbackrest-rehearsal-{name}",
        "what": f"A rehearsed restore of {name}",
        "at": policy["restore_test"],
        "runs": f"pgbackrest-rehearsal@{name}.service",
    }


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return filters by name."""
        return {"pgbackrest_rounds": rounds}
