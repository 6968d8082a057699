"""Pulumi's own protocol, as every provider of the rehearsal speaks it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from lab.aws.words import UNKNOWN, Properties
from lab.processes import LOOPBACK

NONE, SOME = (
    provider_pb2.DiffResponse.DiffChanges.Value(f"DIFF_{each}") for each in ("NONE", "SOME")
)
WORKERS = 16
LARGEST = 400 * 1024 * 1024
"""Bytes of a message; Pulumi's own limit."""


@dataclass(frozen=True)
class Change:
    """What differs between two sets of inputs."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    replaces: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every input that differs."""
        return (*self.added, *self.removed, *self.changed)


@dataclass(frozen=True)
class State:
    """A resource as it is."""

    id: str
    inputs: Properties
    outputs: Properties


class Protocol(provider_pb2_grpc.ResourceProviderServicer):
    """What every provider says alike."""

    version: str

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Agree on what is sent."""
        del request, context
        return provider_pb2.ProviderHandshakeResponse()

    def Attach(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Let the engine in."""
        del request, context
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Say which version's types are answered for."""
        del request, context
        return plugin_pb2.PluginInfo(version=self.version)

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Nothing here outlives its call."""
        del request, context
        return empty_pb2.Empty()


def answering(provider: Protocol, port: int) -> grpc.Server:
    """Start answering."""
    options = [("grpc.max_receive_message_length", LARGEST), ("grpc.so_reuseport", 0)]
    server = grpc.server(ThreadPoolExecutor(WORKERS), options=options)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    server.add_insecure_port(f"{LOOPBACK}:{port}")
    server.start()
    return server


def serve(provider: Protocol, port: int) -> None:
    """Answer until this process is asked to end."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    server = answering(provider, port)
    ended.wait()
    server.stop(grace=1)


def taken(struct: struct_pb2.Struct) -> Properties:
    """Return properties as Python has them: whole numbers whole, unknown values marked."""
    found: Properties = _python(json_format.MessageToDict(struct))
    return {name: value for name, value in found.items() if not name.startswith("__")}


def _python(value: Any) -> Any:  # noqa: ANN401 - any value
    if value == rpc.UNKNOWN:
        return UNKNOWN
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _python(each) for key, each in value.items()}
    return [_python(each) for each in value] if isinstance(value, list) else value


def sent(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    """Return properties as the engine takes them."""
    struct = struct_pb2.Struct()
    struct.update(_wire(properties))
    return struct


def _wire(value: Any) -> Any:  # noqa: ANN401 - any value
    if value is UNKNOWN:
        return rpc.UNKNOWN
    if isinstance(value, Mapping):
        return {str(key): _wire(each) for key, each in value.items() if each is not None}
    return [_wire(each) for each in value] if isinstance(value, list | tuple) else value


def differing(change: Change, replaces: Sequence[str], *, gone_first: bool = False) -> Any:  # noqa: ANN401 - gRPC's
    """Return a difference as the engine takes it; `gone_first` where two cannot bear one name."""
    return provider_pb2.DiffResponse(
        changes=SOME if change.names else NONE,
        replaces=list(replaces),
        deleteBeforeReplace=gone_first,
        diffs=list(change.names),
        detailedDiff=dict(_details(change)),
        hasDetailedDiff=True,
    )


def _details(change: Change) -> Iterator[tuple[str, Any]]:
    """Yield how each input differs, as the engine takes it."""
    kinds = {"ADD": change.added, "DELETE": change.removed, "UPDATE": change.changed}
    for kind, names in kinds.items():
        for name in names:
            word = f"{kind}_REPLACE" if name in change.replaces else kind
            yield (
                name,
                provider_pb2.PropertyDiff(
                    kind=provider_pb2.PropertyDiff.Kind.Value(word), inputDiff=True
                ),
            )


def token_of(urn: str) -> str:
    """Return a resource's type out of its name."""
    return urn.split("::")[2].rpartition("$")[2]
