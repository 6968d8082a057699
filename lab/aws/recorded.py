"""What moto cannot hold is kept in the ledger: checked as strictly, and counted apart."""

from __future__ import annotations

from lab.aws import calls
from lab.aws.calls import Api
from lab.aws.carrier import Carrier
from lab.aws.entry import Entry
from lab.aws.ledger import Ledger, Line
from lab.aws.words import Properties
from lab.protocol import State


class Recorded(Carrier):
    """One type of resource, held by nobody but us."""

    def create(self, urn: str, given: Properties) -> State:
        """Write it down."""
        identifier = self._identifier(urn, given)
        self._keep(urn, identifier, given)
        return State(identifier, given, self._told(identifier, given))

    def read(self, identifier: str, given: Properties) -> State | None:
        """Look it up."""
        line = self.ledger.get(self.entry.kind, identifier)
        del given
        if line is None:
            return None
        return State(identifier, line.inputs, self._told(identifier, line.inputs))

    def update(self, urn: str, identifier: str, old: Properties, new: Properties) -> State:
        """Write it down again."""
        del old
        self._keep(urn, identifier, new)
        return State(identifier, new, self._told(identifier, new))

    def delete(self, identifier: str, given: Properties) -> None:
        """Strike it out; what it was does not matter."""
        del given
        self.ledger.remove(self.entry.kind, identifier)

    def _identifier(self, urn: str, given: Properties) -> str:
        if self.entry.is_named:
            return str(calls.filled(self.entry.id, self._facts("", given)))
        # Both sites of a pair have parts of the same name.
        return f"recorded-{urn.split(':')[2]}-{urn.rpartition('::')[2]}"

    def _keep(self, urn: str, identifier: str, given: Properties) -> None:
        self.ledger.put(Line(self.entry.kind, identifier, urn, recorded=True, inputs=given))

    def _told(self, identifier: str, given: Properties) -> Properties:
        outputs = self._outputs({}, self._facts(identifier, given))
        return {**given, **outputs, "tagsAll": given.get("tags") or {}}


def carrier(api: Api, entry: Entry, ledger: Ledger) -> Carrier:
    """Return what carries a type of resource."""
    return (Recorded if entry.recorded else Carrier)(api, entry, ledger)
