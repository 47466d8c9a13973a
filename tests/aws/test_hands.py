"""The only door that writes: what it lets through, and that it does nothing twice."""

import json
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from islive.aws.hands import LiveHands
from islive.model.doors import AwsRefused, Scope
from islive.model.errors import UserError
from islive.model.remedy import Step
from tests.aws.conftest import Asked, Stub

HOME = Scope("111122223333", "eu-west-1")
PUT = "ecr:PutImage"
STEP = Step("give a tag", PUT, {"repositoryName": "web", "imageManifest": "{}", "imageTag": "v1"}, idempotent=True)
ONCE = Step("deploy", "ecs:UpdateService", {"service": "web", "forceNewDeployment": True})
DONE = (200, {}, b'{"image": {"repositoryName": "web"}, "service": {"status": "ACTIVE"}}')


def hands(stub: Stub) -> LiveHands:
    """Hands that may do these two things, and do not wait."""
    return LiveHands(stub.session(), HOME, declared=frozenset({PUT, "ecs:UpdateService"}), pauses=(0.0, 0.0))


def refusal(code: str, status: int = 400) -> tuple[int, dict[str, str], bytes]:
    """AWS's answer that says no."""
    return status, {}, json.dumps({"__type": code, "message": "no"}).encode()


def answering(stub: Stub, *answers: tuple[int, dict[str, str], bytes]) -> None:
    """These answers, one after the other, the last of them for good."""
    told = list(answers)

    def answer(_: Asked) -> tuple[int, dict[str, str], bytes]:
        return told.pop(0) if len(told) > 1 else told[0]

    stub.answers = answer


def test_a_step_is_done_once(stub: Stub) -> None:
    """One request, with the step's parameters as they are; the answer without botocore's own words."""
    answering(stub, DONE)
    assert dict(hands(stub).act(STEP)) == {"image": {"repositoryName": "web"}}
    assert [one.target.rpartition(".")[2] for one in stub.asked] == ["PutImage"]
    assert json.loads(stub.asked[0].body) == STEP.params


def test_what_no_builder_declares_is_refused(stub: Stub) -> None:
    """Without a request, whatever it is."""
    with pytest.raises(AwsRefused, match="NotDeclared"):
        hands(stub).act(Step("delete it", "ecr:DeleteRepository", {"repositoryName": "web"}))
    with pytest.raises(AwsRefused, match="NotDeclared"):
        hands(stub).act(Step("a person does that"))
    assert stub.asked == []


@pytest.mark.parametrize("step", [STEP, ONCE])
@pytest.mark.parametrize(
    "answer, code",
    [(refusal("ThrottlingException"), "Throttled"), (refusal("ServerException", 500), "ServerError")],
)
def test_nothing_is_done_twice(stub: Stub, step: Step, answer: Any, code: str) -> None:
    """What was throttled or lost is the business of whoever can read back how it stands."""
    answering(stub, answer)
    with pytest.raises(AwsRefused, match=code):
        hands(stub).act(step)
    assert len(stub.asked) == 1


def test_hands_rest_after_what_came_to_nothing(stub: Stub) -> None:
    """Longer each time, and not after a plain no; what goes well ends that."""
    resting = LiveHands(stub.session(), HOME, declared=frozenset({PUT}), pauses=(0.05, 0.1))

    def lasts(answer: Any) -> float:
        answering(stub, answer)
        began = time.monotonic()
        with suppress(AwsRefused):
            resting.act(STEP)
        return time.monotonic() - began

    throttled = [lasts(refusal("ThrottlingException")) for _ in range(3)]
    assert all(took >= rest for took, rest in zip(throttled, (0.05, 0.1, 0.1), strict=True))
    lasts(DONE)
    assert lasts(refusal("ThrottlingException")) < throttled[1]
    assert lasts(refusal("AccessDeniedException")) < 0.05


def test_an_empty_answer_is_none(stub: Stub) -> None:
    """Nobody said that it was done."""
    answering(stub, (200, {}, b""))
    with pytest.raises(AwsRefused):
        hands(stub).act(ONCE)


def test_in_another_account_it_acts_as_its_role(stub: Stub) -> None:
    """The role of the step's account is taken, once; at home none is."""
    assumed = (
        b'<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>'
        b"<AccessKeyId>AKIDROLE</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>t</SessionToken>"
        b"<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
    )
    stub.answers = lambda asked: DONE if asked.target else (200, {"content-type": "text/xml"}, assumed)
    roles = {"999900001111": "arn:aws:iam::999900001111:role/islive", HOME.account: "never"}
    acting = LiveHands(stub.session(), HOME, declared=frozenset({PUT}), roles=roles)
    for _ in range(2):
        acting.act(replace(STEP, at="arn:aws:ecr:us-east-1:999900001111:repository/web"))
    acting.act(replace(STEP, at="arn:aws:ecr:eu-west-1:111122223333:repository/web"))
    assert [one.target.rpartition(".")[2] or "AssumeRole" for one in stub.asked] == ["AssumeRole", *["PutImage"] * 3]


def test_expired_credentials_are_the_users_matter(stub: Stub) -> None:
    """Where nothing was done before, that is what is told."""
    answering(stub, refusal("ExpiredTokenException"))
    with pytest.raises(UserError, match="ExpiredToken"):
        hands(stub).act(STEP)
    assert len(stub.asked) == 1


@pytest.mark.parametrize("code", ["AccessDeniedException", "ImageTagAlreadyExistsException"])
def test_a_no_is_a_no(stub: Stub, code: str) -> None:
    """It is not tried again."""
    answering(stub, refusal(code))
    with pytest.raises(AwsRefused, match=code):
        hands(stub).act(STEP)
    assert len(stub.asked) == 1


def test_a_value_that_botocore_does_not_take_is_not_quoted(stub: Stub) -> None:
    """An environment variable of a task definition is nobody's business."""
    hands = LiveHands(stub.session(), HOME, declared=frozenset({"ecs:RegisterTaskDefinition"}))
    container = {"name": "a", "environment": [{"name": "PASSWORD", "value": ["verysecret"]}]}
    with pytest.raises(AwsRefused) as refused:
        hands.act(
            Step("register", "ecs:RegisterTaskDefinition", {"family": "web", "containerDefinitions": [container]})
        )
    assert refused.value.code == "InvalidQuestion"
    assert "environment[0].value" in str(refused.value)
    assert "verysecret" not in str(refused.value)
    assert stub.asked == []
