"""Carrying one resource to AWS: check, create, update, delete."""

from __future__ import annotations

from collections.abc import Iterator

from lab.aws import calls, sdk
from lab.aws.calls import RefusedError
from lab.aws.entry import Call
from lab.aws.ledger import Line
from lab.aws.observer import Observer
from lab.aws.reading import Reading
from lab.aws.words import Properties
from lab.protocol import Change, State


class Carrier(Observer):
    """One type of resource, held by moto."""

    def check(self, given: Properties) -> Iterator[tuple[str, str]]:
        """Yield each input that is refused: first by the SDK's types, then by AWS's own."""
        found = list(sdk.problems(self.entry.kind, given))
        yield from found or calls.problems(self.api, self.entry, given)

    def create(self, urn: str, given: Properties) -> State:
        """Make it, or take over what a stopped run left of it."""
        region = given.get("region", "")
        left = self._left_over(urn, given)
        if left:
            state, found = left
            self._update(found, state.inputs, given, self.diff(state.inputs, given))
            return self._settle(urn, found, given)
        facts = self._facts("", given)
        call = self.entry.creation(given)
        params = calls.compose(self.api, self.entry, call, given, facts)
        answer = self.api.run(self.entry, call.operation, params, region)
        made = (
            calls.filled(self.entry.id, facts)
            if self.entry.is_named
            else str(calls.search(self.entry.id, answer, facts)).removeprefix(self.entry.prefix)
        )
        self.ledger.put(Line(self.entry.kind, str(made), urn, recorded=False))
        self._after_creation(str(made), given)
        return self._settle(urn, str(made), given)

    def update(self, urn: str, identifier: str, old: Properties, new: Properties) -> State:
        """Change what differs."""
        self._update(identifier, old, new, self.diff(old, new))
        return self._settle(urn, identifier, new)

    def delete(self, identifier: str, given: Properties) -> None:
        """Remove it; what is gone already is no fault."""
        last = (self.entry.delete,) if self.entry.delete else ()
        for call in (*self.entry.before_delete, *last):
            facts = self._facts_of_change(identifier, given)
            params = calls.question(self.api, self.entry, call, given, facts)
            self.api.perhaps(self.entry, call.operation, params, given.get("region", ""))
        self.ledger.remove(self.entry.kind, identifier)

    def _settle(self, urn: str, identifier: str, given: Properties) -> State:
        """Read back what was made, and note what did not come back as it was given."""
        reading = Reading(frozenset())
        state = self._read(identifier, given, reading)
        if state is None:
            raise RefusedError(f"{self.entry.kind} {identifier} is not there after it was made")
        lost = sorted(reading.differences)
        self.ledger.put(Line(self.entry.kind, identifier, urn, recorded=False, lost=lost))
        return State(identifier, given, {**state.outputs, **given})

    def _after_creation(self, identifier: str, given: Properties) -> None:
        """Carry what the creation itself does not."""
        done = calls.carried(self.api, self.entry, self.entry.creation(given), given)
        rest = {name: value for name, value in given.items() if name not in done}
        for call in self.entry.updates:
            taken = calls.carried(self.api, self.entry, call, rest) & rest.keys()
            wanted = call.only in (None, *(given.get(each) for each in taken))
            if call.always or (taken - {"tags"} and wanted):
                self._send(call, identifier, given, sorted(taken))
        tags = self.entry.tags
        if tags and given.get("tags") and not (self.entry.tagged_as or "tags" in done):
            self._send(tags.add, identifier, given, ["tags"])

    def _update(self, identifier: str, old: Properties, new: Properties, change: Change) -> None:
        names = {*change.names} - {"tags", "tagsAll", "region"}
        for call in self.entry.updates:
            taken = calls.carried(self.api, self.entry, call, names) & names
            if taken and call.only in (None, *(new.get(each) for each in taken)):
                self._send(call, identifier, new, sorted(taken))
        if "tags" in change.names and self.entry.tags:
            self._change_tags(identifier, old, new)

    def _change_tags(self, identifier: str, old: Properties, new: Properties) -> None:
        tags = self.entry.tags
        gone = sorted((old.get("tags") or {}).keys() - (new.get("tags") or {}).keys())
        if tags and new.get("tags"):
            self._send(tags.add, identifier, new, ["tags"])
        if tags and gone:
            facts = self._facts(identifier, new)
            params = calls.question(self.api, self.entry, tags.remove, {}, facts)
            keys = [{"Key": key} for key in gone] if tags.keys == "Tags" else gone
            params[tags.keys] = keys
            self.api.run(self.entry, tags.remove.operation, params, new.get("region", ""))

    def _send(self, call: Call, identifier: str, given: Properties, names: list[str]) -> None:
        facts = self._facts_of_change(identifier, given)
        for group in [[each] for each in names] if call.apart else [names]:
            whole = {**given, "id": identifier}
            some = whole if call.whole else {each: given[each] for each in group if each in given}
            needed = calls.question(self.api, self.entry, call, some | given, facts)
            params = needed | calls.compose(self.api, self.entry, call, some, facts)
            self.api.run(self.entry, call.operation, params, given.get("region", ""))

    def _facts_of_change(self, identifier: str, given: Properties) -> Properties:
        facts = self._facts(identifier, given)
        asked = self.entry.token
        if asked:
            params = calls.question(self.api, self.entry, asked.call, given, facts)
            operation, region = asked.call.operation, given.get("region", "")
            answer = self.api.perhaps(self.entry, operation, params, region)
            facts[asked.into] = calls.search(asked.found, answer or {}, facts) or ""
        return facts
