"""The JSON protocol: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html."""

import json
from base64 import b64encode
from typing import Any

from islive.simulator.models import OperationModel, Shape
from islive.simulator.moments import epoch
from islive.simulator.names import Json
from islive.simulator.refusal import Refusal

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
    return json.dumps({} if shape is None else _plain(shape, result), separators=(",", ":")).encode()


def refusal(error: Refusal, namespace: str, request_id: str) -> bytes:
    """The body of an error answer."""
    del namespace, request_id
    return json.dumps({"__type": error.code, "message": error.message}).encode()


def _plain(shape: Shape, value: Any) -> Any:
    match shape.type_name:
        case "structure":
            return {
                str(member.serialization.get("name", name)): _plain(member, value[name])
                for name, member in shape.members.items()
                if value.get(name) is not None
            }
        case "list":
            return [_plain(shape.member, item) for item in value]
        case "map":
            return {key: _plain(shape.value, item) for key, item in value.items()}
        case "timestamp":
            return epoch(value)
        case "blob":
            return b64encode(value).decode()
        case _:
            return value
