"""A JSON text read the way Go's encoding/json reads it, up to the first place where it stops being JSON."""

import re
from dataclasses import dataclass, field

SPACE = re.compile(r"[ \t\r\n]*")
STRING_START = re.compile(r'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+')
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
LITERAL = re.compile(r"true|false|null")
DEEPEST = 10000
SMART_QUOTES = "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"
CLOSING = {"{": "}", "[": "]"}
TYPES = {'"': "string", "{": "object", "[": "array", "t": "boolean", "f": "boolean", "n": "null"}


class NotJson(Exception):
    """Where a text stops being JSON: `offset` counts characters from 0, `error` says how."""

    def __init__(self, error: str, offset: int) -> None:
        super().__init__(error, offset)
        self.error = error
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the outermost object: its name as written, and where its value begins and ends."""

    name: str
    start: int
    end: int
    type: str


@dataclass(slots=True)
class Scan:
    """Reads a text once; `members` holds what was complete, `key` the member in whose value the scan stands."""

    text: str
    at: int = 0
    open: list[str] = field(default_factory=list[str])
    members: list[Member] = field(default_factory=list[Member])
    key: str | None = None
    last: str = ""

    def run(self) -> str:
        """The type of the whole value. Raises NotJson."""
        self._space()
        kind = self._type()
        self._value_start()
        while self.open:
            self._go_on()
        self._space()
        if self.at < len(self.text):
            raise NotJson("trailing-data" if kind in ("object", "array") else "not-json", self.at)
        return kind

    def _value_start(self) -> None:
        """A whole string, number or literal, or the opening of an object or array."""
        self._space()
        character = self._peek()
        if character == '"':
            self._string()
        elif character in CLOSING:
            if len(self.open) == DEEPEST:
                raise NotJson("too-deep", self.at)
            self.open.append(character)
            self.at += 1
            self.last = "open"
            return
        elif token := LITERAL.match(self.text, self.at) or NUMBER.match(self.text, self.at):
            self.at = token.end()
            self.last = "token"
            _check_range(token)
        else:
            raise NotJson(self._wrong_value(character), self.at)

    def _go_on(self) -> None:
        """One step inside an object or array: a member, an element, or its end."""
        self._space()
        if self._peek() == CLOSING[self.open[-1]]:
            self._close()
        elif self.last != "open":
            self._comma()
            self._element()
        else:
            self._element()

    def _close(self) -> None:
        self.open.pop()
        self.at += 1
        self.last = "closed"

    def _comma(self) -> None:
        if self._peek() != ",":
            raise NotJson(self._wrong_comma(), self.at)
        self.at += 1
        self.last = "comma"
        self._space()
        if self._peek() and self._peek() in "}]":
            raise NotJson("trailing-comma", self.at)

    def _element(self) -> None:
        if self.open[-1] == "[":
            self._value_start()
            return
        outermost = len(self.open) == 1
        name = self._name()
        if not outermost:
            self._value_start()
            return
        self.key = name
        self._space()
        start, kind = self.at, self._type()
        self._value_start()
        while len(self.open) > 1:
            self._go_on()
        self.members.append(Member(name, start, self.at, kind))
        self.key = None

    def _name(self) -> str:
        start = self.at
        if self._peek() != '"':
            raise NotJson(self._wrong_name(), self.at)
        self._string()
        name = self.text[start : self.at]
        self._space()
        if self._peek() != ":":
            raise NotJson("missing-colon" if self._peek() else "truncated", self.at)
        self.at += 1
        return name

    def _string(self) -> None:
        start = STRING_START.match(self.text, self.at)
        self.at = start.end() if start else self.at
        character = self._peek()
        if character == '"':
            self.at += 1
            self.last = "string"
            return
        following = self.text[self.at + 1 : self.at + 2]
        if not character or (character == "\\" and not following):
            raise NotJson("truncated", len(self.text))
        if character != "\\":
            raise NotJson("raw-control-character", self.at)
        cut = following == "u" and re.fullmatch(r"[0-9a-fA-F]{0,3}", self.text[self.at + 2 :])
        kind = "truncated" if cut else "bad-unicode-escape" if following == "u" else "illegal-escape"
        raise NotJson(kind, self.at)

    def _space(self) -> None:
        space = SPACE.match(self.text, self.at)
        self.at = space.end() if space else self.at

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _type(self) -> str:
        character = self._peek()
        return TYPES.get(character, "number")

    def _wrong_value(self, character: str) -> str:
        if quoting := self._quoting(character):
            return quoting
        if not self.open:
            cut = any(word.startswith(self.text[self.at :]) for word in ("true", "false", "null"))
            return "truncated" if cut else "not-json"
        if not character:
            return "truncated"
        return "missing-value" if character in ",}]:" else "bare-word"

    def _wrong_name(self) -> str:
        character = self._peek()
        if not character:
            return "truncated"
        return self._quoting(character) or ("escaped-quotes" if character == "\\" else "unquoted-key")

    def _wrong_comma(self) -> str:
        character = self._peek()
        if not character:
            return "truncated"
        if character in "}]":
            return "mismatched-bracket"
        if comment := self._comment(character):
            return comment
        if character == '"':
            return "missing-comma"
        return {"string": "unescaped-quote", "token": "bare-word"}.get(self.last, "missing-comma")

    def _quoting(self, character: str) -> str:
        """Marks that other languages, or a word processor, put where JSON wants quotation marks."""
        if character == "\ufeff":
            return "byte-order-mark"
        if character and character in SMART_QUOTES:
            return "smart-quotes"
        return "single-quotes" if character == "'" else self._comment(character)

    def _comment(self, character: str) -> str:
        slashed = self.text.startswith(("//", "/*"), self.at)
        return "comment" if character == "#" or slashed else ""


def _check_range(token: re.Match[str]) -> None:
    # Go reads a number into a float64 and refuses one that does not fit.
    if token.re is NUMBER and float(token.group()) in (float("inf"), float("-inf")):
        raise NotJson("number-out-of-range", token.start())
