"""A stack with a cluster, through the engine and a real API server: up, rules, drift, away."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from cloud.costing import bill
from cloud.drift import drift
from cloud.report import report_of
from cloud.rounds import HELD
from cloud.seen import INSIDE
from cloud.stack import Stack
from lab.aws.rehearsal import Rehearsal
from lab.kubernetes import programs
from lab.kubernetes.api import FORBIDDEN, Api, Object, RefusedError
from lab.kubernetes.cluster import Home
from lab.kubernetes.rehearsal import this_kubernetes
from policies.pods import ENFORCE
from tests.stacks.rehearsing import REHEARSED, hasty, rehearsing, stack_of
from topology.look import Look

pytestmark = REHEARSED
NAME, SPACE = "securityai-td", "securityai"
MERGE = "application/merge-patch+json"


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    try:
        programs.get(lambda _: None)
    except programs.NotToBeHadError as error:
        pytest.skip(str(error))
    with rehearsing(tmp_path_factory.mktemp("state")) as mine:
        yield mine


@pytest.fixture(scope="module")
def stack(rehearsal: Rehearsal) -> Stack:
    assert rehearsal.is_up
    return stack_of(NAME, Look(), hasty())


def api() -> Api:
    """Return the one cluster, entered as its administrators enter."""
    home = this_kubernetes().home
    (cluster,) = Home(home).clusters
    return Api(home, cluster.all[0].port)


def of(kind: str, version: str, name: str) -> Object:
    about = {"name": name, "namespace": SPACE}
    return {"apiVersion": version, "kind": kind, "metadata": about}


def pod(**safety: object) -> Object:
    """Return a pod as a chart would make it, with what the strict standard wants of it."""
    safe = {
        "allowPrivilegeEscalation": False,
        "runAsNonRoot": True,
        "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    asked = {"requests": {"cpu": "1", "memory": "1Gi"}}
    box = {"name": "a", "image": "a", "securityContext": {**safe, **safety}, "resources": asked}
    return of("Pod", "v1", "a") | {"spec": {"serviceAccountName": "frontend", "containers": [box]}}


def changed(server: Api, about: Object, patch: Mapping[str, Any]) -> None:
    """Change an object as somebody would by `kubectl`."""
    kind = server.kind(about["apiVersion"], about["kind"])
    path = kind.address(about["metadata"]["name"], about["metadata"]["namespace"])
    server.ask("PATCH", path, patch, MERGE, fieldManager="somebody")


def test_it_goes_up_and_nothing_is_left_to_do(rehearsal: Rehearsal, stack: Stack) -> None:
    assert stack.up().changes.keys() == {"create"}
    assert stack.preview().is_nothing
    assert stack.refresh(look_only=True).is_nothing
    assert rehearsal.share.part >= HELD
    found = api().get(of("NetworkPolicy", "networking.k8s.io/v1", "closed"))
    assert found is not None
    managers = [(each["manager"], each["operation"]) for each in found["metadata"]["managedFields"]]
    assert managers == [("tandem", "Apply")]


def test_every_object_of_the_state_is_one_that_the_server_has(stack: Stack) -> None:
    server, declared = api(), [each for each in stack.resources() if each.kind.startswith(INSIDE)]
    assert len(declared) > 10
    assert all(server.get(dict(each.inputs)) for each in declared)


def test_rules_and_prices_are_asked_of_what_is_in_the_cluster(stack: Stack) -> None:
    found = report_of(stack, stack.resources())
    assert not found.broken
    asked = {each.rule for each in found.findings if each.outcome == "passed"}
    assert {"every-namespace-is-closed", "pods-are-held-to-the-strict-standard"} <= asked
    assert not bill(stack.resources(), stack.environment, stack.prices).unpriced


def test_the_server_refuses_what_it_does_not_know() -> None:
    wrong = of("ConfigMap", "v1", "x") | {"dataa": {"a": "b"}}
    with pytest.raises(RefusedError, match="dataa"):
        api().apply(wrong, force=False)


def test_the_namespace_refuses_a_pod_that_is_not_safe() -> None:
    mighty: dict[str, object] = {"privileged": True, "allowPrivilegeEscalation": True}
    for unsafe in (mighty, {"runAsNonRoot": False}, {"capabilities": None}):
        with pytest.raises(RefusedError, match="violates PodSecurity") as refused:
            api().apply(pod(**unsafe), force=False, dry=True)
        assert refused.value.status == FORBIDDEN


def test_a_safe_pod_is_let_in_and_handed_no_token() -> None:
    made = api().apply(pod(), force=False, dry=True)
    assert made["spec"]["serviceAccountName"] == "frontend"
    assert not made["spec"].get("volumes")


def test_what_somebody_changed_by_hand_is_found_and_mended(stack: Stack) -> None:
    server = api()
    quota = of("ResourceQuota", "v1", "nodes")
    changed(server, quota, {"spec": {"hard": {"requests.cpu": "999"}}})
    changed(server, of("Namespace", "v1", SPACE), {"metadata": {"labels": {ENFORCE: "privileged"}}})
    server.delete(of("PodDisruptionBudget", "policy/v1", "backend"))
    found = stack.refresh(look_only=True)
    assert sorted(found.resources) == [
        ("delete", "kubernetes:policy/v1:PodDisruptionBudget backend"),
        ("update", "kubernetes:core/v1:Namespace tenant"),
        ("update", "kubernetes:core/v1:ResourceQuota tenant"),
    ]
    stack.refresh()
    broken = {each.rule for each in report_of(stack, stack.resources()).broken}
    assert broken == {"pods-are-held-to-the-strict-standard"}
    assert stack.up().changes.keys() == {"create", "same", "update"}
    assert stack.refresh(look_only=True).is_nothing
    mended = server.get(quota)
    assert mended is not None
    assert mended["spec"]["hard"]["requests.cpu"] != "999"


def test_what_somebody_adds_that_opens_more_is_found(stack: Stack) -> None:
    server, everything = api(), of("NetworkPolicy", "networking.k8s.io/v1", "everything")
    assert not [each for each in drift(stack) if each.cls != "co-managed"]
    opened = {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{}]}
    server.apply(everything | {"spec": opened}, force=False)
    (found,) = [each for each in drift(stack) if each.cls != "co-managed"]
    assert (found.cls, found.what) == ("foreign", "undeclared")
    assert found.resource.endswith(f":NetworkPolicy {SPACE}/everything")
    server.delete(everything)


def test_it_goes_away_and_nothing_is_left(rehearsal: Rehearsal, stack: Stack) -> None:
    assert list(this_kubernetes().clusters.values()) == [True]
    stack.destroy()
    assert not stack.identifiers()
    assert rehearsal.share.held + rehearsal.share.recorded == 0
    # The server of a cluster ends once it has said that nothing is in it.
    assert list(this_kubernetes().clusters.values()) == [False]
