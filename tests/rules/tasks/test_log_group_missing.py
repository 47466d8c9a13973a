"""log-group-missing: told, looked up, and not taken for a network that failed."""

import pytest

from islive.facts.hindered import Hindered
from islive.facts.log_groups import LogGroups
from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.tasks.log_group_missing import log_group_missing
from tests.rules.builders_b import DENIED, definition, definitions, only
from tests.rules.builders_c import LOGGING, failures

HEAD = "ResourceInitializationError: failed to validate logger args: "
TOLD = f"{HEAD}create stream has been retried 1 times: failed to create Cloudwatch log stream: "
NOT_THERE = f"{TOLD}ResourceNotFoundException: The specified log group does not exist."
NETWORK = (
    "The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue "
    "between the task and Amazon CloudWatch. Check your network configuration. : signal: killed"
)
GONE, THERE = LogGroups({"/ecs/shop": False}), LogGroups({"/ecs/shop": True})


def test_group_region_and_container_are_named() -> None:
    """What AWS said is quoted, and that it was looked up."""
    seen = only(log_group_missing.see(failures(NOT_THERE), GONE, LOGGING, Hindered()))
    assert seen.subject == "/ecs/shop"
    assert seen.summary == (
        "log group /ecs/shop does not exist in eu-west-1: container web of shop:2 writes into it, and "
        "awslogs-create-group is not set"
    )
    assert seen.because == (
        Citation("ecs:DescribeTasks", "tasks[0].stoppedReason", NOT_THERE),
        Citation("logs:DescribeLogGroups", "logGroups[/ecs/shop]", "[]"),
    )
    assert seen.certainty is Certainty.CONFIRMED


def test_a_message_without_its_end_is_looked_up() -> None:
    """AWS cuts it; the group itself tells."""
    cut = f"{HEAD}create stream has been retried 1 times: failed to create Cloudwatch log"
    assert only(log_group_missing.see(failures(cut), GONE, LOGGING, Hindered())).certainty is Certainty.CONFIRMED
    assert list(log_group_missing.see(failures(cut), THERE, LOGGING, Hindered())) == []


def test_where_it_may_not_be_looked_up_aws_is_believed() -> None:
    """But only where its message says so."""
    assert only(log_group_missing.see(failures(NOT_THERE), DENIED, LOGGING, Hindered())).certainty is Certainty.LIKELY


@pytest.mark.parametrize(
    "reason",
    [
        f"{HEAD}{NETWORK}",
        "ResourceInitializationError: failed to validate logger args::signal:killed",
        f"{TOLD}RequestError: send request failed caused by: dial tcp 10.0.0.7:443: i/o timeout",
    ],
)
def test_a_network_that_failed_is_no_missing_group(reason: str) -> None:
    """Whatever the message says first, and whether the group could be looked up or not."""
    assert list(log_group_missing.see(failures(reason), GONE, LOGGING, Hindered())) == []
    assert list(log_group_missing.see(failures(reason), DENIED, LOGGING, Hindered())) == []


def test_other_failures_are_silence() -> None:
    """A secret that is not there."""
    assert list(log_group_missing.see(failures("unable to pull secrets"), GONE, LOGGING, Hindered())) == []


AHEAD = Hindered("shop:2", LOGGING.get("shop:2"))


def test_tasks_that_do_not_come_so_far_would_meet_it_next() -> None:
    """The group was looked up; no words of ECS are quoted, for it has said nothing of it."""
    seen = only(log_group_missing.see(failures("unable to pull secrets"), GONE, LOGGING, AHEAD))
    assert [one.operation for one in seen.because] == ["logs:DescribeLogGroups"]
    assert seen.certainty is Certainty.CONFIRMED
    assert list(log_group_missing.see(failures("unable to pull secrets"), THERE, LOGGING, AHEAD)) == []
    assert list(log_group_missing.see(failures("unable to pull secrets"), DENIED, LOGGING, AHEAD)) == []


def test_a_group_that_the_driver_makes_is_not_missed_ahead() -> None:
    """It is made when the first task comes so far."""
    made = definition(2, log_stream_prefix="ecs", log_options={"awslogs-create-group": "true"})
    ahead = Hindered("shop:2", made)
    assert list(log_group_missing.see(failures("unable to pull secrets"), GONE, definitions(made), ahead)) == []
