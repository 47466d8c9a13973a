"""The JSON protocol: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html."""

import json
from base64 import b64encode
from functools import cache
from typing import Any

from islive.simulator.models import OperationModel, Shape
from islive.simulator.moments import epoch
from islive.simulator.names import Json, Settled
from islive.simulator.refusal import Refusal

_quoted = json.JSONEncoder(separators=(",", ":")).encode

CONTENT_TYPE = "application/x-amz-json-1.1"


def parse(body: bytes) -> Json:
    """The parameters in a request's body."""
    try:
        params = json.loads(body or b"{}")
    except ValueError:
        raise Refusal("SerializationException", "The request body is not valid JSON.") from None
    if not isinstance(params, dict):
        raise Refusal("SerializationException", "The request body is not a JSON object.")
    return params


def reply(operation: OperationModel, result: Json, request_id: str) -> bytes:
    """The body of a successful answer, only with the members that the output shape has."""
    del request_id  # This protocol carries it in a header only.
    shape = operation.output_shape
    return b"{}" if shape is None else _text(shape, result).encode()


def refusal(error: Refusal, namespace: str, request_id: str) -> bytes:
    """The body of an error answer."""
    del namespace, request_id
    return json.dumps({"__type": error.code, "message": error.message}).encode()


def _text(shape: Shape, value: Any) -> str:
    match shape.type_name:
        case "structure":
            return _settled(shape, value) if isinstance(value, Settled) else _structure(shape, value)
        case "list":
            member = shape.member
            return f"[{','.join([_text(member, item) for item in value])}]"
        case "map":
            member = shape.value
            return _braced([(_quoted(key), _text(member, item)) for key, item in value.items()])
        case "timestamp":
            return _quoted(epoch(value))
        case "blob":
            return _quoted(b64encode(value).decode())
        case _:
            return _quoted(value)


def _settled(shape: Shape, value: Settled) -> str:
    text = value.texts.get(shape.name)
    if text is None:
        text = value.texts[shape.name] = _structure(shape, value)
    return text


def _structure(shape: Shape, value: Json) -> str:
    named = ((name, key, member, value.get(key)) for name, key, member in _members(shape))
    return _braced([(name, _text(member, item)) for name, _, member, item in named if item is not None])


@cache
def _members(shape: Shape) -> list[tuple[str, str, Shape]]:
    """The members of a structure: as written, by name, and their shapes."""
    return [(_quoted(str(member.serialization.get("name", key))), key, member) for key, member in shape.members.items()]


def _braced(members: list[tuple[str, str]]) -> str:
    return f"{{{','.join([f'{name}:{text}' for name, text in members])}}}"
