"""log-options-invalid: which option, of which container."""

from islive.rules.tasks.log_options_invalid import log_options_invalid
from tests.rules.builders_b import DENIED, definition, definitions, only
from tests.rules.builders_c import LOGGING, failures
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of, tried

HEAD = "ResourceInitializationError: failed to validate logger args: unable to get awslogs driver arguments: "


def test_the_missing_option_is_named() -> None:
    """With the container, where the task definition was read."""
    told = failures(f"{HEAD}awslogs-region is required")
    assert only(log_options_invalid.see(told, LOGGING, NOTHING_BEFORE)).summary == (
        "log option awslogs-region is missing: container web of shop:2 cannot start without it"
    )
    assert "awslogs-region is missing" in only(log_options_invalid.see(told, DENIED, NOTHING_BEFORE)).summary


def test_an_unknown_option_is_named() -> None:
    """A typing error, or that of another driver."""
    told = failures("failed to initialize logging driver: unknown log opt 'awslogs-groop' for awslogs log driver")
    assert (
        "awslogs-groop is not known to the driver"
        in only(log_options_invalid.see(told, DENIED, NOTHING_BEFORE)).summary
    )


def test_other_failures_are_silence() -> None:
    """A group that is not there has its own rule, and so has the network."""
    for reason in ("The specified log group does not exist", f"{HEAD}signal: killed"):
        assert list(log_options_invalid.see(failures(reason), LOGGING, NOTHING_BEFORE)) == []


def test_what_is_missing_is_known() -> None:
    """From the last good revision; the region is where the task definition is, and any prefix will do."""
    path = "containerDefinitions[web].logConfiguration.options"
    new, old = definition(2, log_options={"awslogs-region": "eu-west-1"}), definition(1)
    group = failures(f"{HEAD}awslogs-group is required")
    seen = only(log_options_invalid.see(group, definitions(new), tried(new, old)))
    assert edits_of(seen) == [(f"{path}.awslogs-group", "/ecs/shop", None, None)]
    assert by_hand(only(log_options_invalid.see(group, definitions(new), tried(new))))
    bare = definition(2, log_options={"awslogs-group": "/ecs/shop"})
    for option, value in (("awslogs-region", "eu-west-1"), ("awslogs-stream-prefix", "ecs")):
        told = failures(f"{HEAD}{option} is required")
        seen = only(log_options_invalid.see(told, definitions(bare), tried(bare)))
        assert edits_of(seen) == [(f"{path}.{option}", value, None, None)]


def test_a_typing_error_is_taken_back() -> None:
    """The option goes, and what the last good revision has in its place comes; a token's value is not shown."""
    path = "containerDefinitions[web].logConfiguration.options"
    told = failures("failed to initialize logging driver: unknown log opt 'splunk-tokn' for splunk log driver")
    new = definition(2, log_driver="splunk", log_options={"splunk-url": "https://logs", "splunk-tokn": "x"})
    old = definition(1, log_driver="splunk", log_options={"splunk-url": "https://logs", "splunk-token": "x"})
    seen = only(log_options_invalid.see(told, definitions(new), tried(new, old)))
    assert edits_of(seen) == [
        (f"{path}.splunk-tokn", None, None, None), (f"{path}.splunk-token", None, None, "shop:1"),
    ]  # fmt: skip
    assert by_hand(only(log_options_invalid.see(told, definitions(new), tried(new))))
