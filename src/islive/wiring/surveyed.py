"""A door that answers a question about one service out of answers about many, word for word as AWS would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeGuard, cast

from islive.model.doors import Aws, AwsRefused, Question, Reply, Scope
from islive.transcript.place import named
from islive.transcript.plain import canonical

MISSING = "MISSING"


@dataclass(frozen=True, slots=True)
class Listed:
    """How an operation takes and describes several: the list it is given, the list it answers, the id in an entry.

    `fails` tells whether what is not there is named among `failures`; elsewhere it is an error of the whole question.
    """

    asks: str
    answers: str
    id: str
    fails: bool = True


LISTED: Mapping[str, Listed] = {
    "ecs:DescribeServices": Listed("services", "services", "serviceName"),
    "ecs:DescribeTasks": Listed("tasks", "tasks", "taskArn"),
    "ecs:DescribeServiceDeployments": Listed("serviceDeploymentArns", "serviceDeployments", "serviceDeploymentArn"),
    "ecs:DescribeServiceRevisions": Listed("serviceRevisionArns", "serviceRevisions", "serviceRevisionArn"),
    "elbv2:DescribeTargetGroups": Listed("TargetGroupArns", "TargetGroups", "TargetGroupArn", fails=False),
    "elbv2:DescribeLoadBalancers": Listed("LoadBalancerArns", "LoadBalancers", "LoadBalancerArn", fails=False),
}

Entry = Mapping[str, Any]


@dataclass
class Survey:
    """What is known of each thing, by scope, operation, the other parameters, and id; and whole answers beside it.

    Only what AWS said is in it. What it left out, refused or broke off is not: that is asked anew, one by one.
    """

    entries: dict[tuple[str, str, str, str], Entry] = field(default_factory=dict[tuple[str, str, str, str], Entry])
    answers: dict[tuple[str, str, str], Mapping[str, Any]] = field(
        default_factory=dict[tuple[str, str, str], Mapping[str, Any]]
    )

    def learn(self, scope: Scope, question: Question, answer: Reply | AwsRefused) -> None:
        """Take an answer about many apart, by what it describes."""
        listed = LISTED[question.operation]
        if isinstance(answer, AwsRefused):
            return
        others = _others(listed, question.params)
        for part in objects(answer, listed.answers):
            self.entries[named(scope), question.operation, others, str(part.get(listed.id))] = part

    def know(self, scope: Scope, question: Question, answer: Mapping[str, Any]) -> None:
        """Keep the answer to that very question."""
        self.answers[named(scope), question.operation, canonical(question.params)] = answer

    def answer_to(self, scope: Scope, operation: str, params: Mapping[str, Any]) -> Reply | None:
        """The answer, if all of it is known."""
        whole = self.answers.get((named(scope), operation, canonical(params)))
        if whole is not None:
            return Reply(operation, whole)
        listed = LISTED.get(operation)
        if listed is None or not params.get(listed.asks):
            return None
        others = _others(listed, params)
        found = [self.entries.get((named(scope), operation, others, str(id))) for id in params[listed.asks]]
        known = [one for one in found if one is not None]
        if len(known) < len(found):
            return None
        return Reply(operation, {listed.answers: known, **({"failures": []} if listed.fails else {})})


def _others(listed: Listed, params: Mapping[str, Any]) -> str:
    return canonical({name: value for name, value in params.items() if name not in {listed.asks, "PageSize"}})


def objects(answer: Reply | AwsRefused, member: str) -> list[Entry]:
    """The objects in a list of an answer; none where it is refused, missing or something else."""
    values = None if isinstance(answer, AwsRefused) else answer.get(member)
    return [cast("Entry", one) for one in values if isinstance(one, Mapping)] if _is_list(values) else []


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


class SurveyedAws:
    """A door to AWS that asks only what a survey does not know."""

    def __init__(self, aws: Aws, survey: Survey) -> None:
        self._aws = aws
        self._survey = survey

    @property
    def scope(self) -> Scope:
        """Where the door leads."""
        return self._aws.scope

    def call(self, operation: str, /, **params: Any) -> Reply:
        """Ask one question. Raises AwsRefused."""
        return self._survey.answer_to(self.scope, operation, params) or self._aws.call(operation, **params)

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """Ask many at once, answers in the order of the questions."""
        known = [self._survey.answer_to(self.scope, one.operation, one.params) for one in questions]
        unknown = [question for question, answer in zip(questions, known, strict=True) if answer is None]
        asked = iter(self._aws.calls(unknown) if unknown else ())
        return [answer if answer is not None else next(asked) for answer in known]

    def at(self, arn: str) -> "SurveyedAws":
        """The door of the account and region that an ARN names."""
        return SurveyedAws(self._aws.at(arn), self._survey)
