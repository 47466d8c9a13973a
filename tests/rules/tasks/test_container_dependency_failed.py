"""container-dependency-failed: who is waited for, and what it did."""

import pytest

from islive.rules.tasks.container_dependency_failed import container_dependency_failed
from tests.rules.builders_b import only
from tests.rules.builders_c import container_failure, failures

HEAD = "CannotStartContainerError: dependency graph: "
ENDED_BADLY = (
    "failed to resolve container ordering dependency [migrate(m:1) (STOPPED->STOPPED) - Exit: 1] for target [app(a:1) "
    "(NONE->RUNNING)] as dependency did not exit successfully."
)
TOO_LATE = (
    "container ordering dependency [db(postgres:15) (RUNNING->RUNNING)] for target [app(a:1) (NONE->RUNNING)] has "
    "timed out."
)


@pytest.mark.parametrize(
    "tail,says",
    [
        (
            ENDED_BADLY,
            "container migrate ended with an error, and had to succeed: app of shop:2 waits for it (dependsOn)",
        ),
        (TOO_LATE, "container db was not ready in time: app of shop:2 waits for it (dependsOn)"),
    ],
)
def test_the_one_that_is_waited_for_is_named(tail: str, says: str) -> None:
    """The one that waits is not at fault."""
    assert only(container_dependency_failed.see(container_failure(HEAD + tail))).summary == says


def test_other_failures_are_silence() -> None:
    """An image that is not there."""
    assert list(container_dependency_failed.see(failures("CannotPullContainerError: not found"))) == []
