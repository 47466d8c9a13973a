"""Doors that answer from a transcript: no credentials, no network, the same answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from islive.model.doors import Aws, AwsRefused, Dns, Http, Question, Refused, Reply, Repo, Scope
from islive.transcript.place import named, scope_of
from islive.transcript.recorded import (
    RecordedAws,
    RecordedDns,
    RecordedHttp,
    RecordedRepo,
    asked_name,
    asked_repo,
    asked_url,
    refusal_of_unrecorded,
)
from islive.transcript.transcript import Answer, Asked, Transcript, scopes, spoken


@dataclass(frozen=True, slots=True)
class Replay:
    """The four doors of a recorded look; `repo` is None when there was none. `asked` counts what is asked this time."""

    aws: Aws
    http: Http
    dns: Dns
    repo: Repo | None
    asked: Transcript


def replay(transcript: Transcript, scope: Scope) -> Replay:
    """Doors that answer what was recorded, and refuse everything else as NotRecorded."""
    answers = dict(transcript.rows())
    asked = Transcript()
    return Replay(
        aws=RecordedAws(ReplayedAws(answers, scope), asked),
        http=RecordedHttp(ReplayedHttp(answers), asked),
        dns=RecordedDns(ReplayedDns(answers), asked),
        repo=RecordedRepo(ReplayedRepo(answers), asked) if any(scopes(transcript, "repo")) else None,
        asked=asked,
    )


def recalled(answers: Mapping[Asked, Answer], asked: Asked) -> Reply:
    """The recorded answer. Raises Refused as it was refused then, or as NotRecorded."""
    answer = answers.get(asked.without_secrets())
    said = spoken(asked, answer) if answer else refusal_of_unrecorded(asked)
    if isinstance(said, Refused):
        raise said
    return said


@dataclass(frozen=True, slots=True)
class ReplayedAws:
    """The door to AWS as it was."""

    answers: Mapping[Asked, Answer]
    scope: Scope

    def call(self, operation: str, /, **params: Any) -> Reply:
        """What AWS answered then. Raises AwsRefused."""
        return recalled(self.answers, Asked.of("aws", named(self.scope), operation, params))

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """What AWS answered then, each refusal as an answer."""
        return [self._one(question) for question in questions]

    def at(self, arn: str) -> "ReplayedAws":
        """The door of the scope that an ARN names."""
        return ReplayedAws(self.answers, scope_of(arn, self.scope))

    def _one(self, question: Question) -> Reply | AwsRefused:
        try:
            return self.call(question.operation, **question.params)
        except AwsRefused as refused:
            return refused


@dataclass(frozen=True, slots=True)
class ReplayedHttp:
    """The door to HTTP as it was."""

    answers: Mapping[Asked, Answer]

    def get(self, url: str, **headers: str) -> Reply:
        """What the URL answered then. Raises Refused."""
        return recalled(self.answers, asked_url(url, headers))


@dataclass(frozen=True, slots=True)
class ReplayedDns:
    """The door to names as it was."""

    answers: Mapping[Asked, Answer]

    def resolve(self, name: str) -> Reply:
        """What the name resolved to then. Raises Refused."""
        return recalled(self.answers, asked_name(name))


@dataclass(frozen=True, slots=True)
class ReplayedRepo:
    """The door to the repository as it was."""

    answers: Mapping[Asked, Answer]
    revision: str | None = None

    def commit(self, ref: str) -> Reply:
        """Raises Refused."""
        return self._recalled("git:commit", ref=ref)

    def tags(self) -> Reply:
        """Raises Refused."""
        return self._recalled("git:tags")

    def log(self, range: str) -> Reply:
        """Raises Refused."""
        return self._recalled("git:log", range=range)

    def files(self) -> Reply:
        """Raises Refused."""
        return self._recalled("git:files")

    def read(self, path: str) -> Reply:
        """Raises Refused."""
        return self._recalled("git:read", path=path)

    def remote(self) -> Reply:
        """Raises Refused."""
        return self._recalled("git:remote")

    def at(self, ref: str) -> "ReplayedRepo":
        """The same repository at another revision."""
        return ReplayedRepo(self.answers, ref)

    def _recalled(self, operation: str, **params: str) -> Reply:
        return recalled(self.answers, asked_repo(self.revision, operation, params))
