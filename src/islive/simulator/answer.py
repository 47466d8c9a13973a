"""From an HTTP request on AWS's wire to the HTTP answer that the world gives."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from botocore import xform_name
from botocore.exceptions import UnknownServiceError

from islive.simulator import models, wire_ec2, wire_json, wire_query
from islive.simulator.models import EC2_SERVICES, FORM_SERVICES, QUERY_SERVICES, SERVICES
from islive.simulator.names import Json
from islive.simulator.refusal import Refusal
from islive.simulator.world import World

Operation = Callable[[World, Json], Json]
_SIGNED_FOR = re.compile(r"Credential=[^/]+/\d+/[^/]+/(?P<name>[^/]+)/aws4_request")


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: status, headers and body."""

    status: int
    headers: dict[str, str]
    body: bytes


def answer(world: World, headers: Mapping[str, str], body: bytes) -> Answer:
    """What AWS answers to one request; header names may have any case.

    An operation that no world answers is refused with 400: clients repeat a request that fails with 500.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    service = _service(lower, body)
    request_id = _request_id(lower, body)
    wire = _wire(service) if service else _wire_of_stranger(lower)
    try:
        _refuse_cbor(lower)
        form = service in FORM_SERVICES
        content = _form(world, service, body, request_id) if form else _json(world, service, lower, body, request_id)
        status = 200
    except Refusal as error:
        namespace = models.service_model(service).metadata.get("xmlNamespace", "") if service else ""
        content = wire.refusal(error, namespace, request_id)
        status = error.status
    return Answer(status, {"Content-Type": wire.CONTENT_TYPE, "x-amzn-RequestId": request_id}, content)


def _wire(service: str | None) -> ModuleType:
    """How that service reads requests and writes answers."""
    if service in EC2_SERVICES:
        return wire_ec2
    return wire_query if service in QUERY_SERVICES else wire_json


def _wire_of_stranger(headers: dict[str, str]) -> ModuleType:
    """How a client reads a refusal whose service nothing here answers for."""
    return wire_query if "form-urlencoded" in headers.get("content-type", "") else wire_json


def _json(world: World, service: str | None, headers: dict[str, str], body: bytes, request_id: str) -> bytes:
    operation = headers.get("x-amz-target", "").rpartition(".")[2]
    _pass(world, service, operation)
    perform = _implementation(service, operation)
    result = perform(world, wire_json.parse(body))
    return wire_json.reply(models.operation_model(str(service), operation), result, request_id)


def _form(world: World, service: str | None, body: bytes, request_id: str) -> bytes:
    fields = wire_query.form(body)
    operation = fields.get("Action", "")
    _pass(world, service, operation)
    perform = _implementation(service, operation)
    model = models.operation_model(str(service), operation)
    wire = _wire(service)
    return wire.reply(model, perform(world, wire.parse(model, fields)), request_id)


def _implementation(service: str | None, operation: str) -> Operation:
    if service is not None and operation in models.service_model(service).operation_names:
        module = import_module(f"islive.simulator.services.{service.replace('-', '_')}")
        perform: Operation | None = getattr(module, xform_name(operation), None)
        if perform is not None:
            return perform
    named = ":".join(part for part in (service, operation) if part) or "nothing"
    raise Refusal("UnknownOperationException", f"The simulator does not answer {named}.")


def _pass(world: World, service: str | None, operation: str) -> None:
    if world.meter:
        world.meter.take(str(service), operation)


def _service(headers: dict[str, str], body: bytes) -> str | None:
    signed = _SIGNED_FOR.search(headers.get("authorization", ""))
    if signed:
        return SERVICES.get(signed["name"])
    if "x-amz-target" in headers:
        return models.service_of_target(headers["x-amz-target"])
    try:
        return models.service_of_version(wire_query.form(body).get("Version", ""))
    except (UnicodeDecodeError, UnknownServiceError):
        return None


def _refuse_cbor(headers: dict[str, str]) -> None:
    if "cbor" in headers.get("content-type", "") or "cbor" in headers.get("smithy-protocol", ""):
        raise Refusal("UnsupportedProtocol", "The simulator speaks AWS's json, query and ec2 protocols, not CBOR.", 415)


def _request_id(headers: dict[str, str], body: bytes) -> str:
    # Same question, same id: nothing about an answer depends on chance.
    digest = hashlib.sha256(headers.get("x-amz-target", "").encode() + body).hexdigest()
    return "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))
