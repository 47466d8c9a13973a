"""Whether an answer is one that botocore's model of the operation allows: members, types, enumerations, lengths."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

TYPES: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "boolean": (bool,),
    "timestamp": (datetime,),
    "blob": (bytes,),
}
NUMBERS = ("integer", "long", "float", "double")
# Where AWS answers something else than its model lists.
ANSWERED = {
    # The model writes the states with capitals, the API (and its documentation's examples) without:
    # https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-vpc-endpoints.html
    "ec2:DescribeVpcEndpoints.VpcEndpoints[].State": ("pending", "available", "deleting", "deleted"),
}


def differences(shape: Any, value: Any, path: str = "") -> Iterator[str]:
    """Each place in what a client has parsed that the shape does not allow, and why."""
    kind = shape.type_name
    if not isinstance(value, TYPES[kind]) or (kind in NUMBERS and isinstance(value, bool)):
        yield f"{path}: {value!r} is no {kind}"
        return
    if kind == "structure":
        yield from _members(shape, value, path)
    elif kind == "list":
        for item in value:
            yield from differences(shape.member, item, f"{path}[]")
    elif kind == "map":
        for key, item in value.items():
            yield from differences(shape.key, key, f"{path} key")
            yield from differences(shape.value, item, f"{path}{{}}")
    elif kind == "string" and shape.enum and value not in ANSWERED.get(path, shape.enum):
        yield f"{path}: {value!r} is none of {', '.join(shape.enum)}"
    yield from _size(shape, value, path)


def _members(shape: Any, value: dict[str, Any], path: str) -> Iterator[str]:
    yield from (f"{path}.{name} is unknown" for name in value if name not in shape.members)
    yield from (f"{path}.{name} is missing" for name in shape.required_members if name not in value)
    for name, member in shape.members.items():
        if name in value:
            yield from differences(member, value[name], f"{path}.{name}")


def _size(shape: Any, value: Any, path: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    size = value if shape.type_name in NUMBERS else len(value) if isinstance(value, str | list | dict | bytes) else None
    # The model wants lists with something in them; AWS answers with empty ones all the same.
    if size is None or (isinstance(value, list) and not value):
        return
    if least is not None and size < least:
        yield f"{path}: {value!r} is less than {least}"
    if most is not None and size > most:
        yield f"{path}: {size} is more than {most}"
