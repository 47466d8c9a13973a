"""The shape of a secret: whether it is the JSON that ECS needs, where it breaks, its key names. Never its value.

ECS reads `valueFrom` with a JSON key through Go's json.Unmarshal into map[string]interface{} and injects the value
as fmt.Sprintf("%v", v): amazon-ecs-agent, agent/asm/asm.go, GetSecretFromASMWithInput (v1.105.1).
"""

import json
import re
from collections import Counter
from decimal import Decimal
from typing import Any

from islive.transcript.json_scan import Member, NotJson, Scan

# `CORP\tom` and `C:\build`: an escape between letters where a path was meant.
LOST_BACKSLASH = re.compile(r"[A-Za-z:]\\[bfnrt][A-Za-z]")


def shape(secret: str) -> dict[str, Any]:
    """`kind`: object, not-an-object (with `type`), invalid-json, empty.

    An object has `keys` (name -> `type`, and `rendered` when what the container gets is not what was written) and
    `duplicates`. Invalid JSON has `error`, `offset` (characters, from 0), `line` and `column` (from 1), `key` (the
    outermost key in whose value it breaks, or None) and `after_key` (the last complete one before, or None).
    """
    if not secret.strip(" \t\r\n"):
        return {"kind": "empty"}
    scan = Scan(secret)
    try:
        kind = scan.run()
    except NotJson as broken:
        return _broken(scan, broken)
    return _object(scan) if kind == "object" else {"kind": "not-an-object", "type": kind}


def _broken(scan: Scan, broken: NotJson) -> dict[str, Any]:
    before = scan.text[: broken.offset]
    return {
        "kind": "invalid-json",
        "error": broken.error,
        "offset": broken.offset,
        "line": before.count("\n") + 1,
        "column": broken.offset - (before.rfind("\n") + 1) + 1,
        "key": _read(scan.key) if scan.key else None,
        "after_key": _read(scan.members[-1].name) if scan.members else None,
    }


def _object(scan: Scan) -> dict[str, Any]:
    names = Counter(_read(member.name) for member in scan.members)
    # As with Go, the last of several members of one name counts.
    keys = {_read(member.name): _key(member, scan.text[member.start : member.end]) for member in scan.members}
    return {"kind": "object", "keys": keys, "duplicates": sorted(name for name, times in names.items() if times > 1)}


def _key(member: Member, written: str) -> dict[str, str]:
    rendered = _rendered(member.type, written)
    return {"type": member.type, **({"rendered": rendered} if rendered else {})}


def _rendered(kind: str, written: str) -> str | None:
    """How the container's variable differs from what was written, if it does."""
    match kind:
        case "null":
            return "nil"
        case "object":
            return "go-map"
        case "array":
            return "go-list"
        case "number":
            return _rendered_number(written)
        case "string":
            lost = LOST_BACKSLASH.search(written) and not re.search(r"-----|\s", written)
            return "control-character" if lost else None
        case _:
            return None


def _rendered_number(written: str) -> str | None:
    """Go's %v of a float64: shortest digits, an exponent below 1e-04 and from 1e+21 (%v) or 1e+06 digits on (%g).

    Measured with Go 1.19: 999999 stays, 1000000 -> 1e+06, 12345678 -> 1.2345678e+07, 0.00001 -> 1e-05, 1.50 -> 1.5.
    """
    value = float(written)
    if Decimal(written) != Decimal(repr(value)):
        return "loses-digits"
    exact = Decimal(repr(value))
    if exact and (abs(exact) < Decimal("1e-4") or exact.copy_abs().adjusted() >= _digits_before_exponent(exact)):
        return "exponent"
    shortest = repr(value).removesuffix(".0")
    return None if written == shortest else "loses-digits"


def _digits_before_exponent(_: Decimal) -> int:
    return 6


def _read(name: str) -> str:
    """A key as Go reads it: halves of surrogate pairs become U+FFFD."""
    return str(json.loads(name)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
