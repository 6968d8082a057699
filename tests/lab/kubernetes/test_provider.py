"""The provider answers the engine's own messages, each connection for its own cluster."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2

from lab.kubernetes.api import Api, Object
from lab.kubernetes.cluster import Clusters
from lab.kubernetes.provider import Provider
from lab.protocol import sent, taken

URN = "urn:pulumi:shop-td::tandem::tandem:aws:Tenant$kubernetes:core/v1:Namespace::tenant"
SPACE: Object = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}


class Stopped(Exception):  # noqa: N818 - what gRPC's own context does, by any name
    """A call was ended with a reason."""


class Store(Api):
    """Keeps objects, and finalizes no namespace by itself."""

    def __init__(self) -> None:
        self.kept: dict[str, Object] = {}

    def get(self, wanted: Object) -> Object | None:
        """Return what stands."""
        return self.kept.get(wanted["metadata"]["name"])

    def apply(self, wanted: Object, *, force: bool, dry: bool = False) -> Object:
        """Keep it, unless it is asked in play."""
        del force
        if not dry:
            self.kept[wanted["metadata"]["name"]] = wanted
        return wanted

    def delete(self, wanted: Object) -> None:
        """Remove it."""
        self.kept.pop(wanted["metadata"]["name"], None)

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        kind: str = "application/json",
        **query: str,
    ) -> Object:
        """List the namespaces."""
        del body, kind, query
        assert (method, path) == ("GET", "/api/v1/namespaces")
        return {"items": [*self.kept.values(), {"metadata": {"name": "kube-system"}}]}


class Fakes(Clusters):
    """A store for each cluster."""

    def __init__(self) -> None:
        self.stores: dict[str, Store] = {}
        self.resting: list[str] = []

    def api(self, server: str) -> Api:
        """Return a cluster's."""
        return self.stores.setdefault(server, Store())

    def rest(self, server: str) -> None:
        """Note that it may end."""
        self.resting.append(server)


@dataclass
class Connection:
    """The engine's, as gRPC shows it."""

    name: str
    reasons: list[str] = field(default_factory=list)

    def peer(self) -> str:
        """Return who speaks."""
        return self.name

    def abort(self, code: object, reason: str) -> None:
        """End the call."""
        del code
        self.reasons.append(reason)
        raise Stopped(reason)


def opened(clusters: Fakes, name: str) -> tuple[Provider, Connection]:
    provider, connection = Provider(clusters), Connection(name)
    cluster = {"name": name, "cluster": {"server": f"https://{name}"}}
    text = json.dumps({"clusters": [cluster]})
    configure(provider, connection, {"kubeconfig": text})
    return provider, connection


def configure(provider: Provider, connection: Connection, args: Mapping[str, Any]) -> None:
    provider.Configure(provider_pb2.ConfigureRequest(args=sent(args)), connection)


def create(provider: Provider, connection: Connection, *, preview: bool = False) -> Any:  # noqa: ANN401 - gRPC's
    asked = provider_pb2.CreateRequest(urn=URN, properties=sent(SPACE), preview=preview)
    return provider.Create(asked, connection)


def test_what_is_made_is_there_and_goes_away_with_its_cluster() -> None:
    clusters = Fakes()
    provider, connection = opened(clusters, "here")
    assert create(provider, connection, preview=True).id == ""
    assert not any(each.kept for each in clusters.stores.values())
    made = create(provider, connection)
    assert made.id == "shop"
    read = provider.Read(
        provider_pb2.ReadRequest(id="shop", urn=URN, inputs=sent(SPACE)), connection
    )
    assert taken(read.inputs) == SPACE
    gone = provider_pb2.DeleteRequest(id="shop", urn=URN, old_inputs=sent(SPACE))
    provider.Delete(gone, connection)
    assert not any(each.kept for each in clusters.stores.values())
    assert len(clusters.resting) == 1


def test_each_connection_has_a_cluster_of_its_own() -> None:
    clusters = Fakes()
    provider, here = opened(clusters, "here")
    there = Connection("there")
    configure(provider, there, {"kubeconfig": json.dumps({"clusters": ["another"]})})
    create(provider, here)
    read = provider_pb2.ReadRequest(id="shop", urn=URN, inputs=sent(SPACE))
    assert provider.Read(read, here).id == "shop"
    assert provider.Read(read, there).id == ""
    with pytest.raises(Stopped, match="names no cluster"):
        provider.Read(read, Connection("nobody"))


def test_before_its_cluster_is_known_types_are_checked_and_nothing_is_made() -> None:
    provider, connection = Provider(Fakes()), Connection("engine")
    configure(provider, connection, {"kubeconfig": rpc.UNKNOWN})
    wrong = {**SPACE, "metadata": {"name": "shop", "labelss": {}}}
    asked = provider_pb2.CheckRequest(urn=URN, news=sent(wrong))
    assert [each.property for each in provider.Check(asked, connection).failures] == [
        "metadata.labelss"
    ]
    asked = provider_pb2.CheckRequest(urn=URN, news=sent(SPACE))
    assert not provider.Check(asked, connection).failures
    with pytest.raises(Stopped, match="not known"):
        create(provider, connection)


def test_another_name_is_another_object_and_another_kind_of_change_is_not() -> None:
    provider, connection = opened(Fakes(), "here")
    for about, replaces, first in (
        ({"name": "other"}, ["metadata.name"], False),
        ({"name": "shop", "labels": {"a": "b"}}, [], False),
    ):
        news = sent({**SPACE, "metadata": about})
        asked = provider_pb2.DiffRequest(id="shop", urn=URN, old_inputs=sent(SPACE), news=news)
        found = provider.Diff(asked, connection)
        assert (list(found.replaces), found.deleteBeforeReplace) == (replaces, first)


def test_a_setting_that_nobody_reads_is_refused() -> None:
    asked = provider_pb2.CheckRequest(urn=URN, news=sent({"kubeConfig": "x"}))
    (failure,) = Provider(Fakes()).CheckConfig(asked, Connection("engine")).failures
    assert "kubeconfig" in failure.reason
