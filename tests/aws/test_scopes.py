"""Doors to other accounts and regions: one set of credentials, resolved once; a refused role says so itself."""

from typing import Any

import boto3
import botocore.session
import pytest
from botocore.credentials import CredentialProvider, Credentials

from islive.aws import Live
from islive.model.doors import AwsRefused
from tests.aws.conftest import QUICK, Stub

SERVICES = "ecs:DescribeServices"
HERE, OTHER = "111122223333", "999900001111"
WORDS = f"User: arn:aws:iam::{HERE}:user/ada is not authorized to perform: sts:AssumeRole on resource: reader"


def test_a_refused_role_is_a_refusal_of_assume_role(stub: Stub) -> None:
    """Whatever was about to be asked, what was refused is AssumeRole, in AWS's words."""
    error = f"<Error><Code>AccessDenied</Code><Message>{WORDS}</Message></Error>"
    body = f"<ErrorResponse>{error}<RequestId>1</RequestId></ErrorResponse>"
    stub.answers = lambda _: (403, {}, body.encode())
    door = stub.live(SERVICES, roles={OTHER: f"arn:aws:iam::{OTHER}:role/reader"})
    with pytest.raises(AwsRefused) as refused:
        door.at(f"arn:aws:ecs:eu-west-1:{OTHER}:cluster").call(SERVICES, services=["s"])
    assert (refused.value.operation, refused.value.code) == ("sts:AssumeRole", "AccessDenied")
    assert refused.value.message == WORDS


class Asking(CredentialProvider):
    """Credentials for which somebody has to type a code, as with MFA: counts how often."""

    METHOD = CANONICAL_NAME = "asking"

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def load(self) -> Any:
        """Ask."""
        self.asked += 1
        return Credentials("AKIDEXAMPLE", "secret")


def test_credentials_are_resolved_once(stub: Stub) -> None:
    """However many accounts, regions and services are asked, nobody types a code twice."""
    core, asking = botocore.session.Session(), Asking()
    core.get_component("credential_provider").providers.insert(0, asking)
    session = boto3.Session(botocore_session=core, region_name="eu-west-1")
    stub.answers = lambda _: (200, {}, b'{"services":[],"secrets":[]}')

    def divert(request: Any, **_: Any) -> None:
        request.url = stub.url

    session.events.register("before-sign", divert)
    asked = frozenset({SERVICES, "codebuild:ListProjects"})
    door = Live(session, region="eu-west-1", declared=asked, account=HERE, pace=QUICK)
    for account in (HERE, OTHER):
        for region in ("eu-west-1", "us-east-1", "eu-central-1"):
            there = door.at(f"arn:aws:ecs:{region}:{account}:cluster")
            there.call(SERVICES, services=["s"])
            there.call("codebuild:ListProjects")
    assert len(stub.asked) == 12
    assert asking.asked == 1


def test_an_answer_that_breaks_off_is_not_quoted(stub: Stub) -> None:
    """AssumeRole's holds keys: whatever of it came is in no message, and the reason stays readable."""
    whole = (
        b"<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>AKIDROLE</AccessKeyId>"
        b"<SecretAccessKey>verysecret</SecretAccessKey>"
    )
    stub.answers = lambda _: (200, {"content-type": "text/xml"}, whole)
    live = stub.live("ecs:DescribeServices", roles={"999900001111": "arn:aws:iam::999900001111:role/islive"})
    with pytest.raises(AwsRefused) as refused:
        live.at("arn:aws:ecs:eu-west-1:999900001111:service/a/b").call("ecs:DescribeServices", services=["b"])
    assert refused.value.code == "Cut"
    assert "verysecret" not in str(refused.value)
    assert "<" not in str(refused.value)
    assert "\n" not in str(refused.value)
