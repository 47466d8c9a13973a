"""What events say of tasks that could not be placed: for want of what."""

import pytest

from islive.causes.placement_failure import placement_failure

NONE = "service shop was unable to place a task because no container instance met all of its requirements. "
CLOSEST = f"{NONE}The closest matching (container-instance 47d5cb9a-6e38-495e-9777-5ae6d02a3720) "
EMPTY = "service shop was unable to reach steady state. Reason: No Container Instances were found in your cluster."
LIMIT = "service shop was unable to place tasks because the tasks provisioning capacity limit was exceeded."
REASON = "(service shop) was unable to place a task. Reason: "


@pytest.mark.parametrize(
    "message,label,measure",
    [
        (f"{CLOSEST}has insufficient CPU units available.", "capacity.insufficient-resources", "cpu"),
        (f"{CLOSEST}has insufficient memory available.", "capacity.insufficient-resources", "memory"),
        (f"{CLOSEST}is already using a port required by your task.", "capacity.port-conflict", None),
        (f"{CLOSEST}is missing an attribute required by your task.", "capacity.attribute-missing", None),
        (f'{CLOSEST}encountered error "AGENT".', "instance.agent-disconnected", None),
        (f"{CLOSEST}doesn't have the agent connected.", "instance.agent-disconnected", None),
        (f'{CLOSEST}encountered error "RESOURCE:ENI".', "network.eni-limit", None),
        (f"{REASON}TaskFailedToStart: RESOURCE:GPU.", "capacity.insufficient-resources", "gpu"),
        (
            "TaskFailedToStart: MemberOf placement constraint unsatisfied",
            "capacity.placement-constraint-unsatisfied",
            None,
        ),
        ("TaskFailedToStart: EMPTY CAPACITY PROVIDER", "capacity.no-instances", None),
        (EMPTY, "capacity.no-instances", None),
        (NONE, "capacity.placement-failed", None),
        (
            f"{REASON}You've reached the limit on the number of vCPUs you can run concurrently",
            "quota.ecs-limit",
            "vcpus",
        ),
        (
            f"{REASON}You've reached the limit on the number of tasks you can run concurrently",
            "quota.ecs-limit",
            "tasks",
        ),
        (f"{REASON}The requested MEMORY configuration is above your limit.", "quota.ecs-limit", "memory"),
        (f"{REASON}Capacity is unavailable at this time. Please try again later", "capacity.fargate-unavailable", None),
        (LIMIT, "quota.ecs-limit", "provisioning"),
        (
            f"{REASON}Unable to launch instance(s) for capacity provider spot. UnfulfillableCapacity: no",
            "capacity.instance-launch-failed",
            None,
        ),
    ],
)
def test_for_want_of_what(message: str, label: str, measure: str | None) -> None:
    """The closing words tell; and of what there is too little, or which quota is reached."""
    failure = placement_failure(message)
    assert failure is not None
    assert (failure.label, failure.measure) == (label, measure)


def test_the_closest_instance_is_named() -> None:
    """In parentheses or without."""
    told = placement_failure(f"{CLOSEST}has insufficient memory available.")
    assert told is not None
    assert told.instance == "47d5cb9a-6e38-495e-9777-5ae6d02a3720"
    plain = placement_failure(
        f"{NONE}The closest matching container-instance 5168782916c544ac has insufficient memory."
    )
    assert plain is not None
    assert plain.instance == "5168782916c544ac"


@pytest.mark.parametrize(
    "message",
    [
        "(service shop) has reached a steady state.",
        "(service shop) has started 2 tasks: (task 0123456789abcdef).",
        "(service shop) is unable to consistently start tasks successfully.",
        f"{REASON}Unable to launch instance(s) for capacity provider x. not authorized to perform: iam:PassRole",
        f"{REASON}Internal error.",
        f"{REASON}Something that nobody has seen yet.",
        "service shop could not launch 2 tasks for deployment ecs-svc/1.",
    ],
)
def test_other_events_say_nothing_of_room(message: str) -> None:
    """Routine, a start loop, a missing permission, AWS's own error, and what does not say what was wanting."""
    assert placement_failure(message) is None
