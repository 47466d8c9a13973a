"""Redaction: what is secret leaves an answer before anybody sees it, live and replayed alike."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from islive.transcript.secret_patterns import REDACTED, Span, secrets_in
from islive.transcript.secret_places import Places

# Colour codes, other escapes, control and zero-width characters: a secret is one also with these inside.
INVISIBLE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2060\ufeff]"
)
TAKEN_OUT = "‹redacted›"
TELLING_HEADERS = frozenset(
    {"age", "cache-control", "content-length", "content-type", "date", "location", "server", "via", "x-cache"}
)
CODE = frozenset(
    {".c", ".cpp", ".cs", ".css", ".go", ".h", ".html", ".j2", ".java", ".jinja", ".jinja2", ".js", ".jsx", ".kt"}
    | {
        ".md",
        ".mjs",
        ".php",
        ".pl",
        ".py",
        ".pyi",
        ".rb",
        ".rs",
        ".rst",
        ".scala",
        ".sql",
        ".swift",
        ".ts",
        ".tsx",
        ".vue",
    }
)


@dataclass(frozen=True, slots=True)
class Redactor:
    """Replaces secrets by tokens; with a salt equal secrets get equal tokens, and nobody can guess at them.

    Only whole values (variables) are told apart by their tokens. What is taken out of a text is quoted in reports, and
    the same evidence must give the same bytes whatever the salt.
    """

    salt: bytes | None

    @classmethod
    def with_random_salt(cls) -> "Redactor":
        """A redactor whose tokens nobody can compute again."""
        return cls(secrets.token_bytes(16))

    def token(self, value: str) -> str:
        """What stands for a secret: `‹redacted:1f2e3d4c›`; a token stands for itself."""
        if REDACTED.fullmatch(value):
            return value
        if self.salt is None:
            return TAKEN_OUT
        data = value.encode("utf-8", "surrogatepass")
        return f"‹redacted:{hashlib.blake2b(data, digest_size=4, key=self.salt).hexdigest()}›"

    def text(self, text: str, *, code: bool = False) -> str:
        """A text without the secrets in it. Applying it again changes nothing.

        Each round replaces at least one character outside of tokens, so the rounds come to an end.
        """
        while (after := self._once(text, code=code)) != text:
            text = after
        return text

    def tree(self, value: Any, *, code: bool = False) -> Any:
        """Every text in a JSON value, without the secrets in it."""
        match value:
            case str():
                return self.text(value, code=code)
            case Mapping():
                return {name: self.tree(member, code=code) for name, member in value.items()}
            case list():
                return [self.tree(member, code=code) for member in value]
            case _:
                return value

    def answer(self, operation: str, params: Mapping[str, Any], body: Any) -> Any:
        """An answer as facts may see it: known places of secrets emptied, every text searched."""
        if operation == "git:read":
            return self.tree(body, code=PurePosixPath(str(params.get("path"))).suffix.lower() in CODE)
        if operation == "http:get":
            told = {name: value for name, value in body.items() if name != "cookies"}
            body = {**told, "headers": _kept(body.get("headers"))}
        return Places(operation, self.text, self.token).redacted(body)

    def _once(self, text: str, *, code: bool) -> str:
        spans = list(secrets_in(text, code=code))
        if INVISIBLE.search(text):
            spans += _seen_through(text, code=code)
        pieces: list[str] = []
        at = 0
        for start, end, instead in _joined(spans):
            pieces += [text[at:start], TAKEN_OUT if instead is None else instead]
            at = end
        return "".join((*pieces, text[at:]))


def _kept(headers: Any) -> dict[str, Any]:
    """The headers that say something about the answer; the others may hold sessions and keys."""
    told = headers if isinstance(headers, Mapping) else {}
    return {name: value for name, value in told.items() if name in TELLING_HEADERS}


def _seen_through(text: str, *, code: bool) -> list[Span]:
    """The secrets that show when the invisible characters are taken away, at their places in the whole text."""
    places: list[int] = []
    after = 0
    for match in INVISIBLE.finditer(text):
        places += range(after, match.start())
        after = match.end()
    places += range(after, len(text))
    visible = "".join(text[at] for at in places)
    return [(places[start], places[end - 1] + 1, instead) for start, end, instead in secrets_in(visible, code=code)]


def _joined(spans: list[Span]) -> list[Span]:
    """Spans in order, those that overlap made one; a whole secret outweighs a single character."""
    joined: list[Span] = []
    for start, end, instead in sorted(spans, key=lambda span: span[:2]):
        if joined and start < joined[-1][1]:
            since, until, before = joined.pop()
            same = before if (since, until) == (start, end) else None
            joined.append((since, max(until, end), instead if instead == before else same and instead))
        else:
            joined.append((start, end, instead))
    return joined
