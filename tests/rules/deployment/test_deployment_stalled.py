"""deployment-stalled: given up, and not gone back."""

from islive.rules.deployment.deployment_stalled import deployment_stalled
from tests.rules.builders_b import DENIED, NEW, deployment, only, record, records, revision, service

GOOD = revision(1, NEW)
REASON = "ECS deployment circuit breaker: tasks failed to start."
FAILED = deployment(rollout_state="FAILED", rollout_state_reason=REASON, running=0)


def test_the_first_deployment_has_none_to_go_back_to() -> None:
    """ECS's own reason is quoted."""
    seen = only(deployment_stalled.see(service(FAILED), records()))
    assert seen.summary == (
        "deployment of shop:2 is FAILED, expected COMPLETED: 0 of 1 tasks run, and no earlier deployment was ever "
        "successful, so ECS has none to go back to"
    )
    assert [one.quote for one in seen.because] == ["FAILED", REASON]


def test_without_rollback_it_just_stops() -> None:
    """There is a good one, and ECS was not told to go back to it."""
    seen = only(deployment_stalled.see(service(FAILED), records(record("d1", "SUCCESSFUL", GOOD), revisions=(GOOD,))))
    assert seen.summary.endswith("0 of 1 tasks run, and ECS did not go back")


def test_other_deployments_are_not_stalled() -> None:
    """Completed, or still at it, whatever could be read."""
    for state in ("COMPLETED", "IN_PROGRESS"):
        assert list(deployment_stalled.see(service(deployment(rollout_state=state)), DENIED)) == []
