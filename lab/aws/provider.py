"""The provider that the engine attaches to: Pulumi's own protocol, answered from the table."""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata
from typing import Any

import grpc
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2
from pulumi_aws.provider import ProviderArgs

from lab.aws import invokes, sdk
from lab.aws.calls import Api, RefusedError
from lab.aws.carrier import Carrier
from lab.aws.ledger import Ledger
from lab.aws.reading import same
from lab.aws.recorded import carrier
from lab.aws.table import ENTRIES
from lab.protocol import Protocol, State, differing, sent, taken, token_of
from topology.problems import nearest

SETTINGS = {*sdk.inputs(ProviderArgs), "version"}
"""What the provider itself may be told; anything else is refused."""


class Provider(Protocol):
    """Answers for every type in the table, and refuses every other."""

    version = metadata.version("pulumi-aws")

    def __init__(self, api: Api, ledger: Ledger) -> None:
        self._carriers = {each.kind: carrier(api, each, ledger) for each in ENTRIES}
        self._api = api
        self._region = ""

    def CheckConfig(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Refuse settings that nobody would read."""
        del context
        given = taken(request.news)
        failures = [
            provider_pb2.CheckFailure(
                property=name, reason=f"is no setting of the rehearsal{nearest(name, SETTINGS)}"
            )
            for name in given.keys() - SETTINGS
        ]
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

    def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Another region is another provider."""
        del context
        old, new = taken(request.olds).get("region"), taken(request.news).get("region")
        replaces = ["region"] if old != new else []
        return provider_pb2.DiffResponse(replaces=replaces)

    def Configure(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Note the region of what names none."""
        del context
        self._region = taken(request.args).get("region") or self._region
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    def Check(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Refuse what the SDK's types or AWS's model refuse."""
        token = token_of(request.urn)
        given = taken(request.news)
        if token not in self._carriers:
            known = nearest(token, self._carriers)
            reason = f"the rehearsal does not carry {token} yet{known}"
            context.abort(grpc.StatusCode.UNIMPLEMENTED, reason)
        if sdk.takes_region(token):
            given.setdefault("region", self._region)
        failures = [
            provider_pb2.CheckFailure(property=name, reason=reason)
            for name, reason in self._carriers[token].check(given)
        ]
        return provider_pb2.CheckResponse(inputs=sent(given), failures=failures)

    def Diff(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Tell what differs, and what cannot be changed in place.

        What was not declared so far and is there as it is declared now makes no difference.
        """
        del context
        there, new = taken(request.olds), taken(request.news)
        old = taken(request.old_inputs) or there
        alike = {name for name in new.keys() & there if same(new[name], there[name])}
        so = {name: new[name] for name in alike - old.keys()}
        change = self._of(request.urn).diff({**so, **old}, new)
        replaces = [each for each in change.replaces if each not in request.ignoreChanges]
        return differing(change, replaces)

    def Create(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Make it; in a preview, say what is known beforehand."""
        given = taken(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(id="", properties=sent(given))
        made: State = self._try(context, request.urn, lambda it: it.create(request.urn, given))
        return provider_pb2.CreateResponse(id=made.id, properties=sent(made.outputs))

    def Read(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Look at it; an empty identifier says that it is gone."""
        given = taken(request.inputs)
        found: State | None = self._try(context, request.urn, lambda it: it.read(request.id, given))
        if found is None:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(
            id=found.id, properties=sent(found.outputs), inputs=sent(found.inputs)
        )

    def Update(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Change it."""
        old, new = taken(request.old_inputs), taken(request.news)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=sent({**taken(request.olds), **new}))
        made: State = self._try(
            context, request.urn, lambda it: it.update(request.urn, request.id, old, new)
        )
        return provider_pb2.UpdateResponse(properties=sent(made.outputs))

    def Delete(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Remove it."""
        given = taken(request.old_inputs) or taken(request.properties)
        self._try(context, request.urn, lambda it: it.delete(request.id, given))
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's
        """Answer a question that makes nothing."""
        given = taken(request.args)
        try:
            said = invokes.answer(self._api, request.tok, given, self._region)
        except (ClientError, BotoCoreError, RefusedError) as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        return provider_pb2.InvokeResponse(**{"return": sent(said)})

    def _of(self, urn: str) -> Carrier:
        return self._carriers[token_of(urn)]

    def _try(self, context: Any, urn: str, act: Callable[[Carrier], Any]) -> Any:  # noqa: ANN401 - gRPC's
        try:
            return act(self._of(urn))
        except (ClientError, BotoCoreError, RefusedError, ResponseParserError) as error:
            context.abort(grpc.StatusCode.UNKNOWN, f"{token_of(urn)}: {error}")
