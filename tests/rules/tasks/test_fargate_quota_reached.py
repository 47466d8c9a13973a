"""fargate-quota-reached: the account's quota is used up."""

from dataclasses import replace

import pytest

from islive.facts.fargate_quota import FargateQuota
from islive.rules.tasks.fargate_quota_reached import fargate_quota_reached
from tests.rules.builders_b import DENIED, definition, definitions, only
from tests.rules.builders_network import needs, unplaced

PLACE = "(service shop) was unable to place a task. Reason: "
REASONS = {
    "You've reached the limit on the number of vCPUs you can run concurrently": "vCPUs that may run at once",
    "You've reached the limit on the number of tasks you can run concurrently": "tasks that may run at once",
    "The requested CPU configuration is above your limit.": "the size of one task",
}


@pytest.mark.parametrize("reason", REASONS)
def test_each_quota_is_named(reason: str) -> None:
    """With what a task takes of it."""
    known = definitions(replace(definition(), needs=needs(cpu=4096)))
    seen = only(fargate_quota_reached.see(unplaced(PLACE + reason), known, FargateQuota()))
    assert seen.summary == (
        f"the account's Fargate quota is reached ({REASONS[reason]}): no room for a task of shop:2, which takes 4 vCPU"
    )
    assert only(seen.because).quote == PLACE + reason
    assert "Service Quotas" in only(only(seen.remedies).steps).says


def test_without_the_task_definition_it_is_seen_all_the_same() -> None:
    """Only the size is not said."""
    seen = only(fargate_quota_reached.see(unplaced(PLACE + next(iter(REASONS))), DENIED, FargateQuota("vCPUs", 6.0)))
    assert seen.summary.endswith("no room for a task of shop:2")


def test_another_reason_is_silence() -> None:
    """Capacity is AWS's, not the account's."""
    event = unplaced(PLACE + "Capacity is unavailable at this time. Please try again later")
    assert list(fargate_quota_reached.see(event, DENIED, DENIED)) == []
