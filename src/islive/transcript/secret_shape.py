"""The shape of a secret: whether it is the JSON that ECS needs, where it breaks, its key names. Never its value.

ECS reads `valueFrom` with a JSON key through Go's json.Unmarshal into map[string]interface{} and injects the value
as fmt.Sprintf("%v", v): amazon-ecs-agent, agent/asm/asm.go, GetSecretFromASMWithInput (v1.105.1).
"""

import json
import re
from collections import Counter
from typing import Any

from islive.transcript.json_scan import Member, NotJson, Scan

# `CORP\tom` and `C:\build`: an escape between letters where a path was meant.
LEAST_PLAIN, LEAST_LARGE = 1e-4, 1e6
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
    # Where plain text stops looking like JSON would say something about its characters.
    offset = 0 if broken.error == "not-json" else broken.offset
    before = scan.text[:offset]
    return {
        "kind": "invalid-json",
        "error": broken.error,
        "offset": offset,
        "line": before.count("\n") + 1,
        "column": offset - (before.rfind("\n") + 1) + 1,
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
    rendered = go_number(float(written))
    if rendered == written:
        return None
    if _significant(rendered) == _significant(written) and "e" in (rendered + written).lower():
        return "exponent"
    return "loses-digits"


def go_number(value: float) -> str:
    """Go's %v of a float64, which is %g: the shortest digits, with an exponent below 1e-04 and from 1e+06 on.

    Measured with Go 1.26: 999999 stays, 1000000 -> 1e+06, 12345678 -> 1.2345678e+07, 0.00001 -> 1e-05, 1.50 -> 1.5.
    """
    if value == 0 or LEAST_PLAIN <= abs(value) < LEAST_LARGE:
        return repr(value).removesuffix(".0")
    digits, power = _significant(repr(abs(value)))
    fraction = f".{digits[1:]}" if digits[1:] else ""
    return f"{'-' if value < 0 else ''}{digits[0]}{fraction}e{power + len(digits) - 1:+03d}"


def _significant(number: str) -> tuple[str, int]:
    """The digits of a decimal number without zeros around them, and the power of ten that they count."""
    mantissa, _, power = number.lower().partition("e")
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    digits = (whole + fraction).rstrip("0")
    sign = -1 if power.startswith("-") else 1
    exponent = sign * int(power.lstrip("+-0") or 0) - len(fraction)
    return digits.lstrip("0"), exponent + len(whole + fraction) - len(digits)


def _read(name: str) -> str:
    """A key as Go reads it: halves of surrogate pairs become U+FFFD."""
    return str(json.loads(name)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
