"""Looking at an environment in another size or form than its file says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from topology.environment_file import EnvironmentFile, Overrides
from topology.words import Form, Size, Target


@dataclass(frozen=True)
class Look:
    """Another size, form or target to look at, without touching the file."""

    size: Size | None = None
    form: Form | None = None
    target: Target | None = None

    def at(self, facts: EnvironmentFile) -> EnvironmentFile:
        """Return the facts as they would be; managed services are AWS's unless one says else.

        Machines belong to what is written, and overrides to the size that is.
        """
        changed: dict[str, Any] = {}
        if self.form and facts.place != "dr":  # a dr takes its dc's
            changed["form"] = self.form
        if self.target or self.form == "managed":
            changed["target"] = self.target or "aws"
        if facts.machines and self != AS_WRITTEN:
            changed["machines"] = {}
        if self.size and "overrides" in facts.model_fields_set:
            changed["overrides"] = Overrides()
        return facts.model_copy(update=changed)


AS_WRITTEN = Look()
