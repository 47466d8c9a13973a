"""What an event of a service says of the task that ECS could not place: for want of what.

Which cause it speaks of is the classifier's reading (`said`); here is what that leaves open: how much of what was
wanted, and on which container instance. ECS developer guide, "Amazon ECS service event messages".
"""

import re
from dataclasses import dataclass

from islive.causes.said import said

# What a cluster of instances can lack; the other wants are those of the account, or of Fargate.
OF_INSTANCES = (
    "capacity.no-instances",
    "capacity.insufficient-resources",
    "capacity.port-conflict",
    "capacity.attribute-missing",
    "capacity.placement-constraint-unsatisfied",
    "capacity.placement-failed",
    "instance.agent-disconnected",
    "network.eni-limit",
)
WANTS = (
    *OF_INSTANCES,
    "capacity.fargate-unavailable",
    "capacity.instance-launch-failed",
    "quota.ec2-limit",
    "quota.ecs-limit",
)
# A symptom, and these words alone say that it was the instances.
ANYTHING, NONE_FITS = "capacity.placement-failed", "no container instance met all"
# RESOURCE:… are the codes of the API's failure reasons.
MEASURE = re.compile(
    r"number of (vCPUs|tasks)|requested (CPU|MEMORY) configuration|(provisioning) capacity limit"
    r"|insufficient (CPU|memory)|RESOURCE:(CPU|MEMORY|GPU)"
)
CLOSEST = re.compile(r"container-instance ([0-9a-f][0-9a-f-]{7,})")


@dataclass(frozen=True, slots=True)
class PlacementFailure:
    """One such message, by its label; `measure` is what was too little, or the quota that was reached ("vcpus").

    `instance` is the id of the container instance that came closest, where one is named.
    """

    label: str
    instance: str | None = None
    measure: str | None = None


def placement_failure(message: str) -> PlacementFailure | None:
    """For want of what no task was placed; None where the message says nothing of placing."""
    spoken = said(message)
    if spoken.label is None or not (spoken.says(*WANTS) or (spoken.label == ANYTHING and NONE_FITS in message)):
        return None
    closest, measure = CLOSEST.search(message), MEASURE.search(message)
    return PlacementFailure(
        label=spoken.label,
        instance=closest[1] if closest else None,
        measure=next(filter(None, measure.groups())).lower() if measure else None,
    )
