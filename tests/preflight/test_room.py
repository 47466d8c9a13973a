"""Room for the next task: what can never hold it, what cannot now, and what may still come to its help."""

from dataclasses import replace
from typing import Any

import pytest

from islive.facts.container_instances import ContainerInstance, Room
from islive.facts.needs import Needs
from islive.remedy.room import Want, wants
from tests.preflight.evidence import evidence
from tests.rules.builders_b import definition, running, service, task
from tests.rules.builders_network import cluster, instance, needs

FULL: dict[str, Any] = {"free": Room(100, 3884)}
SMALL: dict[str, Any] = {"whole": Room(128, 3884), "free": Room(128, 3884)}


def asked(
    *instances: ContainerInstance, wanted: Needs | None = None, hosts: tuple[str, ...] = (), **changes: Any
) -> list[Want]:
    """What the next task of shop:2 has no room for, on EC2."""
    tasks = [task(str(number), container_instance=f"arn:…/{host}") for number, host in enumerate(hosts)]
    found = replace(cluster(*instances), providers=changes.get("capacity_providers", ()))
    known = evidence(found, running(*tasks))
    return list(wants(service(launch_type="EC2", **changes), replace(definition(), needs=wanted or needs()), known))


def test_an_instance_with_room_is_enough() -> None:
    """Whatever the others lack."""
    assert asked(instance("i1", **FULL), instance("i2")) == []


@pytest.mark.parametrize(
    "instances, wanted, says",
    [
        ((), needs(), "cluster prod has no container instance that takes tasks: none is registered"),
        ((instance(status="DRAINING"),), needs(), "takes tasks: DRAINING"),
        ((instance(agent_connected=False),), needs(), "takes tasks: ACTIVE, agent disconnected"),
        ((instance(**SMALL),), needs(), "can ever take the task: ec2-i1 has 128 CPU units in all, 256 needed"),
        ((instance(),), needs(memory=9999), "ec2-i1 has 3884 MiB in all, 9999 needed"),
        ((instance(),), needs(attributes=("gpu",)), "ec2-i1 has no attribute gpu"),
        ((instance(),), needs(constraints=("attribute:zone == a",)), "not what attribute:zone == a asks for"),
        (
            (instance(**FULL),),
            needs(),
            "minimum 100 % lets no task go first: ec2-i1 has 100 CPU units free, 256 needed",
        ),
        ((instance(),), needs(ports=(22,)), "ec2-i1 has port 22 taken"),
    ],
)
def test_what_nothing_can_help_is_sure(instances: Any, wanted: Needs, says: str) -> None:
    """The instances, and what each of them lacks."""
    (one,) = asked(*instances, wanted=wanted)
    assert says in one.says
    assert one.sure
    assert one.hindrance.says == one.says


def test_a_capacity_provider_may_launch_instances() -> None:
    """Then it is only a warning; and instances of another provider are none of the service's."""
    (one,) = asked(instance(capacity_provider="general"), capacity_providers=("graphics",))
    assert one.says.startswith("capacity provider graphics has no container instance")
    assert not one.sure


def test_where_a_task_may_go_first_its_room_may_do() -> None:
    """A minimum below 100 lets ECS stop an old one."""
    (one,) = asked(instance(**FULL), minimum_percent=0)
    assert not one.sure
    assert "before an old one goes" in one.says


def test_distinct_instances_hold_one_task_each() -> None:
    """The service's own, or the task definition's; an instance without a task of the service is room."""
    (one,) = asked(instance("i1"), hosts=("i1",), constraints=("distinctInstance",))
    assert "they are to be distinct" in one.says
    assert asked(instance("i1"), instance("i2"), hosts=("i1",), wanted=needs(constraints=("distinctInstance",))) == []


def test_an_expression_that_is_not_understood_keeps_nobody_out() -> None:
    """It is never guessed."""
    assert asked(instance(), wanted=needs(constraints=("task:group == x",))) == []


@pytest.mark.parametrize(
    "changes, says",
    [
        ({"desired": 0}, "shop is scaled to zero"),
        (
            {"desired": 2, "maximum_percent": 100},
            "minimum 100 % and maximum 100 % of 2 tasks let nothing move: 2 must stay",
        ),
        ({"desired": 3, "maximum_percent": 125}, "3 must stay and 3 may run"),
    ],
)
def test_numbers_that_never_move(changes: Any, says: str) -> None:
    """Rounded as ECS rounds them."""
    (one,) = wants(service(**changes), definition(), evidence())
    assert says in one.says
    assert one.sure


@pytest.mark.parametrize("changes", [{}, {"strategy": "BLUE_GREEN", "maximum_percent": 100}, {"minimum_percent": 0}])
def test_numbers_that_leave_room(changes: Any) -> None:
    """Percentages are for rolling deployments alone."""
    assert list(wants(service(**changes), definition(), evidence())) == []
