"""What Go's encoding/json says of a secret that is no JSON object: the container agent passes its words on.

https://github.com/aws/amazon-ecs-agent/blob/master/agent/asm/asm.go (GetSecretFromASMWithInput) and
https://github.com/golang/go/blob/master/src/encoding/json/scanner.go
"""

import json
import re

_ESCAPES = '"\\/bfnrt'
_LITERALS = ("true", "false", "null")
_SPACE = " \t\r\n"
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_KINDS = {str: "string", list: "array", int: "number", float: "number", bool: "bool"}
_END = "unexpected end of JSON input"


class _Wrong(Exception):
    """The text is not JSON; the argument is Go's sentence."""


def complaint(text: str) -> str | None:
    """Go's error on reading the text as an object, None if it is one (or null, which Go reads as an empty one)."""
    try:
        end = _value(text, _skip(text, 0))
        if _skip(text, end) < len(text):
            raise _unexpected(text, _skip(text, end), "after top-level value")
    except _Wrong as wrong:
        return str(wrong)
    except RecursionError:
        return "exceeded max depth"
    kind = _KINDS.get(type(json.loads(text, strict=False)))
    return kind and f"json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}"


def _unexpected(text: str, at: int, where: str) -> _Wrong:
    if at >= len(text):
        return _Wrong(_END)
    # Go reads bytes, and shows the first one of a character.
    shown = chr(text[at].encode()[0])
    quoted = {"'": r"'\''", '"': "'\"'", "\n": r"'\n'", "\r": r"'\r'", "\t": r"'\t'", "\\": r"'\\'"}
    return _Wrong(f"invalid character {quoted.get(shown, repr(shown))} {where}")


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _value(text: str, at: int) -> int:
    start = text[at : at + 1]
    if start == "{":
        return _members(text, at + 1, "}")
    if start == "[":
        return _members(text, at + 1, "]")
    if start == '"':
        return _string(text, at + 1)
    for literal in _LITERALS:
        if start == literal[0]:
            return _literal(text, at, literal)
    return _number(text, at)


def _number(text: str, at: int) -> int:
    found = _NUMBER.match(text, at)
    if found:
        return found.end()
    if text[at : at + 1] == "-":
        raise _unexpected(text, at + 1, "in numeric literal")
    raise _unexpected(text, at, "looking for beginning of value")


def _literal(text: str, at: int, literal: str) -> int:
    for offset, expected in enumerate(literal):
        if text[at + offset : at + offset + 1] != expected:
            raise _unexpected(text, at + offset, f"in literal {literal} (expecting '{expected}')")
    return at + len(literal)


def _string(text: str, at: int) -> int:
    while text[at : at + 1] != '"':
        if at >= len(text):
            raise _Wrong(_END)
        if text[at] < " ":
            raise _unexpected(text, at, "in string literal")
        at = _escape(text, at + 1) if text[at] == "\\" else at + 1
    return at + 1


def _escape(text: str, at: int) -> int:
    if text[at : at + 1] == "u":
        for digit in range(at + 1, at + 5):
            if text[digit : digit + 1] not in tuple("0123456789abcdefABCDEF"):
                raise _unexpected(text, digit, r"in \u hexadecimal character escape")
        return at + 5
    if text[at : at + 1] not in tuple(_ESCAPES):
        raise _unexpected(text, at, "in string escape code")
    return at + 1


def _members(text: str, at: int, closing: str) -> int:
    """The rest of an object or array, from behind its opening bracket to behind its closing one."""
    of_object = closing == "}"
    at = _skip(text, at)
    if text[at : at + 1] == closing:
        return at + 1
    while True:
        at = _skip(text, _pair(text, at) if of_object else _value(text, at))
        if text[at : at + 1] == closing:
            return at + 1
        if text[at : at + 1] != ",":
            raise _unexpected(text, at, "after object key:value pair" if of_object else "after array element")
        at = _skip(text, at + 1)


def _pair(text: str, at: int) -> int:
    if text[at : at + 1] != '"':
        raise _unexpected(text, at, "looking for beginning of object key string")
    at = _skip(text, _string(text, at + 1))
    if text[at : at + 1] != ":":
        raise _unexpected(text, at, "after object key")
    return _value(text, _skip(text, at + 1))
