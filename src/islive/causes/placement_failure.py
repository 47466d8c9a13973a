"""What an event of a service says of the task that ECS could not place: for want of what.

ECS developer guide, "Amazon ECS service event messages": a container instance is named with what it lacks, or a reason
of the account or of Fargate is given. RESOURCE:…, ATTRIBUTE and AGENT are the codes of the API's failure reasons.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Want(StrEnum):
    """For want of what."""

    INSTANCE = "instance"
    CPU = "cpu"
    MEMORY = "memory"
    GPU = "gpu"
    PORT = "port"
    ATTRIBUTE = "attribute"
    CONSTRAINT = "constraint"
    AGENT = "agent"
    INTERFACE = "interface"
    ANYTHING = "anything"
    VCPU_QUOTA = "vcpu-quota"
    TASK_QUOTA = "task-quota"
    SIZE_QUOTA = "size-quota"
    PROVISIONING_QUOTA = "provisioning-quota"
    FARGATE = "fargate"
    LAUNCH = "launch"


@dataclass(frozen=True, slots=True)
class PlacementFailure:
    """One such message; `instance` is the id of the container instance that came closest, where one is named."""

    want: Want
    instance: str | None = None


# In this order: the closing words of a message are more telling than its head.
PATTERNS = {
    Want.VCPU_QUOTA: r"reached the limit on the number of vCPUs",
    Want.TASK_QUOTA: r"reached the limit on the number of tasks",
    Want.SIZE_QUOTA: r"requested (?:CPU|MEMORY) configuration is above your limit",
    Want.PROVISIONING_QUOTA: r"provisioning capacity limit was exceeded",
    Want.FARGATE: r"[Cc]apacity is unavailable at this time|RESOURCE:FARGATE",
    Want.LAUNCH: r"Unable to launch instance\(s\) for capacity provider|UnfulfillableCapacity|MaxSpotInstanceCount",
    Want.INSTANCE: r"No Container Instances were found|NO ACTIVE INSTANCES|EMPTY CAPACITY PROVIDER",
    Want.INTERFACE: r"RESOURCE:ENI",
    Want.AGENT: r"encountered error \"?AGENT\"?|have the agent connected|agent (?:is )?disconnected",
    Want.CPU: r"insufficient CPU units|RESOURCE:CPU",
    Want.MEMORY: r"insufficient memory|RESOURCE:MEMORY",
    Want.GPU: r"RESOURCE:GPU",
    Want.PORT: r"already using a port required|RESOURCE:PORTS?",
    Want.ATTRIBUTE: r"missing an attribute required|\bATTRIBUTE\b",
    Want.CONSTRAINT: r"placement constraint|MemberOf|CONSTRAINT",
    Want.ANYTHING: r"no container instance met all of its requirements",
}
READERS = tuple((want, re.compile(pattern)) for want, pattern in PATTERNS.items())
# A missing permission is told in the same words, and is another cause.
DENIED = re.compile(r"not authorized to perform")
UNPLACED = re.compile(
    r"unable to (?:place|reach steady state)|could not launch|TaskFailedToStart|RESOURCE:|Capacity is"
)
CLOSEST = re.compile(r"container-instance ([0-9a-f][0-9a-f-]{7,})")


def placement_failure(message: str) -> PlacementFailure | None:
    """For want of what no task was placed; None where the message says nothing of placing."""
    if not UNPLACED.search(message) or DENIED.search(message):
        return None
    want = next((want for want, reader in READERS if reader.search(message)), None)
    closest = CLOSEST.search(message)
    return PlacementFailure(want, closest[1] if closest else None) if want else None
