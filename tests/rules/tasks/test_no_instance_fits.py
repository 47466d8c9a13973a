"""no-instance-fits: for want of what, instance by instance."""

from dataclasses import replace
from typing import Any

import pytest

from islive.facts.container_instances import Room
from islive.model.citation import Citation
from islive.model.finding import Certainty, Sighting
from islive.rules.tasks.no_instance_fits import no_instance_fits
from tests.rules.builders_b import DENIED, definition, definitions, only
from tests.rules.builders_network import cluster, instance, needs, unplaced

NONE = "(service shop) was unable to place a task because no container instance met all of its requirements. "
MEMORY = f"{NONE}The closest matching container-instance 0123456789abcdef has insufficient memory available."
PORT = f"{NONE}The closest matching container-instance 0123456789abcdef is already using a port required by your task."
FULL = {"whole": Room(2048, 3884), "free": Room(1024, 256)}
CLOSEST = "0123456789abcdef"


def see(event: str, found: Any, **wanted: Any) -> list[Sighting]:
    """What the rule sees of that event and those instances."""
    known = definitions(replace(definition(), needs=needs(**wanted)))
    return list(no_instance_fits.see(unplaced(event), found, known))


def test_what_the_closest_lacks_comes_first() -> None:
    """As much as it has free, and as much as is needed, in AWS's numbers."""
    seen = only(see(MEMORY, cluster(instance("other", **FULL), instance(CLOSEST, **FULL))))
    assert seen.subject == "shop:2"
    assert seen.summary == (
        f"no container instance has room for a task of shop:2: ec2-{CLOSEST} has 256 MiB free, 512 needed; ec2-other "
        "has 256 MiB free, 512 needed"
    )
    path = f"containerInstances[{CLOSEST}].remainingResources[MEMORY].integerValue"
    assert Citation("ecs:DescribeContainerInstances", path, "256") in seen.because
    assert seen.certainty is Certainty.CONFIRMED


@pytest.mark.parametrize(
    "event,wanted,lacks",
    [
        (f"{NONE}… has insufficient CPU units available.", {"cpu": 4096}, "2048 CPU units free, 4096 needed"),
        (PORT, {"ports": (22,)}, "port 22 taken"),
        (f"{NONE}… is missing an attribute required by your task.", {"attributes": ("gpu",)}, "no attribute gpu"),
    ],
)
def test_each_want_is_said(event: str, wanted: Any, lacks: str) -> None:
    """CPU, ports, attributes."""
    assert lacks in only(see(event, cluster(instance()), **wanted)).summary


def test_the_remedy_for_a_port_is_not_more_memory() -> None:
    """Host port 0, awsvpc, or a lower minimum."""
    assert "host port 0" in only(only(only(see(PORT, cluster(instance()), ports=(22,))).remedies).steps).says


def test_the_event_alone_is_likely() -> None:
    """Nobody may list the instances, or by now there is room."""
    for found in (DENIED, cluster(instance())):
        seen = only(see(MEMORY, found))
        assert seen.certainty is Certainty.LIKELY
        assert seen.summary.endswith("too little memory is free")


def test_no_instance_at_all_is_another_rules_affair() -> None:
    """There is nothing that could fit."""
    assert see(MEMORY, cluster()) == []
