"""What would fix it: remedies, their steps, and the plan they make together."""

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from islive.model.aws_cli import cli_line, derived_line, kebab, laid_over_line

PIECE = re.compile(r"([^.\[\]]+)(?:\[([^\]]*)\])?")


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

    `path` is written as the AWS CLI's --query: members, numbers in lists, `[]` for each of a list, and
    "deployments[?status=='PRIMARY'] | [0].id" for the first of a list that has that. `absent` are the codes of
    refusals by which AWS says that nothing stands there: then it is None, as it is where AWS sends nothing there if
    it `may_lack`. Else an answer without it is a refusal.
    """

    operation: str
    params: Mapping[str, Any]
    path: str
    at: str
    absent: frozenset[str] = frozenset()
    may_lack: bool = False

    @property
    def lacks(self) -> str:
        """That nothing stands there, in words."""
        return f"the answer has no {self.path}"

    @property
    def aws_cli(self) -> str:
        """The same reading as a line for the AWS CLI."""
        return self.aws_cli_as("text")

    def aws_cli_as(self, form: str) -> str:
        """The same in one of the AWS CLI's forms, as "json"."""
        return f"{cli_line(self.operation, self.params)} --query {shlex.quote(self.path)} --output {form}"


@dataclass(frozen=True, slots=True)
class Carried(Source):
    """What stands in the revision of a family that carries a rollout's id: None where none does.

    Of several it is the first that was registered, so that whoever finishes the rollout means the same. Looked at are
    the ACTIVE revisions `since` that number; `params` asks for the family's newest.
    """

    since: int = 0
    rollout: str = ""

    @property
    def lacks(self) -> str:
        """That nothing carries it, in words."""
        return (
            f"no ACTIVE revision of {self.params['taskDefinition']} since {self.since} carries rollout {self.rollout}"
        )


@dataclass(frozen=True, slots=True)
class Precondition:
    """What AWS must say before a step acts (`was`), and what it says once that is done (`becomes`): see model/expected.

    `becomes_taken` names the parameter that is read just before acting, where that is what AWS will say.
    """

    source: Source
    was: Any
    becomes: Any = None
    becomes_taken: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What else must be so when a step acts, or once it has: `says` is that in words, `value` see model/expected."""

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
    def pieces(self) -> Sequence[tuple[str, str]]:
        """Its path, piece by piece: a name, and the name of what is in its list, or ""."""
        return PIECE.findall(self.path)

    @property
    def says(self) -> str:
        """The change in one line."""
        if self.taken_from:
            return f"{self.path}: as in {self.taken_from.rpartition('/')[2]}"
        if self.value is None:
            return f"{self.path}: taken away"
        was = f"{_shown(self.was)} → " if self.was is not None else ""
        return f"{self.path}: {was}{_shown(self.value)}"


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
    no step is made of redacted text: parameter -> where its value stands; what `params` has of it is laid over that.
    `idempotent`: doing it twice is doing it once. A `risk` of its own stands above that of its remedy. What has no
    precondition is left to a person. `given` is what must be so besides, and `derives` is the task definition that a
    step registers. `confirms` is what AWS says after it, where it says that already. `tells` names what is wanted of
    AWS's answer: name -> where in it that stands. `document` are the lines of what a person puts somewhere: a policy, a
    change of a file.
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
    confirms: tuple[Given, ...] = ()
    tells: Mapping[str, str] = field(default_factory=dict[str, str])
    document: tuple[str, ...] = ()

    @property
    def aws_cli(self) -> str | None:
        """The same write as a line for bash with the AWS CLI (and jq), or None for what a person does."""
        if self.operation is None:
            return None
        if self.derives is not None:
            edits = [(edit.pieces, edit.value, edit.taken_from) for edit in self.derives.edits]
            return derived_line(self.derives.source, edits, self.derives.tags)
        known = {name: value for name, value in self.params.items() if name not in self.takes}
        return " ".join((cli_line(self.operation, known), *(self._taken(*one) for one in self.takes.items())))

    def _taken(self, name: str, source: Source) -> str:
        if name in self.params:
            return laid_over_line(name, source.aws_cli_as("json"), self.params[name])
        return f'--{kebab(name)} "$({source.aws_cli})"'


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would fix a finding, with its risk and its horizon."""

    title: str
    risk: Risk
    horizon: Horizon = Horizon.NOW
    steps: tuple[Step, ...] = ()


def _shown(value: Any) -> str:
    """A value as its document has it; text without quotes."""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
