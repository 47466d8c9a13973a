"""task-protection-in-the-way: old tasks that may not be stopped."""

from islive.facts.task_protection import ProtectedTask, TaskProtection
from islive.model.remedy import Risk
from islive.rules.deployment.task_protection_in_the_way import task_protection_in_the_way
from tests.rules.builders_b import at, event, only, service

OLD = ProtectedTask("t1", "ecs-svc/1", "shop:1", at("20:00"))
TOLD = "was unable to scale in due to (reason 1 tasks under protection)"


def test_who_is_protected_and_until_when() -> None:
    """Taking the protection away stops their work: that is for a person to decide."""
    seen = only(task_protection_in_the_way.see(service(events=(event("09:00", TOLD),)), TaskProtection((OLD,))))
    assert seen.summary == (
        "1 task of shop:1 may not be stopped: protected from scale-in until 2025-03-10 20:00 UTC, expected none beside "
        "shop:2"
    )
    assert [one.quote for one in seen.because] == ["true", f"(service shop) {TOLD}"]
    (remedy,) = seen.remedies
    assert (remedy.risk, only(remedy.steps).params["tasks"]) == (Risk.MANUAL, ["t1"])


def test_none_is_protected() -> None:
    """Then nothing is in the way."""
    assert list(task_protection_in_the_way.see(service(), TaskProtection(()))) == []
