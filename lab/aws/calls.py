"""Making AWS's operations out of a resource's inputs."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import boto3
import jmespath
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.model import Shape

from lab.aws import shapes
from lab.aws.entry import Call, Entry
from lab.aws.words import UNKNOWN, Properties, bare, match

ABSENCE = (
    "notfound",
    "nosuch",
    "doesnotexist",
    "notexist",
    "nonexist",
    "404",
    "missing",
    "unknown",
)
"""What the codes of errors have in them when a resource is not there."""
ANYBODY = "rehearsal"
"""Moto lets everybody in."""
_CONFIG = Config(
    retries={"max_attempts": 3, "mode": "standard"},
    max_pool_connections=32,
    connect_timeout=5,
    read_timeout=60,
    parameter_validation=True,
    s3={"addressing_style": "path"},
)


class RefusedError(Exception):
    """AWS, or its model of the call, refuses."""


class Api:
    """AWS as moto answers it: clients by service and region, and the shapes of their calls."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()
        self._session = boto3.session.Session(
            aws_access_key_id=ANYBODY, aws_secret_access_key=ANYBODY
        )

    def client(self, service: str, region: str) -> Any:  # noqa: ANN401 - made at run time by boto3
        """Return the client of a service in a region."""
        with self._lock:
            if (service, region) not in self._clients:
                self._clients[service, region] = self._session.client(
                    service, region_name=region, endpoint_url=self._endpoint, config=_CONFIG
                )
            return self._clients[service, region]

    def shape(self, service: str, operation: str) -> Shape:
        """Return what an operation takes."""
        model = self.client(service, "us-east-1").meta.service_model.operation_model(operation)
        return model.input_shape or Shape("Nothing", {"type": "structure", "members": {}})

    @cached_property
    def account(self) -> str:
        """The account."""
        return str(self.client("sts", "us-east-1").get_caller_identity()["Account"])

    def run(self, entry: Entry, operation: str, params: Properties, region: str) -> Properties:
        """Make a call."""
        client = self.client(entry.service, entry.region or region)
        method = next(
            name for name, known in client.meta.method_to_api_mapping.items() if known == operation
        )
        answer: Properties = getattr(client, method)(**params)
        answer.pop("ResponseMetadata", None)
        return answer

    def perhaps(
        self, entry: Entry, operation: str, params: Properties, region: str
    ) -> Properties | None:
        """Make a call that reads or removes; nothing, where what it asks for is not there."""
        try:
            return self.run(entry, operation, params, region)
        except ClientError as error:
            if is_absence(error) or (entry.gone and entry.gone in str(error)):
                return None
            raise


def is_absence(error: ClientError) -> bool:
    """Tell whether an error says that there is no such thing."""
    code = bare(error.response.get("Error", {}).get("Code", ""))
    return any(each in code for each in ABSENCE)


def compose(api: Api, entry: Entry, call: Call, given: Properties, facts: Properties) -> Properties:
    """Return the parameters of a call that makes or changes; inputs that do not fit stay out."""
    shape = api.shape(entry.service, call.operation)
    params: Properties = {}
    _put_fixed(params, call, facts)
    for name, value in (call.make(given) if call.make else given).items():
        path = place(entry, call, shape, name)
        if path and value is not None:
            shapes.put(params, path, _fit(value, shapes.at(shape, path), name))
    if entry_kind := facts.get("tagged_as"):
        _put_specification(params, shape, entry_kind, given)
    _put_own(params, shape, entry, facts)
    return params


def question(
    api: Api, entry: Entry, call: Call, given: Properties, facts: Properties
) -> Properties:
    """Return the parameters of a call that reads or removes: only what it cannot do without."""
    shape = api.shape(entry.service, call.operation)
    params: Properties = {}
    _put_fixed(params, call, facts)
    needed = {path[0] for path in ((each,) for each in shape.required_members)}
    for name, value in (call.make(given) if call.make else given).items():
        path = place(entry, call, shape, name)
        wanted = path and (path[0] in needed or (call.takes and name in call.takes))
        if path and wanted and value is not None and path[0] not in params:
            shapes.put(params, path, _fit(value, shapes.at(shape, path), name))
    _put_own(params, shape, entry, facts)
    return params


def place(entry: Entry, call: Call, shape: Shape, name: str) -> shapes.Path | None:
    """Return where a call takes an input; nothing, where it does not."""
    if name == "region" or name in entry.unsent:
        return None
    if call.takes is not None and not call.make and name not in call.takes:
        return None
    if name in call.without and not call.make:
        return None
    if name in entry.names:
        path = tuple(entry.names[name].split("."))
        if path[0] in shape.members:
            return path
    return shapes.find(shape, name)


def carried(api: Api, entry: Entry, call: Call, names: Iterable[str]) -> set[str]:
    """Return which inputs a call carries."""
    if call.make:
        return set(call.takes or names) - set(call.without)
    shape = api.shape(entry.service, call.operation)
    return {name for name in names if place(entry, call, shape, name)}


def _fit(value: object, shape: Shape, name: str) -> object:
    try:
        return shapes.to_api(value, shape)
    except KeyError as error:
        raise RefusedError(f"{name}: AWS has no place for {error.args[0]!r} in it") from None


def _put_fixed(params: Properties, call: Call, facts: Properties) -> None:
    for name, value in call.fixed.items():
        shapes.put(params, tuple(name.split(".")), filled(value, facts))


def _put_own(params: Properties, shape: Shape, entry: Entry, facts: Properties) -> None:
    """Put the resource's identifier where the call asks for it."""
    if entry.is_named or not facts.get("id"):
        return
    spelt = match(entry.id.split(".")[-1], shape.members)
    if spelt and spelt not in params:
        takes_many = shape.members[spelt].type_name == "list"
        params[spelt] = [facts["id"]] if takes_many else facts["id"]


def _put_specification(params: Properties, shape: Shape, kind: str, given: Properties) -> None:
    if "TagSpecifications" in shape.members and given.get("tags"):
        pairs = [{"Key": key, "Value": value} for key, value in sorted(given["tags"].items())]
        params["TagSpecifications"] = [{"ResourceType": kind, "Tags": pairs}]


def filled(value: Any, facts: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any value
    """Return a value with ``{names}`` in its texts replaced by what they stand for."""
    if isinstance(value, str) and "{" in value:
        if facts.get(value[1:-1]) is UNKNOWN:
            return UNKNOWN
        return re.sub(r"{(\w+)}", lambda found: str(facts.get(found[1], "")), value)
    if isinstance(value, list):
        return [filled(each, facts) for each in value]
    if isinstance(value, Mapping):
        return {key: filled(each, facts) for key, each in value.items()}
    return value


def search(expression: str, answer: Properties, facts: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any value
    """Look something up in an answer."""
    return jmespath.search(filled(expression, facts), answer)


def problems(api: Api, entry: Entry, given: Properties) -> Iterator[tuple[str, str]]:
    """Yield what AWS would refuse of inputs that the SDK's types take."""
    creation = entry.creation(given)
    everything = [*entry.creations, *entry.updates, *([entry.delete] if entry.delete else [])]
    names = given.keys() - {"region", "tags", "tagsAll"} - entry.unsent.keys()
    taken = {name for call in everything for name in carried(api, entry, call, names)}
    for name in sorted(names - taken):
        yield name, f"the rehearsal does not know how {entry.kind} carries it to AWS"
    later = dict.fromkeys(("id", "arn", "account"), UNKNOWN)
    later |= {entry.token.into: UNKNOWN} if entry.token else {}
    for call in (creation, *entry.updates):
        if call is not creation and not carried(api, entry, call, names & set(call.takes or names)):
            continue
        try:
            params = compose(api, entry, call, given, {**later, **given})
        except RefusedError as error:
            yield "", str(error)
            continue
        shape = api.shape(entry.service, call.operation)
        if call is creation:
            yield from (
                ("", f"{call.operation}: {each}") for each in shapes.complaints(params, shape)
            )
        else:
            yield from (("", f"{call.operation}: {each}") for each in shapes.outside(params, shape))
