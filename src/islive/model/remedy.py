"""What would fix it: remedies, their steps, and the plan they make together."""

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Risk(StrEnum):
    """What carrying it out may do to users; `manual` is left to a person."""

    SAFE = "safe"
    DISRUPTIVE = "disruptive"
    MANUAL = "manual"


class Horizon(StrEnum):
    """When: to stop the harm, or to keep it from coming back."""

    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Source:
    """One thing that AWS says: the question, the ARN of what it is about, and where in the answer it stands.

    `path` is written as the AWS CLI's --query ("images[0].imageManifest"). `absent` are the codes of refusals by which
    AWS says that nothing stands there: then it is None.
    """

    operation: str
    params: Mapping[str, Any]
    path: str
    at: str
    absent: frozenset[str] = frozenset()

    @property
    def aws_cli(self) -> str:
        """The same reading as a line for the AWS CLI."""
        return f"{cli_line(self.operation, self.params)} --query {shlex.quote(self.path)} --output text"


@dataclass(frozen=True, slots=True)
class Precondition:
    """What AWS must say before a step acts (`was`), and what it says once that is done (`becomes`).

    `becomes_taken` names the parameter that is read just before acting, where that is what AWS will say.
    """

    source: Source
    was: Any
    becomes: Any = None
    becomes_taken: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What else must be so when a step acts; `says` is that in words. It is not so any more: the step does not act."""

    source: Source
    value: Any
    says: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a task definition: `value` at `path`, None to take away what stands there.

    `path` is written as in its document, with the name of what is in a list: "executionRoleArn",
    "containerDefinitions[app].image", "containerDefinitions[app].secrets[TOKEN].valueFrom". `was` is what stands there
    now, None for nothing (or for what is never shown). `taken_from` is the ARN of a revision: what stands at `path`
    there is read through the live door and put here, for it may be what is never shown; `value` is None then.
    """

    path: str
    value: Any
    was: Any = None
    taken_from: str | None = None

    @property
    def says(self) -> str:
        """The change in one line."""
        if self.taken_from:
            return f"{self.path}: as in {self.taken_from.rpartition('/')[2]}"
        if self.value is None:
            return f"{self.path}: taken away"
        return f"{self.path}: {self.was} → {self.value}" if self.was is not None else f"{self.path}: {self.value}"


@dataclass(frozen=True, slots=True)
class Derivation:
    """A task definition made of a revision (`source`, its ARN) and edits, with `tags` beside those it has.

    The revision is read whole through the live door just before it is registered: no step is made of redacted text.
    """

    source: str
    edits: tuple[Edit, ...]
    tags: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Step:
    """One write (or, without an operation, one thing a person does), said in one sentence.

    `at` is the ARN of what is changed. `takes` names what is read again through the live door just before acting, for
    no step is made of redacted text: parameter -> where its value stands. `idempotent`: doing it twice is doing it
    once. A `risk` of its own stands above that of its remedy. What has no precondition is left to a person. `given` is
    what must be so besides, and `derives` is the task definition that a step registers. `document` are the lines of
    what a person puts somewhere: a policy, a change of a file.
    """

    says: str
    operation: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
    expects: str | None = None
    undo: str | None = None
    risk: Risk | None = None
    at: str | None = None
    precondition: Precondition | None = None
    takes: Mapping[str, Source] = field(default_factory=dict[str, Source])
    idempotent: bool = False
    given: tuple[Given, ...] = ()
    derives: Derivation | None = None
    document: tuple[str, ...] = ()

    @property
    def aws_cli(self) -> str | None:
        """The same write as a line for the AWS CLI, or None for what a person does."""
        if self.operation is None:
            return None
        taken = (f'--{_kebab(name)} "$({source.aws_cli})"' for name, source in self.takes.items())
        return " ".join((cli_line(self.operation, self.params), *taken))


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would fix a finding, with its risk and its horizon."""

    title: str
    risk: Risk
    horizon: Horizon = Horizon.NOW
    steps: tuple[Step, ...] = ()


def cli_line(operation: str, params: Mapping[str, Any]) -> str:
    """`ecs:StopServiceDeployment` and its parameters as the AWS CLI spells them, quoted for a shell."""
    service, _, action = operation.partition(":")
    words = ["aws", service, _kebab(action)]
    for name, value in params.items():
        words += [f"--{'' if value else 'no-'}{_kebab(name)}"] if isinstance(value, bool) else _option(name, value)
    return " ".join(words)


def _option(name: str, value: Any) -> list[str]:
    return [f"--{_kebab(name)}", _word(value)]


def _word(value: Any) -> str:
    return shlex.quote(value if isinstance(value, str) else json.dumps(value, sort_keys=True))


def _kebab(name: str) -> str:
    """As the AWS CLI spells a name: `enableECSManagedTags` is `enable-ecs-managed-tags`, and OTel is one word."""
    words = name.replace("OTel", "Otel")
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", words).lower()
