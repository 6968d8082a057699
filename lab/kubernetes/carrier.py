"""Carrying a declared object to an API server, and reading in its words what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lab.aws.words import Properties, is_known
from lab.kubernetes.api import ABSENT, INVALID, Api, Object, RefusedError
from lab.protocol import Change, State

FORCE = "pulumi.com/patchForce"
"""The vendor's annotation: take over fields that somebody changed by hand."""
_SERVERS = ("managedFields", "resourceVersion", "generation", "uid", "creationTimestamp")
"""Parts of an object's metadata that are the server's alone."""
_IDENTITY = ("metadata.name", "metadata.namespace", "apiVersion", "kind")
_NAMESPACED = (
    ("v1", "ConfigMap"),
    ("v1", "Secret"),
    ("v1", "Service"),
    ("v1", "ServiceAccount"),
    ("v1", "ResourceQuota"),
    ("v1", "LimitRange"),
    ("apps/v1", "Deployment"),
    ("networking.k8s.io/v1", "NetworkPolicy"),
    ("policy/v1", "PodDisruptionBudget"),
    ("rbac.authorization.k8s.io/v1", "Role"),
    ("rbac.authorization.k8s.io/v1", "RoleBinding"),
)
"""What goes with its namespace; in a whole cluster its controllers see to that."""


def identifier(given: Object) -> str:
    """Return an object's name, as the vendor's provider has it."""
    about = given["metadata"]
    return "/".join(each for each in (about.get("namespace"), about["name"]) if each)


def problems(api: Api | None, given: Object) -> Iterator[tuple[str, str]]:
    """Yield what the server would refuse, as far as it can be asked yet."""
    if not (given.get("metadata") or {}).get("name"):
        yield "metadata.name", "is required: what a stopped run left is found again by its name"
        return
    if api is None or not is_known(given):
        return
    try:
        api.apply(given, force=True, dry=True)
    except RefusedError as error:
        # Its namespace may be a part of the same plan; what cannot be changed is replaced.
        if error.status != ABSENT and not _stuck(error):
            yield "", str(error)


def create(api: Api, given: Object) -> State:
    """Make it; what a stopped run left is taken over, what others hold is not."""
    return _state(given, api.apply(given, force=_may_force(given)))


def read(api: Api, given: Object) -> State | None:
    """Look at it: as declared, but for what the declaration would change."""
    found = api.get(given)
    if found is None or found["metadata"].get("deletionTimestamp"):
        return None
    return _state(_seen(given, _told(_meant(api, given, found)), _told(found)), found)


def _meant(api: Api, given: Object, found: Object) -> Object:
    """Return what an apply would make of an object, also where it would need another one."""
    try:
        return api.apply(given, force=True, dry=True)
    except RefusedError as error:
        if not _stuck(error):
            raise
        return dict(_laid(given, found))


def _laid(given: Any, found: Any) -> Any:  # noqa: ANN401 - any value
    """Return an object with what was declared laid over it."""
    if not (isinstance(given, Mapping) and isinstance(found, Mapping)):
        return given
    return {**found, **{name: _laid(each, found.get(name)) for name, each in given.items()}}


def update(api: Api, given: Object) -> State:
    """Change it."""
    return _state(given, api.apply(given, force=_may_force(given)))


def delete(api: Api, given: Object) -> None:
    """Remove it; with a namespace goes what is in it, which no controller does here."""
    api.delete(given)
    if given["kind"] == "Namespace" and api.get(given):
        name = given["metadata"]["name"]
        for version, kind in _NAMESPACED:
            api.ask("DELETE", api.all_in(name, version, kind))
        found = api.get(given)
        if found:
            path = f"/api/v1/namespaces/{name}/finalize"
            api.ask("PUT", path, {**found, "spec": {**found["spec"], "finalizers": []}})


def namespaces(api: Api) -> list[str]:
    """Return the namespaces that are not the cluster's own."""
    found = [each["metadata"]["name"] for each in api.ask("GET", "/api/v1/namespaces")["items"]]
    return [each for each in found if each != "default" and not each.startswith("kube-")]


def diff(api: Api | None, old: Object, new: Object) -> Change:
    """Compare declarations; the server says which of the differences it would not take."""
    before, after = dict(_leaves(old)), dict(_leaves(new))
    added = tuple(sorted(after.keys() - before.keys()))
    removed = tuple(sorted(before.keys() - after.keys()))
    changed = tuple(sorted(each for each in after.keys() & before if after[each] != before[each]))
    names = (*added, *removed, *changed)
    stuck = {each for each in names if each in _IDENTITY}
    if names and not stuck and api is not None and is_known(new):
        stuck = set(_immutable(api, new, names))
    return Change(added, removed, changed, tuple(sorted(stuck)))


def _immutable(api: Api, new: Object, names: tuple[str, ...]) -> Iterator[str]:
    try:
        api.apply(new, force=True, dry=True)
    except RefusedError as error:
        if not _stuck(error):
            return
        fields = [str(each.get("field", "")) for each in error.causes]
        blamed = [name for name in names if any(_within(name, each) for each in fields)]
        yield from blamed or names


def _stuck(error: RefusedError) -> bool:
    """Tell whether a refusal is of a change, and not of what it would become."""
    words = ("immutable", "may not change", "cannot change", "forbidden after creation")
    return error.status == INVALID and any(each in str(error) for each in words)


def _within(name: str, field: str) -> bool:
    return name == field or name.startswith((f"{field}.", f"{field}["))


def _may_force(given: Object) -> bool:
    notes = given["metadata"].get("annotations") or {}
    return str(notes.get(FORCE, "")).lower() == "true"


def _state(inputs: Object, found: Object) -> State:
    return State(identifier(inputs), inputs, {**inputs, **_told(found)})


def _told(found: Object) -> Object:
    """Return an object without what changes by itself."""
    about = {name: each for name, each in found["metadata"].items() if name not in _SERVERS}
    rest = {name: each for name, each in found.items() if name not in ("metadata", "status")}
    return {**rest, "metadata": about}


def _seen(given: Any, meant: Any, found: Any) -> Any:  # noqa: ANN401 - any value
    """Return what was declared, with what stands otherwise in its place.

    `meant` is what an apply would make of `found`: where the two are one, what was declared
    stands, however the server spells it.
    """
    if meant == found:
        return given
    if not all(isinstance(each, Mapping) for each in (given, meant, found)):
        return found
    seen: Properties = {}
    for name in [*given, *(each for each in found if each not in given)]:
        if name not in found:
            if name not in meant:
                seen[name] = given[name]
        elif name in given:
            seen[name] = _seen(given[name], meant.get(name), found[name])
        elif meant.get(name) != found[name]:
            seen[name] = found[name]
    return seen


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any value
    """Yield every value of a declaration by the way to it; lists whole, as the server has them."""
    if isinstance(value, Mapping) and value:
        for name, each in value.items():
            if each is not None:
                yield from _leaves(each, f"{path}.{name}" if path else str(name))
    else:
        yield path, value
