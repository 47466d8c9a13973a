"""lifecycle-hook-failed: a hook said no."""

import pytest

from islive.facts.service_deployments import FailedHook
from islive.facts.tried import Tried
from islive.rules.deployment.lifecycle_hook_failed import lifecycle_hook_failed
from tests.rules.builders_b import only
from tests.rules.builders_d import tried

HOOK = FailedHook("arn:aws:lambda:eu-west-1:123456789012:function:smoke-test", "TIMED_OUT")
REASON = "Service deployment rolled back because POST_TEST_TRAFFIC_SHIFT lifecycle hook(s) failed."


def test_the_function_is_named() -> None:
    """By its own name, with what became of it."""
    seen = only(lifecycle_hook_failed.see(tried(failed_hooks=(HOOK,), status_reason=REASON)))
    assert seen.summary.startswith(
        "lifecycle hook smoke-test is TIMED_OUT, expected SUCCEEDED; Service deployment rolled"
    )
    assert [one.quote for one in seen.because] == ["TIMED_OUT", REASON]


def test_ecs_reason_is_enough() -> None:
    """Where the hooks are no longer told."""
    for reason in (REASON, "Service deployment rolled back because POST_SCALE_UP pause hook timed out."):
        seen = only(lifecycle_hook_failed.see(tried(rollback_reason=reason)))
        assert "a hook that ECS does not name" in seen.summary


def test_look_alikes() -> None:
    """Never tried, rolled back for another reason, or come through."""
    assert list(lifecycle_hook_failed.see(Tried(()))) == []
    assert list(lifecycle_hook_failed.see(tried(status_reason="circuit breaker threshold was exceeded"))) == []
    assert list(lifecycle_hook_failed.see(tried("SUCCESSFUL", failed_hooks=(HOOK,)))) == []


@pytest.mark.parametrize(
    "status, does",
    [("TIMED_OUT", "deploy it again, and answer the pause"), ("FAILED", "ask who said no, and why")],
)
def test_a_pause_has_no_log_to_read(status: str, does: str) -> None:
    """Its time was over, or somebody said no."""
    pause = FailedHook("ecs-pause-e7tK", status, is_pause=True)
    seen = only(lifecycle_hook_failed.see(tried(failed_hooks=(pause,), status_reason=REASON)))
    assert seen.summary.startswith(f"lifecycle hook ecs-pause-e7tK is {status}, expected SUCCEEDED")
    assert [one.title for one in seen.remedies] == [does]
