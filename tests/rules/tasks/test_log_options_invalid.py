"""log-options-invalid: which option, of which container."""

from islive.rules.tasks.log_options_invalid import log_options_invalid
from tests.rules.builders_b import DENIED, only
from tests.rules.builders_c import LOGGING, failures

HEAD = "ResourceInitializationError: failed to validate logger args: unable to get awslogs driver arguments: "


def test_the_missing_option_is_named() -> None:
    """With the container, where the task definition was read."""
    told = failures(f"{HEAD}awslogs-region is required")
    assert only(log_options_invalid.see(told, LOGGING)).summary == (
        "log option awslogs-region is missing: container web of shop:2 cannot start without it"
    )
    assert "awslogs-region is missing" in only(log_options_invalid.see(told, DENIED)).summary


def test_an_unknown_option_is_named() -> None:
    """A typing error, or that of another driver."""
    told = failures("failed to initialize logging driver: unknown log opt 'awslogs-groop' for awslogs log driver")
    assert "awslogs-groop is not known to the driver" in only(log_options_invalid.see(told, DENIED)).summary


def test_other_failures_are_silence() -> None:
    """A group that is not there has its own rule, and so has the network."""
    for reason in ("The specified log group does not exist", f"{HEAD}signal: killed"):
        assert list(log_options_invalid.see(failures(reason), LOGGING)) == []
