"""EC2's own kind of the query protocol: https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html."""

from typing import Any
from xml.etree import ElementTree as ET

from islive.simulator.models import OperationModel, Shape
from islive.simulator.names import Json
from islive.simulator.refusal import Refusal
from islive.simulator.wire_query import append

CONTENT_TYPE = "text/xml"


def parse(operation: OperationModel, fields: dict[str, str]) -> Json:
    """The parameters in a request's fields, as the input shape has them; lists are flat: `SubnetId.1`."""
    shape = operation.input_shape
    return {} if shape is None else _parse(shape, fields, "") or {}


def _parse(shape: Shape, fields: dict[str, str], name: str) -> Any:
    match shape.type_name:
        case "structure":
            prefix = f"{name}." if name else ""
            members = {key: _parse(it, fields, prefix + _sent(key, it)) for key, it in shape.members.items()}
            return {key: value for key, value in members.items() if value is not None} or None
        case "list":
            items: list[Any] = []
            while (item := _parse(shape.member, fields, f"{name}.{len(items) + 1}")) is not None:
                items.append(item)
            return items or None
        case "integer" | "long":
            return int(fields[name]) if name in fields else None
        case "boolean":
            return fields[name] == "true" if name in fields else None
        case _:
            return fields.get(name)


def _sent(key: str, member: Shape) -> str:
    """What a request calls a member: its name on the wire, which begins with a capital there."""
    told = member.serialization
    name = str(told.get("queryName", told.get("name", key)))
    return name[0].upper() + name[1:]


def reply(operation: OperationModel, result: Json, request_id: str) -> bytes:
    """The body of a successful answer: the members stand in it bare, beside the id."""
    root = ET.Element(f"{operation.name}Response", xmlns=operation.service_model.metadata["xmlNamespace"])
    ET.SubElement(root, "requestId").text = request_id
    for key, member in operation.output_shape.members.items():
        if result.get(key) is not None:
            append(root, str(member.serialization.get("name", key)), member, result[key])
    return ET.tostring(root)


def refusal(error: Refusal, namespace: str, request_id: str) -> bytes:
    """The body of an error answer."""
    del namespace
    root = ET.Element("Response")
    element = ET.SubElement(ET.SubElement(root, "Errors"), "Error")
    for name, text in (("Code", error.code), ("Message", error.message)):
        ET.SubElement(element, name).text = text
    ET.SubElement(root, "RequestID").text = request_id
    return ET.tostring(root)
