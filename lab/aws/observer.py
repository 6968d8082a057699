"""Looking at one resource: what it is now, and how that differs from what was declared."""

from __future__ import annotations

from lab.aws import calls, sdk
from lab.aws.calls import Api
from lab.aws.entry import Call, Entry
from lab.aws.ledger import Ledger
from lab.aws.reading import ABSENT, Reading, as_tags, lookup, plain
from lab.aws.words import Properties
from lab.protocol import Change, State

_GIVEN = ("tags", "tagsAll", "region")


class Observer:
    """One type of resource, as moto holds it; changes nothing."""

    def __init__(self, api: Api, entry: Entry, ledger: Ledger) -> None:
        self.api = api
        self.entry = entry
        self.ledger = ledger

    def diff(self, old: Properties, new: Properties) -> Change:
        """Compare inputs; what no update carries needs another resource."""
        old = {name: value for name, value in old.items() if value is not None}
        new = {name: value for name, value in new.items() if value is not None}
        added = tuple(sorted(new.keys() - old.keys()))
        removed = tuple(sorted(old.keys() - new.keys()))
        changed = tuple(sorted(name for name in new.keys() & old if new[name] != old[name]))
        names = {*added, *removed, *changed}
        able = {
            name
            for call in self.entry.updates
            for name in calls.carried(self.api, self.entry, call, names)
        }
        able |= {"tags", "tagsAll", *self.entry.unsent, *self._of_removal(names)}
        stuck = names - able | names & set(self.entry.replace)
        return Change(added, removed, changed, tuple(sorted(stuck)))

    def read(self, identifier: str, given: Properties) -> State | None:
        """Look at it; nothing, where it is gone."""
        line = self.ledger.get(self.entry.kind, identifier)
        return self._read(identifier, given, Reading(frozenset(line.lost if line else ())))

    def _read(self, identifier: str, given: Properties, reading: Reading) -> State | None:
        element = self._element(self.entry.read, identifier, given)
        if element is None:
            return None
        facts = self._facts(identifier, given)
        for more in self.entry.more:
            params = calls.question(self.api, self.entry, more.call, given, facts)
            answer = self.api.perhaps(
                self.entry, more.call.operation, params, given.get("region", "")
            )
            element[more.into] = calls.search(more.found, answer or {}, facts)
        outputs = self._outputs(element, facts)
        self._add_tags(element, {**facts, **outputs}, given)
        unread = self._of_removal({*given})
        seen = reading.inputs(self.entry, given, element, unread)
        outputs["tagsAll"] = seen.get("tags", {})
        return State(identifier, seen, {**seen, **outputs})

    def _element(self, call: Call, identifier: str, given: Properties) -> Properties | None:
        facts = self._facts(identifier, given)
        params = calls.question(self.api, self.entry, call, given, facts)
        answer = self.api.perhaps(self.entry, call.operation, params, given.get("region", ""))
        found = calls.search(self.entry.found, answer, facts) if answer is not None else None
        return dict(found) if isinstance(found, dict) else ({} if found else None)

    def _outputs(self, element: Properties, facts: Properties) -> Properties:
        """Return what the SDK's class has as outputs, as far as AWS says it."""
        found: Properties = {}
        for name, kind in sdk.outputs(self.entry.kind).items():
            value = lookup(self.entry, name, element)
            fits = value is not ABSENT and sdk.fitted(kind, plain(value))
            if fits is not None and value is not ABSENT and name not in _GIVEN:
                found[name] = fits
        known = {**facts, **found}
        for name, text in self.entry.outputs.items():
            found[name] = calls.filled(text, known)
            known[name] = found[name]
        return found

    def _add_tags(self, element: Properties, facts: Properties, given: Properties) -> None:
        tags = self.entry.tags
        if tags and tags.listing:
            params = calls.question(self.api, self.entry, tags.listing, {}, facts)
            answer = self.api.perhaps(
                self.entry, tags.listing.operation, params, given.get("region", "")
            )
            element["Tags"] = as_tags(calls.search(tags.found, answer or {}, facts))

    def _facts(self, identifier: str, given: Properties) -> Properties:
        texts = {name: value for name, value in given.items() if isinstance(value, str | int)}
        facts = {
            **texts,
            "id": identifier,
            "account": self.api.account,
            "region": self.entry.region or given.get("region", ""),
            "tagged_as": self.entry.tagged_as,
        }
        if "arn" in self.entry.outputs:
            facts["arn"] = calls.filled(self.entry.outputs["arn"], facts)
        return facts

    def _of_removal(self, names: set[str]) -> set[str]:
        call = self.entry.delete
        return (
            calls.carried(self.api, self.entry, call, names)
            - {
                name
                for each in self.entry.creations
                for name in calls.carried(self.api, self.entry, each, names)
            }
            if call
            else set()
        )

    def _left_over(self, urn: str, given: Properties) -> tuple[State, str] | None:
        """Find by its name what a run made that was stopped before it could say so."""
        if not given.get("tags") and not self.entry.is_named:
            return None
        # All that ever was made here is written down: what is not needs no question to AWS.
        if not self.ledger.knows(urn):
            return None
        identifier = self._found_by_name(given)
        if not identifier:
            return None
        line = self.ledger.get(self.entry.kind, identifier)
        state = self._read(identifier, given, Reading(frozenset()))
        mine = state and as_tags(state.inputs.get("tags")) == as_tags(given.get("tags"))
        if not state or not mine or (line and line.urn != urn):
            return None
        # What AWS does not speak of says nothing against it.
        stuck = self.diff({**given, **state.inputs}, given).replaces
        return None if stuck else (state, identifier)

    def _found_by_name(self, given: Properties) -> str:
        facts = self._facts("", given)
        if self.entry.is_named:
            return str(calls.filled(self.entry.id, facts))
        call = self.entry.find
        if call is None:
            return ""
        facts["name"] = (given.get("tags") or {}).get("Name", "")
        params = calls.question(self.api, self.entry, call, {}, facts)
        answer = self.api.perhaps(self.entry, call.operation, params, given.get("region", ""))
        found = calls.search(self.entry.found_by or self.entry.found, answer or {}, facts)
        if not isinstance(found, dict):
            return ""
        return str(found.get(self.entry.id.split(".")[-1], "")).removeprefix(self.entry.prefix)
