"""Where AWS's answers hold secrets by their very place: variables, secret values, tokens, arguments, tags."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from islive.transcript.secret_patterns import REDACTED, STRONG, WEAK
from islive.transcript.secret_shape import shape

SECRET_NAME = re.compile(rf"(?i:{STRONG}|{WEAK}|pwd)(?![a-z])|(?i:dsn|connection[_-]?string|webhook)")
IDENTITY_NAME = re.compile(r"(?i:(?:^|[_-])(?:image|tag|version|commit|sha|revision|branch|release|digest)(?:$|[_-]))")
IDENTITY_VALUE = re.compile(r"[\w./:@+-]{1,200}")
# An image's digest, a commit, an image reference with a registry and a tag or digest, a version.
IDENTITY = re.compile(
    r"sha256:[0-9a-f]{64}|[0-9a-f]{40}"
    r"|(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?/[a-z0-9._/-]+(?::[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})+"
    r"|\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(?:/[a-z0-9._/-]+)?"
    r"|v?\d+\.\d+\.\d+(?:-(?:rc|alpha|beta|dev|pre)[.\d]*)?"
)
ARN = re.compile(r"arn:aws[a-z-]*:\S+")
FLAG = re.compile(r"--?[\w-]*(?:password|passwd|token|secret|api-key|private-key)", re.IGNORECASE)

VARIABLES = frozenset(
    {"environment", "environmentVariables", "exportedEnvironmentVariables", "environmentVariablesOverride"}
)
VARIABLE_MAPS = frozenset({"Variables", "RuntimeEnvironmentVariables"})
ARGUMENTS = frozenset({"command", "entryPoint", "Command", "EntryPoint", "Cmd", "Entrypoint"})
TAGS = frozenset({"tags", "Tags", "TagList", "TagSet", "pipelineVariables"})
OWN_MAPS = frozenset({"dockerLabels", "labels", "Labels", "options", "tags", "Tags", "configuration", "annotations"})
SHAPED = frozenset({"SecretString", "SecretBinary"})
# What botocore's models mark `sensitive`, and what they forget to (ECR's token, STS's session).
ALWAYS = frozenset(
    {"authorizationToken", "SecretAccessKey", "SessionToken", "Plaintext", "PrivateKey", "privateKey", "OAuthToken"}
    | {"password", "Password", "RandomPassword", "MasterUserPassword", "clientSecret", "ClientSecret", "ApiKeyValue"}
)
REFERENCE_TYPES = frozenset({"SECRETS_MANAGER", "PARAMETER_STORE"})


@dataclass(frozen=True, slots=True)
class Places:
    """Redacts the answers of one operation; `text` clears a text of secrets, `token` stands for one."""

    operation: str
    text: Callable[[str], str]
    token: Callable[[str], str]

    def redacted(self, body: Any) -> Any:
        """The whole answer."""
        return self._member("", body)

    def _member(self, name: str, value: Any) -> Any:
        match value:
            case str():
                return self._text(name, value)
            case list():
                return self._list(name, value)
            case Mapping():
                return self._mapping(name, value)
            case _:
                return value

    def _text(self, name: str, value: str) -> Any:
        if name in SHAPED or (name == "Value" and self.operation.startswith("ssm:Get")):
            return {"Shape": {"kind": "binary"} if name == "SecretBinary" else shape(value)}
        return self.token(value) if name in ALWAYS and value else self.text(value)

    def _mapping(self, name: str, mapping: Mapping[str, Any]) -> dict[str, Any]:
        if name in VARIABLE_MAPS:
            return {key: self._variable({"name": key, "value": value})["value"] for key, value in mapping.items()}
        if name in OWN_MAPS:
            return {key: self._named(key, value) for key, value in mapping.items()}
        return {key: self._member(key, value) for key, value in mapping.items()}

    def _list(self, name: str, items: list[Any]) -> list[Any]:
        if name in VARIABLES:
            return [self._variable(item) if isinstance(item, Mapping) else self._member("", item) for item in items]
        if name in TAGS:
            return [self._tag(item) if isinstance(item, Mapping) else self._member("", item) for item in items]
        if name in ARGUMENTS:
            return self._arguments(items)
        return self._lines(items) if name == "events" else [self._member(name, item) for item in items]

    def _variable(self, variable: Mapping[str, Any]) -> dict[str, Any]:
        """An environment variable: its value is a token, unless it is a reference or says which version runs."""
        name, value = str(variable.get("name", "")), variable.get("value")
        rest = {key: self._member(key, member) for key, member in variable.items() if key != "value"}
        if not isinstance(value, str):
            return {**rest, **({"value": value} if "value" in variable else {})}
        kept = not value or variable.get("type") in REFERENCE_TYPES or _is_identity(name, value)
        shown = value if kept and self.text(value) == value else self.token(value)
        # In the order of AWS, so that a second redaction gives the same bytes.
        return {key: shown if key == "value" else rest[key] for key in variable}

    def _tag(self, tag: Mapping[str, Any]) -> dict[str, Any]:
        name = str(tag.get("key", tag.get("Key", tag.get("name", ""))))
        return {k: self._named(name, v) if k.lower() == "value" else self._member(k, v) for k, v in tag.items()}

    def _named(self, name: str, value: Any) -> Any:
        """The value of something that users named."""
        secret = isinstance(value, str) and value and SECRET_NAME.search(name) and not ARN.fullmatch(value)
        return self.token(value) if secret else self._member("", value)

    def _arguments(self, words: list[Any]) -> list[Any]:
        """A command: what follows `--password` is one."""
        flags = ["", *words]
        return [
            self.token(word) if isinstance(word, str) and FLAG.fullmatch(str(flag)) else self._member("", word)
            for flag, word in zip(flags, words, strict=False)
        ]

    def _lines(self, events: list[Any]) -> list[Any]:
        """Log events: a private key comes one line an event."""
        inside = False
        shown: list[Any] = []
        for event in events:
            message = str(event.get("message", "")) if isinstance(event, Mapping) else ""
            line = self._member("", event)
            shown.append({**line, "message": self.token(message)} if inside and message else line)
            inside = ("-----BEGIN " in message or inside) and "-----END " not in message
        return shown


def _is_identity(name: str, value: str) -> bool:
    if REDACTED.fullmatch(value):
        return True
    if SECRET_NAME.search(name):
        return False
    said_by_name = IDENTITY_NAME.search(name) and IDENTITY_VALUE.fullmatch(value)
    return bool(said_by_name or IDENTITY.fullmatch(value))
