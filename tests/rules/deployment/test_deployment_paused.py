"""deployment-paused: a hook awaits somebody's answer."""

from islive.model.citation import Citation
from islive.rules.deployment.deployment_paused import deployment_paused
from tests.rules.builders_b import NEW, only, record, records, revision

TARGET = revision(2, NEW)


def test_a_hook_that_awaits_action_is_named_with_the_command_that_answers_it() -> None:
    """The command names the deployment and the hook."""
    waiting = record("d2", "IN_PROGRESS", TARGET, lifecycle_stage="POST_SCALE_UP", awaiting_hooks=("hook-1",))
    seen = only(deployment_paused.see(records(waiting)))
    assert seen.summary == (
        "deployment waits at POST_SCALE_UP: begun 2025-03-10 08:00 UTC, its hook hook-1 wants CONTINUE or ROLLBACK"
    )
    path = "serviceDeployments[d2].lifecycleHookDetails[].hookId"
    assert seen.because == (Citation("ecs:DescribeServiceDeployments", path, "hook-1"),)
    command = f"continue-service-deployment --service-deployment-arn {waiting.arn} --hook-id hook-1 --action CONTINUE"
    assert command in only(only(seen.remedies).steps).says


def test_a_deployment_that_waits_for_nobody_or_has_ended_is_not_paused() -> None:
    """No hook, or one that was never answered before the end."""
    moving = record("d2", "IN_PROGRESS", TARGET)
    ended = record("d1", "STOPPED", TARGET, awaiting_hooks=("hook-0",))
    assert list(deployment_paused.see(records(moving, ended))) == []
