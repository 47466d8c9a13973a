"""no-container-instance: nowhere to put a task."""

from dataclasses import replace
from typing import Any

from islive.model.citation import Citation
from islive.model.finding import Certainty, Sighting
from islive.rules.tasks.no_container_instance import no_container_instance
from tests.rules.builders_b import DENIED, only, service
from tests.rules.builders_network import cluster, instance, unplaced

NONE = "(service shop) was unable to place a task because no container instance met all of its requirements."
EMPTY = f"{NONE} Reason: No Container Instances were found in your cluster."


def see(event: str, found: Any) -> list[Sighting]:
    """What the rule sees of that event and those instances."""
    return list(no_container_instance.see(service(), unplaced(event), found))


def test_an_empty_cluster_is_seen_whatever_the_event_says() -> None:
    """The list of instances is empty."""
    for event in (NONE, EMPTY):
        seen = only(see(event, cluster()))
        assert seen.summary == "cluster prod has no container instance that takes tasks: none, expected one ACTIVE"
        assert seen.because[-1] == Citation("ecs:ListContainerInstances", "containerInstanceArns", "[]")
        assert seen.certainty is Certainty.CONFIRMED


def test_draining_instances_take_no_tasks() -> None:
    """Their states are quoted."""
    seen = only(see(NONE, cluster(instance(status="DRAINING"))))
    assert "1 DRAINING, expected one ACTIVE" in seen.summary
    assert seen.because[-1].quote == "DRAINING"


def test_the_event_alone_is_likely() -> None:
    """Only where it says that there is none."""
    assert only(see(EMPTY, DENIED)).certainty is Certainty.LIKELY
    assert see(NONE, DENIED) == []


def test_an_active_instance_is_silence() -> None:
    """What it lacks is another rule's affair."""
    assert see(NONE, cluster(instance())) == []


def test_instances_of_another_capacity_provider_take_no_tasks_of_this_one() -> None:
    """The provider is named, and whose the instances are is quoted."""
    general = replace(cluster(replace(instance(), capacity_provider="general")), providers=("graphics",))
    seen = only(no_container_instance.see(service(capacity_providers=("graphics",)), unplaced(EMPTY), general))
    assert seen.summary == (
        "capacity provider graphics has no container instance that takes tasks: none, expected one ACTIVE"
    )
    assert seen.because[-1].quote == "general"
