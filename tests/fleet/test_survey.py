"""A survey is taken apart as AWS would have answered, and where it was refused everybody asks for himself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from islive.model.doors import Aws, AwsRefused, Question, Reply, Scope
from islive.model.settings import Settings
from islive.model.verdict import Verdict
from islive.wiring.account import report_on_scope
from islive.wiring.discovery import find_targets
from islive.wiring.inquiry import Inquiry
from islive.wiring.survey import survey
from islive.wiring.surveyed import SurveyedAws
from tests.fleet.world import CLUSTER, world
from tests.incident.doors import Gate
from tests.properties.scenes import live_on, look_on

SEEN = world(12)
BATCHED = (
    "ecs:DescribeServices",
    "ecs:ListTasks",
    "ecs:DescribeTasks",
    "ecs:DescribeServiceDeployments",
    "ecs:DescribeServiceRevisions",
    "elbv2:DescribeTargetGroups",
    "elbv2:DescribeLoadBalancers",
)


@dataclass(frozen=True)
class Without:
    """A door that refuses, or answers nothing to, what is asked about several at once, or about anything."""

    aws: Aws
    operation: str
    body: Mapping[str, Any] | None
    batches_only: bool = True

    @property
    def scope(self) -> Scope:
        """Where the door leads."""
        return self.aws.scope

    def call(self, operation: str, /, **params: Any) -> Reply:
        """Raises AwsRefused."""
        if operation == self.operation and (_is_batch(params) or not self.batches_only):
            if self.body is None:
                raise AwsRefused(operation, "AccessDeniedException", "no")
            return Reply(operation, self.body)
        return self.aws.call(operation, **params)

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """Each refusal is an answer."""
        return [self._one(one) for one in questions]

    def at(self, arn: str) -> "Without":
        """The door of another scope."""
        return Without(self.aws.at(arn), self.operation, self.body, self.batches_only)

    def _one(self, question: Question) -> Reply | AwsRefused:
        try:
            return self.call(question.operation, **question.params)
        except AwsRefused as refused:
            return refused


def _is_batch(params: Mapping[str, Any]) -> bool:
    several = any(isinstance(value, list) and len(value) > 2 for value in params.values())
    return several or set(params) == {"cluster", "desiredStatus"}


def reports(aws: Aws) -> Counter[Verdict]:
    """The verdicts on the account through that door."""
    look = look_on(SEEN, Settings(), aws=aws)
    return Counter(one.verdict for one in report_on_scope(look, Inquiry()).reports)


@pytest.mark.parametrize("body", [None, {}], ids=["refused", "empty"])
@pytest.mark.parametrize("operation", BATCHED)
def test_without_a_batch_each_service_asks(operation: str, body: Mapping[str, Any] | None) -> None:
    """A batch that is refused or empty costs more questions, and changes no verdict."""
    assert reports(Without(live_on(SEEN), operation, body)) == {Verdict.LIVE: 12}


@pytest.mark.parametrize("body", [None, {}], ids=["refused", "empty"])
@pytest.mark.parametrize("operation", BATCHED)
def test_without_any_answer_nothing_is_live(operation: str, body: Mapping[str, Any] | None) -> None:
    """Where the questions of each service are refused or empty as well, no service is called live."""
    found = reports(Without(live_on(SEEN), operation, body, batches_only=False))
    assert found[Verdict.LIVE] == 0 or operation == "ecs:DescribeServiceDeployments"
    assert found.total() == 12


@pytest.mark.parametrize("operation", ["ecs:DescribeTasks", "ecs:ListTasks"])
def test_half_a_batch_is_none(operation: str) -> None:
    """Tasks that were listed and not described, or a list that is cut, never make a service look complete."""
    whole = live_on(SEEN)
    listed = whole.call("ecs:ListTasks", cluster=CLUSTER, desiredStatus="RUNNING")["taskArns"]
    tasks = whole.call("ecs:DescribeTasks", cluster=CLUSTER, tasks=listed)["tasks"]
    body = {"tasks": tasks[:-1], "failures": []} if operation == "ecs:DescribeTasks" else {"taskArns": listed[:-1]}
    found = reports(Without(whole, operation, body))
    assert found[Verdict.NOT_LIVE] == 0
    assert found[Verdict.LIVE] >= 11


def test_the_parts_are_what_aws_answers() -> None:
    """Every question about one service is answered word for word as AWS answers it."""
    gate = Gate(live_on(SEEN))
    targets = find_targets(gate, None, Settings())
    door = SurveyedAws(gate, survey(gate, targets, SEEN.now))
    asked = gate.asked.total()
    for target in targets:
        about: Mapping[str, Any] = {"cluster": CLUSTER, "services": [target.service], "include": ["TAGS"]}
        service = door.call("ecs:DescribeServices", **about)
        assert service["services"] == live_on(SEEN).call("ecs:DescribeServices", **about)["services"]
        own: Mapping[str, Any] = {"cluster": CLUSTER, "serviceName": target.service, "desiredStatus": "RUNNING"}
        listed = door.call("ecs:ListTasks", **own)["taskArns"]
        assert listed == sorted(live_on(SEEN).call("ecs:ListTasks", **own)["taskArns"])
    assert gate.asked.total() == asked
