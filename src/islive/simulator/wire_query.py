"""The query protocol, forms in and XML out: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html."""

from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree as ET

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

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
    if isinstance(shape, StructureShape):
        members = {
            key: _parse(member, fields, f"{name}.{key}" if name else key) for key, member in shape.members.items()
        }
        found = {key: value for key, value in members.items() if value is not None}
        return found or None
    if isinstance(shape, ListShape):
        return _parse_list(shape, fields, name)
    text = fields.get(name)
    if text is None or shape.type_name == "map":
        return None
    if shape.type_name in ("integer", "long"):
        return int(text)
    return text == "true" if shape.type_name == "boolean" else text


def _parse_list(shape: ListShape, fields: dict[str, str], name: str) -> list[Any] | None:
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
        _append(root, str(shape.serialization.get("resultWrapper", f"{operation.name}Result")), shape, result)
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


def _append(parent: ET.Element, name: str, shape: Shape, value: Any) -> None:
    element = ET.SubElement(parent, name)
    if isinstance(shape, StructureShape):
        for key, member in shape.members.items():
            if value.get(key) is not None:
                _append(element, str(member.serialization.get("name", key)), member, value[key])
    elif isinstance(shape, ListShape):
        for item in value:
            _append(element, str(shape.member.serialization.get("name", "member")), shape.member, item)
    elif isinstance(shape, MapShape):
        for key, item in value.items():
            entry = ET.SubElement(element, "entry")
            ET.SubElement(entry, "key").text = key
            _append(entry, "value", shape.value, item)
    else:
        element.text = str(value).lower() if shape.type_name == "boolean" else str(value)
