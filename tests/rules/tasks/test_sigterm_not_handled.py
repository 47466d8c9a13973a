"""sigterm-not-handled: killed when its time was over, and for nothing else."""

from typing import Any

import pytest

from islive.rules.tasks.sigterm_not_handled import sigterm_not_handled
from tests.rules.builders_b import DENIED, at, container, definition, definitions, exited, only, stopped

KILLED = container(exit_code=137)


def stopping(*, took: int = 30, **changes: Any) -> Any:
    """A task that ECS stopped at 08:40, and whose containers had ended so many seconds later."""
    said = {"stop_code": "ServiceSchedulerInitiated", "stopped_reason": "Scaling activity initiated by (deployment x)"}
    times = {"stopping_at": at("08:40:00"), "ended_at": at(f"08:40:{took:02}"), "stopped_at": at("08:41:00")}
    return exited("1", KILLED, **{**said, **times, **changes})


def test_the_time_that_it_took_is_said() -> None:
    """Once for each revision and container, however many tasks did so."""
    seen = only(sigterm_not_handled.see(stopped(stopping(), stopping()), DENIED))
    assert seen.summary == (
        "container web of shop:2 ignores SIGTERM: 30 s after ECS began to stop it, it had to be killed (137, and not "
        "for memory)"
    )


def test_its_own_stop_timeout_counts() -> None:
    """With 10 seconds given, 11 are too many; with 50, 30 are not."""
    short, long = (definitions(definition(2, stop_timeout=seconds)) for seconds in (10, 50))
    assert only(sigterm_not_handled.see(stopped(stopping(took=11)), short))
    assert list(sigterm_not_handled.see(stopped(stopping()), long)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"took": 3},
        {"stop_code": "EssentialContainerExited"},
        {"stopping_at": None},
        {"containers": (container(exit_code=143),)},
        {"containers": (container(exit_code=137, reason="OutOfMemoryError: Container killed due to memory usage"),)},
    ],
    ids=["killed early", "ended by itself", "no times", "did as it was told", "memory"],
)
def test_look_alikes(changes: dict[str, Any]) -> None:
    """137 has other meanings."""
    assert list(sigterm_not_handled.see(stopped(stopping(**changes)), DENIED)) == []
