"""What events say of tasks that could not be placed: for want of what."""

import pytest

from islive.causes.placement_failure import PlacementFailure, Want, placement_failure

NONE = "service shop was unable to place a task because no container instance met all of its requirements. "
CLOSEST = f"{NONE}The closest matching (container-instance 47d5cb9a-6e38-495e-9777-5ae6d02a3720) "
EMPTY = "service shop was unable to reach steady state. Reason: No Container Instances were found in your cluster."
LIMIT = "service shop was unable to place tasks because the tasks provisioning capacity limit was exceeded."
REASON = "(service shop) was unable to place a task. Reason: "


@pytest.mark.parametrize(
    "message,want",
    [
        (f"{CLOSEST}has insufficient CPU units available.", Want.CPU),
        (f"{CLOSEST}has insufficient memory available.", Want.MEMORY),
        (f"{CLOSEST}is already using a port required by your task.", Want.PORT),
        (f"{CLOSEST}is missing an attribute required by your task.", Want.ATTRIBUTE),
        (f'{CLOSEST}encountered error "AGENT".', Want.AGENT),
        (f"{CLOSEST}doesn't have the agent connected.", Want.AGENT),
        (f'{CLOSEST}encountered error "RESOURCE:ENI".', Want.INTERFACE),
        (f"{REASON}TaskFailedToStart: RESOURCE:GPU.", Want.GPU),
        ("TaskFailedToStart: MemberOf placement constraint unsatisfied", Want.CONSTRAINT),
        ("TaskFailedToStart: EMPTY CAPACITY PROVIDER", Want.INSTANCE),
        (EMPTY, Want.INSTANCE),
        (NONE, Want.ANYTHING),
        (f"{REASON}You've reached the limit on the number of vCPUs you can run concurrently", Want.VCPU_QUOTA),
        (f"{REASON}You've reached the limit on the number of tasks you can run concurrently", Want.TASK_QUOTA),
        (f"{REASON}The requested MEMORY configuration is above your limit.", Want.SIZE_QUOTA),
        (f"{REASON}Capacity is unavailable at this time. Please try again later", Want.FARGATE),
        (LIMIT, Want.PROVISIONING_QUOTA),
        (f"{REASON}Unable to launch instance(s) for capacity provider spot. UnfulfillableCapacity: no", Want.LAUNCH),
    ],
)
def test_for_want_of_what(message: str, want: Want) -> None:
    """The closing words tell."""
    failure = placement_failure(message)
    assert failure is not None
    assert failure.want is want


def test_the_closest_instance_is_named() -> None:
    """In parentheses or without."""
    told = placement_failure(f"{CLOSEST}has insufficient memory available.")
    assert told == PlacementFailure(Want.MEMORY, "47d5cb9a-6e38-495e-9777-5ae6d02a3720")
    plain = placement_failure(
        f"{NONE}The closest matching container-instance 5168782916c544ac has insufficient memory."
    )
    assert plain == PlacementFailure(Want.MEMORY, "5168782916c544ac")


@pytest.mark.parametrize(
    "message",
    [
        "(service shop) has reached a steady state.",
        "(service shop) has started 2 tasks: (task 0123456789abcdef).",
        "(service shop) is unable to consistently start tasks successfully.",
        f"{REASON}Unable to launch instance(s) for capacity provider x. not authorized to perform: iam:PassRole",
        f"{REASON}Internal error.",
    ],
)
def test_other_events_say_nothing_of_room(message: str) -> None:
    """Routine, a start loop, a missing permission, and AWS's own error."""
    assert placement_failure(message) is None
