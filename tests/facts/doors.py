"""Small real doors that answer from a dict, and a resolver that collects one fact with what it needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from islive.engine.discover import collectors
from islive.model.doors import Aws, AwsRefused, Dns, Http, Question, Refused, Reply, Repo, Scope
from islive.model.evidence import Gap, gap
from islive.model.question import Options
from islive.model.settings import Settings
from islive.model.target import Requested, Target

F = TypeVar("F")
# A body, a refusal, or what makes one of these of the parameters.
Answer = Mapping[str, Any] | Refused | Callable[[Mapping[str, Any]], Any]
Answers = Mapping[str, Answer]

NOBODY = Refused("http:get", "Unreachable")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HERE = Scope("123456789012", "eu-west-1")
TARGET = Target("123456789012", "eu-west-1", "prod", "shop")


def reply(answers: Answers, operation: str, params: Mapping[str, Any]) -> Reply:
    """The answer to one question; what no answer is given for is a defect of the test."""
    answer = answers[operation]
    told = answer(params) if callable(answer) else answer
    if isinstance(told, Refused):
        raise told
    return Reply(operation, told)


@dataclass
class FakeAws:
    """AWS that answers from a dict and remembers what it was asked, where."""

    answers: Answers
    scope: Scope = HERE
    asked: list[tuple[Scope, str, Mapping[str, Any]]] = field(default_factory=list[Any])

    def call(self, operation: str, /, **params: Any) -> Reply:
        """The answer, or AwsRefused raised."""
        self.asked.append((self.scope, operation, params))
        return reply(self.answers, operation, params)

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """One answer after the other."""
        return [self._one(question) for question in questions]

    def at(self, arn: str) -> "FakeAws":
        """The same answers from another scope."""
        parts = [*arn.split(":"), "", "", "", "", ""]
        there = Scope(parts[4] or self.scope.account, parts[3] or self.scope.region)
        return FakeAws(self.answers, there if parts[0] == "arn" else self.scope, self.asked)

    def _one(self, question: Question) -> Reply | AwsRefused:
        try:
            return self.call(question.operation, **question.params)
        except AwsRefused as refused:
            return refused

    def operations(self) -> list[str]:
        """What was asked, in order."""
        return [operation for _, operation, _ in self.asked]


@dataclass
class FakeWeb:
    """HTTP and DNS in one."""

    answers: Answers

    def get(self, url: str, **headers: str) -> Reply:
        """The answer for "GET url"."""
        return reply({"http:get": self.answers.get(f"GET {url}", NOBODY)}, "http:get", headers)

    def resolve(self, name: str) -> Reply:
        """The answer for "DNS name"."""
        return reply({"dns:resolve": self.answers.get(f"DNS {name}", NOBODY)}, "dns:resolve", {})


@dataclass
class FakeRepo:
    """A repository that answers from a dict."""

    answers: Answers

    def commit(self, ref: str) -> Reply:
        """Known refs only."""
        return reply(self.answers, "git:commit", {"ref": ref})

    def tags(self) -> Reply:
        """All of them."""
        return reply(self.answers, "git:tags", {})

    def log(self, range: str) -> Reply:
        """Commits."""
        return reply(self.answers, "git:log", {"range": range})

    def files(self) -> Reply:
        """Path to blob."""
        return reply(self.answers, "git:files", {})

    def read(self, path: str) -> Reply:
        """One file."""
        return reply(self.answers, "git:read", {"path": path})

    def remote(self) -> Reply:
        """Its URL."""
        return reply(self.answers, "git:remote", {})

    def at(self, ref: str) -> "FakeRepo":
        """The same, whatever the revision."""
        return FakeRepo({**self.answers, "ref": {"ref": ref}})


@dataclass
class Look:
    """One look at a world of answers: collects facts as the engine does, each once."""

    answers: Answers
    requested: Requested = field(default_factory=Requested)
    options: Options = field(default_factory=Options)
    settings: Settings = field(default_factory=Settings)

    def __post_init__(self) -> None:
        self.aws = FakeAws(self.answers)
        web = FakeWeb(self.answers)
        self.known: dict[type, Any] = {
            Aws: self.aws, Http: web, Dns: web, Repo: FakeRepo(self.answers), Target: TARGET, datetime: NOW,
            Requested: self.requested, Options: self.options, Settings: self.settings,
        }  # fmt: skip

    def at(self, fact: type[F]) -> F | Gap:
        """The fact, or the gap where it should be."""
        if fact not in self.known:
            self.known[fact] = self._collect(fact)
        return self.known[fact]

    def read(self, fact: type[F]) -> F:
        """The fact, which must be there."""
        found = self.at(fact)
        assert not isinstance(found, Gap), found
        return found

    def _collect(self, fact: type) -> Any:
        collector = next(one for one in collectors() if one.fact is fact)
        handed = {name: self.at(needed) for name, needed in collector.needs.items()}
        for name, value in handed.items():
            if isinstance(value, Gap) and name not in collector.optional:
                return Gap(fact.__name__, value.operation, value.reason, value.permission)
        try:
            return collector.collect(**handed)
        except Refused as refused:
            return gap(fact.__name__, refused)


def denied(operation: str) -> AwsRefused:
    """What AWS answers without the permission."""
    return AwsRefused(operation, "AccessDeniedException", f"not authorized to perform {operation}")
