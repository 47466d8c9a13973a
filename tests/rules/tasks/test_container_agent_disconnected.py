"""container-agent-disconnected: ECS cannot talk to the instances."""

from typing import Any

from islive.model.citation import Citation
from islive.model.finding import Certainty, Sighting
from islive.rules.tasks.container_agent_disconnected import container_agent_disconnected
from tests.rules.builders_b import DENIED, only, service
from tests.rules.builders_network import cluster, instance, unplaced

NONE = "(service shop) was unable to place a task because no container instance met all of its requirements. "
AGENT = f'{NONE}The closest matching container-instance 0123456789abcdef encountered error "AGENT".'
GONE = instance(agent_connected=False)


def see(event: str, found: Any) -> list[Sighting]:
    """What the rule sees of that event and those instances."""
    return list(container_agent_disconnected.see(service(), unplaced(event), found))


def test_instances_without_their_agent_are_named() -> None:
    """Whichever way the event says it."""
    for event in (AGENT, NONE):
        seen = only(see(event, cluster(GONE)))
        assert seen.subject == "ec2-i1"
        path = "containerInstances[i1].agentConnected"
        assert seen.because[-1] == Citation("ecs:DescribeContainerInstances", path, "false")
        assert seen.certainty is Certainty.CONFIRMED


def test_the_event_alone_is_likely() -> None:
    """The agent is back by now, or nobody may look."""
    for found in (DENIED, cluster(instance())):
        seen = only(see(AGENT, found))
        assert (seen.subject, seen.certainty) == ("0123456789abcdef", Certainty.LIKELY)


def test_one_of_several_is_no_cause() -> None:
    """The others take tasks."""
    assert see(NONE, cluster(GONE, instance("i2"))) == []
    assert see(NONE, DENIED) == []
