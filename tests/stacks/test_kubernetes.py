"""A stack with a cluster, through the engine and a real API server: up, drift, away."""

from collections.abc import Iterator

import pytest

from cloud.stack import Stack
from lab.kubernetes.api import Api, Object, RefusedError
from lab.kubernetes.cluster import Home
from lab.kubernetes.rehearsal import this_kubernetes
from tests.stacks.rehearsing import rehearsing, stack_of
from topology.look import Look

pytestmark = [pytest.mark.cloud, pytest.mark.slow]
NAME = "securityai-td"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with rehearsing(tmp_path_factory.mktemp("state")):
        yield stack_of(NAME, Look())


def api() -> Api:
    """Return the one cluster, entered as its administrators enter."""
    home = this_kubernetes().home
    (cluster,) = Home(home).clusters
    return Api(home, cluster.all[0].port)


def of(kind: str, version: str, name: str) -> Object:
    about = {"name": name, "namespace": "securityai"}
    return {"apiVersion": version, "kind": kind, "metadata": about}


def test_it_goes_up_and_nothing_is_left_to_do(stack: Stack) -> None:
    assert stack.up().changes.keys() == {"create"}
    assert stack.preview().is_nothing
    assert stack.refresh(look_only=True).is_nothing
    found = api().get(of("NetworkPolicy", "networking.k8s.io/v1", "closed"))
    assert found is not None
    managers = [(each["manager"], each["operation"]) for each in found["metadata"]["managedFields"]]
    assert managers == [("tandem", "Apply")]


def test_the_server_refuses_what_it_does_not_know() -> None:
    wrong = of("ConfigMap", "v1", "x") | {"dataa": {"a": "b"}}
    with pytest.raises(RefusedError, match="dataa"):
        api().apply(wrong, force=False)


def test_what_somebody_changed_by_hand_is_found_and_mended(stack: Stack) -> None:
    server = api()
    quota = of("ResourceQuota", "v1", "nodes")
    path = server.all_in("securityai", "v1", "ResourceQuota") + "/nodes"
    patch = {"spec": {"hard": {"requests.cpu": "999"}}}
    server.ask("PATCH", path, patch, "application/merge-patch+json", fieldManager="somebody")
    server.delete(of("PodDisruptionBudget", "policy/v1", "backend"))
    found = stack.refresh(look_only=True)
    assert sorted(found.resources) == [
        ("delete", "kubernetes:policy/v1:PodDisruptionBudget backend"),
        ("update", "kubernetes:core/v1:ResourceQuota tenant"),
    ]
    stack.refresh()
    assert stack.up().changes.keys() == {"create", "same", "update"}
    assert stack.refresh(look_only=True).is_nothing
    mended = server.get(quota)
    assert mended is not None
    assert mended["spec"]["hard"]["requests.cpu"] != "999"


def test_it_goes_away_and_nothing_is_left(stack: Stack) -> None:
    assert list(this_kubernetes().clusters.values()) == [True]
    stack.destroy()
    assert not stack.identifiers()
    # The server of a cluster ends once it has said that nothing is in it.
    assert list(this_kubernetes().clusters.values()) == [False]
