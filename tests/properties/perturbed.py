"""Doors whose recorded answers can be spoilt, one or several at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from islive.model.doors import Aws, AwsRefused, Doors, Question, Refused, Reply, Scope
from islive.transcript import RecordedAws, RecordedDns, RecordedHttp, RecordedRepo, Transcript
from islive.transcript.place import named
from islive.transcript.replayed import ReplayedAws, ReplayedDns, ReplayedHttp, ReplayedRepo
from islive.transcript.transcript import Answer, Answered, Asked, TurnedDown
from tests.properties.worlds import Known

# As the doors say it (tests/aws shows that the wire's ways of failing arrive as these).
REFUSALS = {
    "denied": "AccessDeniedException",
    "throttled": "Throttled",
    "error-500": "ServerError",
    "cut": "Cut",
    "hanging": "TimedOut",
}
SPOILT = (*REFUSALS, "empty")


def spoil(asked: Asked, how: str) -> Answer:
    """The answer to that question if the outside fails in that way."""
    if how == "empty":
        return Answered({"status": 200, "headers": {}, "body": ""} if asked.door == "http" else {})
    return TurnedDown(asked.operation, REFUSALS[how], "spoilt by a test")


@dataclass(frozen=True)
class SpoiltAws:
    """The recorded answers, spoilt where asked for; what was never recorded is asked of the world."""

    answers: Mapping[Asked, Answer]
    world: Aws

    @property
    def scope(self) -> Scope:
        """Where the door leads."""
        return self.world.scope

    def call(self, operation: str, /, **params: Any) -> Reply:
        """Raises AwsRefused."""
        if Asked.of("aws", named(self.scope), operation, params) in self.answers:
            return ReplayedAws(self.answers, self.scope).call(operation, **params)
        return self.world.call(operation, **params)

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """Each refusal is an answer."""
        return list(self._each(questions))

    def _each(self, questions: Sequence[Question]) -> Iterator[Reply | AwsRefused]:
        for question in questions:
            try:
                yield self.call(question.operation, **question.params)
            except AwsRefused as refused:
                yield refused

    def at(self, arn: str) -> "SpoiltAws":
        """The door of another scope."""
        return SpoiltAws(self.answers, self.world.at(arn))


@dataclass(frozen=True)
class Otherwise:
    """A replaying door that asks the world what was never recorded: any of the three doors beside AWS."""

    replayed: Any
    world: Any

    def at(self, ref: str) -> Any:
        """The repository at another revision."""
        return Otherwise(self.replayed.at(ref), self.world.at(ref))

    def __getattr__(self, name: str) -> Any:
        def ask(*args: Any, **params: Any) -> Reply:
            try:
                return getattr(self.replayed, name)(*args, **params)
            except Refused as refused:
                if refused.code != "NotRecorded":
                    raise
                return getattr(self.world, name)(*args, **params)

        return ask


def doors(known: Known, answers: Mapping[Asked, Answer]) -> Doors:
    """The four doors over these answers."""
    look, asked = known.look, Transcript()
    http: Any = Otherwise(ReplayedHttp(answers), look.http)
    dns: Any = Otherwise(ReplayedDns(answers), look.dns)
    repo: Any = Otherwise(ReplayedRepo(answers), look.repo)
    return Doors(
        RecordedAws(SpoiltAws(answers, look.aws), asked),
        RecordedHttp(http, asked),
        RecordedDns(dns, asked),
        RecordedRepo(repo, asked),
        lambda: asked.calls,
    )


def spoilt(known: Known, ways: Mapping[Asked, str]) -> Doors:
    """The doors of a known world with some of its answers spoilt."""
    changed = {asked: spoil(asked, how) for asked, how in ways.items()}
    return doors(known, {**known.answers, **changed})
