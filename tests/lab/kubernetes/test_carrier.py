"""Objects are read in the words of what was declared, and compared by what an apply changes."""

from typing import Any, ClassVar

import pytest

from lab.kubernetes import carrier
from lab.kubernetes.api import INVALID, Api, RefusedError

Object = dict[str, Any]
DECLARED: Object = {
    "apiVersion": "v1",
    "kind": "ResourceQuota",
    "metadata": {"name": "nodes", "namespace": "shop", "labels": {"by": "tandem"}},
    "spec": {"hard": {"requests.cpu": "1000m"}},
}


class Server(Api):
    """Spells an amount in its own way, as the real one does, and refuses what it is told to."""

    refusal: ClassVar[RefusedError | None] = None

    def __init__(self, live: Object | None) -> None:
        self.live = live

    def get(self, wanted: Object) -> Object | None:
        """Return what stands."""
        del wanted
        return self.live

    def apply(self, wanted: Object, *, force: bool, dry: bool = False) -> Object:
        """Return what it would be, or refuse it."""
        del wanted, force, dry
        if self.refusal:
            raise self.refusal
        return stored()


def stored(**more: str) -> Object:
    labels = {"by": "tandem", **more}
    about = {"name": "nodes", "namespace": "shop", "labels": labels, "resourceVersion": "7"}
    return {**DECLARED, "metadata": about, "spec": {"hard": {"requests.cpu": "1"}}}


def test_what_the_server_spells_otherwise_is_no_drift() -> None:
    found = carrier.read(Server(stored()), DECLARED)
    assert found is not None
    assert found.inputs == DECLARED
    assert found.id == "shop/nodes"


def test_what_somebody_changed_stands_in_what_is_read() -> None:
    live = stored()
    live["spec"] = {"hard": {"requests.cpu": "64"}}
    found = carrier.read(Server(live), DECLARED)
    assert found is not None
    assert found.inputs["spec"] == {"hard": {"requests.cpu": "64"}}
    assert found.inputs["metadata"] == DECLARED["metadata"]


def test_what_somebody_took_away_is_missing_in_what_is_read() -> None:
    live = stored()
    del live["metadata"]["labels"]
    found = carrier.read(Server(live), DECLARED)
    assert found is not None
    assert "labels" not in found.inputs["metadata"]


def test_what_is_gone_or_going_is_not_there() -> None:
    assert carrier.read(Server(None), DECLARED) is None
    live = stored()
    live["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    assert carrier.read(Server(live), DECLARED) is None


@pytest.mark.parametrize(
    ("path", "value", "replaces"),
    [
        (("metadata", "name"), "others", ("metadata.name",)),
        (("metadata", "namespace"), "other", ("metadata.namespace",)),
        (("spec", "hard"), {"requests.cpu": "2"}, ()),
    ],
)
def test_another_name_is_another_object(path: tuple[str, str], value: Any, replaces: Any) -> None:  # noqa: ANN401 - any value
    new = {**DECLARED, path[0]: {**DECLARED[path[0]], path[1]: value}}
    change = carrier.diff(Server(stored()), DECLARED, new)
    assert change.names
    assert change.replaces == replaces


def test_what_the_server_will_not_change_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    causes = [{"field": "spec.hard", "message": "field is immutable"}]
    refusal = RefusedError(
        INVALID, {"message": "spec.hard: field is immutable", "details": {"causes": causes}}
    )
    monkeypatch.setattr(Server, "refusal", refusal)
    new = {**DECLARED, "spec": {"hard": {"requests.cpu": "2"}}}
    change = carrier.diff(Server(stored()), DECLARED, new)
    assert change.replaces == ("spec.hard.requests.cpu",)


def test_what_was_made_anew_with_what_cannot_be_changed_is_drift_and_no_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refusal = RefusedError(INVALID, {"message": "spec.hard: field is immutable"})
    monkeypatch.setattr(Server, "refusal", refusal)
    live = stored(other="theirs")
    live["spec"] = {"hard": {"requests.cpu": "64"}, "scopes": ["of the server"]}
    found = carrier.read(Server(live), DECLARED)
    assert found is not None
    assert found.inputs == {**DECLARED, "spec": {"hard": {"requests.cpu": "64"}}}


def test_what_the_server_refuses_is_told_at_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = RefusedError(INVALID, {"message": "spec.hard: Invalid value"})
    monkeypatch.setattr(Server, "refusal", refusal)
    assert list(carrier.problems(Server(None), DECLARED)) == [("", "spec.hard: Invalid value")]
    assert not list(carrier.problems(None, DECLARED))
    nameless = {**DECLARED, "metadata": {}}
    assert [name for name, _ in carrier.problems(None, nameless)] == ["metadata.name"]
