"""The only door that writes: what it lets through, what it tries again, and what it never does twice."""

import json
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
def test_what_aws_says_it_has_not_done_is_tried_again(stub: Stub, step: Step) -> None:
    """A throttled write was not carried out, whichever it is."""
    answering(stub, refusal("ThrottlingException"), DONE)
    hands(stub).act(step)
    assert len(stub.asked) == 2


def test_throttling_without_end_is_a_refusal(stub: Stub) -> None:
    """After the last pause it is said."""
    answering(stub, refusal("ThrottlingException"))
    with pytest.raises(AwsRefused, match="Throttled"):
        hands(stub).act(STEP)
    assert len(stub.asked) == 3


@pytest.mark.parametrize("lost", [refusal("ServerException", 500), (200, {}, b'{"ima')])
def test_a_write_whose_answer_was_lost_is_only_repeated_if_that_changes_nothing(stub: Stub, lost: Any) -> None:
    """An idempotent one is; of any other it is to be read back first whether it was done."""
    answering(stub, lost, DONE)
    hands(stub).act(STEP)
    assert len(stub.asked) == 2
    stub.asked.clear()
    answering(stub, lost, DONE)
    with pytest.raises(AwsRefused):
        hands(stub).act(ONCE)
    assert len(stub.asked) == 1


@pytest.mark.parametrize("code", ["ImageAlreadyExistsException", "ExpiredTokenException"])
def test_a_no_after_a_lost_answer_says_nothing(stub: Stub, code: str) -> None:
    """The first try may have done it, and that is why the second one is refused: the lost answer is what is told."""
    answering(stub, refusal("ServerException", 500), refusal(code))
    with pytest.raises(AwsRefused, match="ServerError"):
        hands(stub).act(STEP)
    assert len(stub.asked) == 2


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
