"""health-path-wrong: nothing is at the path."""

from dataclasses import replace

import pytest

from islive.facts.task_definitions import TaskDefinitions
from islive.rules.targets.health_path_wrong import health_path_wrong
from tests.rules.builders_b import DENIED, GROUP, definition, definitions, only
from tests.rules.builders_d import failure, failures, mismatch, rollout


def asking(*command: str) -> TaskDefinitions:
    """shop:2, whose container asks itself by that command."""
    plain = definition(2)
    return definitions(replace(plain, containers=(replace(plain.containers[0], health_command=command),)))


def test_the_path_and_both_codes_are_named() -> None:
    """What it answers, and what is expected there."""
    seen = only(health_path_wrong.see(rollout(), failures(mismatch(404)), DENIED))
    assert seen.summary == "health check path /health answers 404, expected 200: the application has no such path"
    assert [one.quote for one in seen.because] == ["no", "/health"]
    look, ask = only(seen.remedies).steps
    assert "curl -si http://TASK:80/PATH" in look.says
    assert ask.aws_cli == f"aws elbv2 modify-target-group --target-group-arn {GROUP} --health-check-path /THE-PATH"


def test_the_containers_own_check_shows_the_right_path() -> None:
    """Then the remedy is a step that can be carried out."""
    own = asking("CMD-SHELL", "curl -f http://localhost:80/healthz || exit 1")
    seen = only(health_path_wrong.see(rollout(), failures(mismatch(404)), own))
    assert seen.summary.endswith("; the container's own check asks for /healthz")
    step = only(only(seen.remedies).steps)
    assert (step.operation, step.params["healthCheckPath"]) == ("elbv2:ModifyTargetGroup", "/healthz")


def test_the_same_path_is_no_hint() -> None:
    """Both ask for /health."""
    seen = only(health_path_wrong.see(rollout(), failures(mismatch(404)), asking("curl http://localhost/health")))
    assert "own check" not in seen.summary


@pytest.mark.parametrize("code", [200, 301, 400, 500, 503])
def test_other_codes_say_something_else(code: int) -> None:
    """It is there, and answers."""
    assert list(health_path_wrong.see(rollout(), failures(mismatch(code)), DENIED)) == []


def test_what_is_expected_is_not_wrong() -> None:
    """A matcher may allow it; and no answer at all is not a 404."""
    assert list(health_path_wrong.see(rollout(), failures(mismatch(404, codes="200-499")), DENIED)) == []
    assert list(health_path_wrong.see(rollout(), failures(failure("Target.Timeout")), DENIED)) == []
