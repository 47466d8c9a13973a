"""What an error of Go's encoding/json at the tail of a message of ECS says about the text of a secret.

Where a task definition asks for one key of a secret, the ECS agent hands the whole text to `json.Unmarshal` and passes
Go's error on, unwrapped (amazon-ecs-agent, agent/asm/asm.go, GetSecretFromASMWithInput). The texts are those of Go's
encoding/json: the states of scanner.go ("in string escape code" …) and UnmarshalTypeError of decode.go. Go quotes the
character it stumbled over; by the time a message comes here that character reads `•`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong with the text; `bad-beginning` and `bad-key` leave open which of several mistakes it is."""

    ILLEGAL_ESCAPE = "illegal-escape"
    BAD_UNICODE_ESCAPE = "bad-unicode-escape"
    BAD_BEGINNING = "bad-beginning"
    BARE_WORD = "bare-word"
    BAD_KEY = "bad-key"
    MISSING_COMMA = "missing-comma"
    MISSING_COLON = "missing-colon"
    RAW_CONTROL_CHARACTER = "raw-control-character"
    TRAILING_DATA = "trailing-data"
    BAD_NUMBER = "bad-number"
    TRUNCATED = "truncated"
    NOT_AN_OBJECT = "not-an-object"
    KEY_MISSING = "key-missing"


@dataclass(frozen=True, slots=True)
class GoJsonError:
    """One such error; `word` is Go's word for what stands there instead of an object, or the key that is missing."""

    kind: Kind
    word: str | None = None


# How Go prints the offending character: 'x', '\n', '\'', or the dot that the door puts in its place.
CHARACTER = r"invalid character '(?:\\'|[^'])+?' "

PATTERNS = {
    Kind.ILLEGAL_ESCAPE: CHARACTER + "in string escape code",
    Kind.BAD_UNICODE_ESCAPE: CHARACTER + r"in \\u hexadecimal character escape",
    Kind.BAD_BEGINNING: CHARACTER + "looking for beginning of value",
    Kind.BARE_WORD: CHARACTER + r"in literal \S+ \(expecting [^)]+\)",
    Kind.BAD_KEY: CHARACTER + "looking for beginning of object key string",
    Kind.MISSING_COMMA: CHARACTER + "after (?:object key:value pair|array element)",
    Kind.MISSING_COLON: CHARACTER + "after object key(?!:)",
    Kind.RAW_CONTROL_CHARACTER: CHARACTER + "in string literal",
    Kind.TRAILING_DATA: CHARACTER + "after top-level value",
    Kind.BAD_NUMBER: CHARACTER + "(?:in|after decimal point in|in exponent of) numeric literal",
    Kind.TRUNCATED: "unexpected end of JSON input",
    Kind.NOT_AN_OBJECT: r"cannot unmarshal (?P<word>\w+).{0,40}? into Go value of type map\[string\]",
    Kind.KEY_MISSING: r"did not contain json key (?P<word>[^;\n]*[^;\n\s])",
}

READERS = tuple((kind, re.compile(pattern)) for kind, pattern in PATTERNS.items())


def go_json_error(message: str) -> GoJsonError | None:
    """The error that stands last in the message: its tail says more than its head."""
    found = [(match.end(), kind, match) for kind, reader in READERS for match in reader.finditer(message)]
    if not found:
        return None
    _, kind, match = max(found, key=lambda one: one[0])
    return GoJsonError(kind, match.groupdict().get("word"))
