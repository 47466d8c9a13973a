"""The query protocol, forms in and XML out: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html."""

from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree as ET

from islive.simulator.models import OperationModel, Shape
from islive.simulator.names import Json
from islive.simulator.refusal import Refusal

CONTENT_TYPE = "text/xml"


def form(body: bytes) -> dict[str, str]:
    """The fields of a request's body, still flat: `Names.member.1`."""
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def parse(operation: OperationModel, fields: dict[str, str]) -> Json:
    """The parameters in a request's fields, as the input shape has them."""
    shape = operation.input_shape
    return {} if shape is None else _parse(shape, fields, "") or {}


def _parse(shape: Shape, fields: dict[str, str], name: str) -> Any:
    match shape.type_name:
        case "structure":
            prefix = f"{name}." if name else ""
            members = {key: _parse(it, fields, prefix + key) for key, it in shape.members.items()}
            return {key: value for key, value in members.items() if value is not None} or None
        case "list":
            return _parse_list(shape, fields, name)
        case "integer" | "long":
            return int(fields[name]) if name in fields else None
        case "boolean":
            return fields[name] == "true" if name in fields else None
        case _:
            return fields.get(name)


def _parse_list(shape: Shape, fields: dict[str, str], name: str) -> list[Any] | None:
    items: list[Any] = []
    while (item := _parse(shape.member, fields, f"{name}.member.{len(items) + 1}")) is not None:
        items.append(item)
    return items or None


def reply(operation: OperationModel, result: Json, request_id: str) -> bytes:
    """The body of a successful answer, only with the members that the output shape has."""
    namespace = operation.service_model.metadata["xmlNamespace"]
    root = ET.Element(f"{operation.name}Response", xmlns=namespace)
    shape = operation.output_shape
    if shape is not None:
        append(root, str(shape.serialization.get("resultWrapper", f"{operation.name}Result")), shape, result)
    ET.SubElement(ET.SubElement(root, "ResponseMetadata"), "RequestId").text = request_id
    return ET.tostring(root)


def refusal(error: Refusal, namespace: str, request_id: str) -> bytes:
    """The body of an error answer."""
    root = ET.Element("ErrorResponse", xmlns=namespace)
    element = ET.SubElement(root, "Error")
    for name, text in (("Type", "Sender"), ("Code", error.code), ("Message", error.message)):
        ET.SubElement(element, name).text = text
    ET.SubElement(root, "RequestId").text = request_id
    return ET.tostring(root)


def append(parent: ET.Element, name: str, shape: Shape, value: Any) -> None:
    """Put a value below an element, only with the members that its shape has."""
    element = ET.SubElement(parent, name)
    match shape.type_name:
        case "structure":
            for key, member in shape.members.items():
                if value.get(key) is not None:
                    append(element, str(member.serialization.get("name", key)), member, value[key])
        case "list":
            for item in value:
                append(element, str(shape.member.serialization.get("name", "member")), shape.member, item)
        case "boolean":
            element.text = str(value).lower()
        case _:
            element.text = str(value)
