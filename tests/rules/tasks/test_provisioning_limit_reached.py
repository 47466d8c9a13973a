"""provisioning-limit-reached: too many wait already."""

from islive.rules.tasks.provisioning_limit_reached import provisioning_limit_reached
from tests.rules.builders_b import only, service
from tests.rules.builders_network import unplaced

EVENT = (
    "service shop was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded."
)


def test_the_limit_is_the_clusters() -> None:
    """The event is quoted."""
    seen = only(provisioning_limit_reached.see(service(), unplaced(EVENT)))
    assert seen.subject == "prod"
    assert seen.summary == (
        "cluster prod has as many tasks in PROVISIONING as it may have: those of shop:2 are not placed, expected fewer "
        "than 500 waiting"
    )
    assert only(seen.because).quote == EVENT


def test_another_reason_is_silence() -> None:
    """The account's own quota is another one."""
    event = (
        "service shop was unable to place a task. Reason: You've reached the limit on the number of tasks you can run"
    )
    assert list(provisioning_limit_reached.see(service(), unplaced(event))) == []
