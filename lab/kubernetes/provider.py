"""The provider of Kubernetes that the engine attaches to: it asks a real API server."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from functools import cache
from importlib import metadata
from typing import Any

import grpc
import urllib3
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from lab.aws import sdk
from lab.aws.words import UNKNOWN
from lab.kubernetes import carrier
from lab.kubernetes.api import Api, RefusedError
from lab.kubernetes.cluster import Clusters, identity
from lab.protocol import Protocol, State, differing, sent, taken, token_of
from lab.shell import LabError
from topology.problems import nearest

SETTINGS = ("kubeconfig", "version")
"""What the provider itself may be told; anything else is refused."""


@cache
def args_class(token: str) -> type | None:
    """Return the class of the inputs of a type such as ``kubernetes:apps/v1:Deployment``."""
    _, module, name = token.split(":")
    group, _, version = module.partition("/")
    try:
        owner = importlib.import_module(f"pulumi_kubernetes.{group.split('.')[0]}.{version}.{name}")
    except ImportError:
        return None
    found = vars(owner).get(f"{name}InitArgs", vars(owner).get(f"{name}Args"))
    return found if inspect.isclass(found) else None


class Provider(Protocol):
    """Carries every kind of object that the SDK has and the server serves."""

    version = metadata.version("pulumi-kubernetes")

    def __init__(self, clusters: Clusters) -> None:
        self._clusters = clusters
        self._servers: dict[str, str] = {}
        """The cluster of each of the engine's connections: one stack never meets another's."""

    def CheckConfig(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Refuse settings that nobody would read."""
        del context
        failures = [
            provider_pb2.CheckFailure(
                property=name, reason=f"is no setting of the rehearsal{nearest(name, SETTINGS)}"
            )
            for name in taken(request.news).keys() - {*SETTINGS}
        ]
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

    def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Another cluster is another provider."""
        del context
        old, new = _server(taken(request.olds)), _server(taken(request.news))
        other = bool(old and new and old != new)
        return provider_pb2.DiffResponse(replaces=["kubeconfig"] if other else [])

    def Configure(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Note which cluster this connection speaks of; none, where it is not known yet."""
        self._servers[context.peer()] = _server(taken(request.args))
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    def Check(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Refuse what the SDK's types refuse, then what the server would."""
        given, token = taken(request.news), token_of(request.urn)
        args = args_class(token)
        if args is None:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, f"the SDK has no type {token}")
        found = list(sdk.of_args(args, given)) if args else []
        if not found:
            found = self._try(context, request.urn, lambda api: list(carrier.problems(api, given)))
        failures = [
            provider_pb2.CheckFailure(property=name, reason=reason) for name, reason in found
        ]
        return provider_pb2.CheckResponse(inputs=sent(given), failures=failures)

    def Diff(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Tell what differs, and what the server would not change."""
        old, new = taken(request.old_inputs) or taken(request.olds), taken(request.news)
        change = self._try(context, request.urn, lambda api: carrier.diff(api, old, new))
        same_name = carrier.identifier(old) == carrier.identifier(new)
        gone_first = bool(change.replaces) and same_name
        return differing(change, change.replaces, gone_first=gone_first)

    def Create(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Make it; in a preview, say what is known beforehand."""
        given = taken(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(id="", properties=sent(given))
        made = self._state(context, request.urn, lambda api: carrier.create(api, given))
        return provider_pb2.CreateResponse(id=made.id, properties=sent(made.outputs))

    def Read(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Look at it; an empty identifier says that it is gone."""
        given = taken(request.inputs)
        found: State | None = self._try(
            context, request.urn, lambda api: carrier.read(_there(api), given)
        )
        if found is None:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(
            id=request.id, properties=sent(found.outputs), inputs=sent(found.inputs)
        )

    def Update(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Change it."""
        given = taken(request.news)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=sent({**taken(request.olds), **given}))
        made = self._state(context, request.urn, lambda api: carrier.update(api, given))
        return provider_pb2.UpdateResponse(properties=sent(made.outputs))

    def Delete(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Remove it."""
        given = taken(request.old_inputs) or taken(request.properties)
        self._try(context, request.urn, lambda api: carrier.delete(_there(api), given))
        if given["kind"] == "Namespace":
            self._try(context, request.urn, lambda api: self._rest(context.peer(), _there(api)))
        return empty_pb2.Empty()

    def _rest(self, peer: str, api: Api) -> None:
        """Let a cluster rest that nobody has a namespace in any more."""
        if not carrier.namespaces(api):
            self._clusters.rest(self._servers[peer])

    def _state(self, context: Any, urn: str, act: Callable[[Api], State]) -> State:  # noqa: ANN401 - gRPC's
        made: State = self._try(context, urn, lambda api: act(_there(api)))
        return made

    def _try(self, context: Any, urn: str, act: Callable[[Api | None], Any]) -> Any:  # noqa: ANN401 - gRPC's
        server = self._servers.get(context.peer())
        if server is None:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, "this connection names no cluster")
        try:
            return act(self._clusters.api(server) if server else None)
        except (RefusedError, LabError, urllib3.exceptions.HTTPError) as error:
            context.abort(grpc.StatusCode.UNKNOWN, f"{token_of(urn)}: {error}")


def _there(api: Api | None) -> Api:
    if api is None:
        raise LabError("its cluster is not known: nothing can be made in it")
    return api


def _server(settings: dict[str, Any]) -> str:
    """Return which cluster a kubeconfig is of; nothing, where it is not known yet."""
    text = settings.get("kubeconfig")
    if not text or text is UNKNOWN:
        return ""
    return identity(text)
