"""parameter-not-found: by Parameter Store's answer, or by ECS's message where it may not be asked."""

import pytest

from islive.facts.task_definitions import SecretReference
from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.tasks.parameter_not_found import parameter_not_found
from tests.rules.builders_b import DENIED, definition, only, secret_state, secrets
from tests.rules.builders_c import failures
from tests.rules.builders_last import NOTHING_BEFORE, edits_of, tried

PARAMETER = SecretReference("TOKEN", "/shop/token", "ssm", "/shop/token", None, None)
TOLD = failures(
    "unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /shop/token"
)


def test_a_parameter_that_does_not_exist_is_named_with_who_wants_it() -> None:
    """Parameter Store answers with an empty list; what ECS said is quoted first."""
    seen = only(parameter_not_found.see(secrets(secret_state(PARAMETER, exists=False)), TOLD, NOTHING_BEFORE))
    assert seen.summary == "parameter /shop/token does not exist: shop:2 takes TOKEN from it"
    assert seen.because[1] == Citation("ssm:DescribeParameters", "Parameters", "[]")
    assert "invalid ssm parameters: /shop/token" in seen.because[0].quote
    _, create = only(seen.remedies).steps
    assert "aws ssm put-parameter --name /shop/token --type SecureString --value file://value.txt" in create.says


def test_the_message_tells_where_parameters_may_not_be_asked_for() -> None:
    """It is likely only: it may exist by now."""
    seen = only(parameter_not_found.see(DENIED, TOLD, NOTHING_BEFORE))
    assert seen.subject == "/shop/token"
    assert seen.certainty is Certainty.LIKELY


@pytest.mark.parametrize(
    "reason",
    [
        "unable to retrieve secrets from ssm: There is a connection issue between the task and AWS Systems Manager",
        "unable to retrieve secrets from ssm: invalid ssm parameters: /shop/token: context deadline exceeded",
    ],
)
def test_a_network_that_failed_is_no_missing_parameter(reason: str) -> None:
    """The tail beats the head."""
    assert list(parameter_not_found.see(DENIED, failures(reason), NOTHING_BEFORE)) == []


def test_a_parameter_that_is_there_is_silence() -> None:
    """Also where tasks failed before it was put; and a secret that is not there has another rule."""
    found = secrets(secret_state(PARAMETER), secret_state(exists=False))
    assert list(parameter_not_found.see(found, TOLD, NOTHING_BEFORE)) == []


def test_the_parameter_of_the_last_good_revision() -> None:
    """The variable was taken from another one, which is known to work."""
    former = SecretReference("TOKEN", "/shop/old-token", "ssm", "/shop/old-token", None, None)
    last = tried(definition(2, secrets=(PARAMETER,)), definition(1, secrets=(former,)))
    seen = only(parameter_not_found.see(secrets(secret_state(PARAMETER, exists=False)), DENIED, last))
    path = "containerDefinitions[web].secrets[TOKEN].valueFrom"
    assert edits_of(seen) == [(path, "/shop/old-token", "/shop/token", None)]
