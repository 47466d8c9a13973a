"""A door to AWS that answers in its own time, and puts lists whose order AWS does not promise in another one."""

import time
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from islive.model.doors import Aws, AwsRefused, Question, Reply, Scope

# Lists of which AWS's references say nothing about order, or say that there is none. Not here: events (the newest
# first), builds of a project and revisions of a family (sorted on request), containers and variables (as registered).
UNORDERED = frozenset(
    {
        *("clusterArns", "serviceArns", "taskArns", "services", "tasks", "failures", "deployments", "attachments"),
        *("serviceDeployments", "serviceRevisions", "sourceServiceRevisions", "containerImages", "loadBalancers"),
        *("imageDetails", "imageTags", "images", "projects", "builds", "Parameters", "EvaluationResults"),
        *("MatchedStatements", "LoadBalancers", "Listeners", "Rules", "TargetGroups", "TargetHealthDescriptions"),
        *("LoadBalancerArns", "tags", "Tags", "containers", "taskSets", "containerInstances", "protectedTasks"),
        *("MetricAlarms", "ScalableTargets", "Instances", "networkBindings", "containerInstanceArns"),
        *("Subnets", "RouteTables", "Routes", "Associations", "NatGateways", "VpcEndpoints", "SecurityGroups"),
        *("IpPermissions", "IpPermissionsEgress", "UserIdGroupPairs", "IpRanges", "Groups", "SubnetIds"),
        *("RouteTableIds", "attributes", "remainingResources", "subnets", "securityGroups", "AvailabilityZones"),
    }
)
# As long as a thread may wait for another.
LONGEST = 0.002


class Shuffled:
    """The same answers, in another order and at other times; `chance` decides."""

    def __init__(self, aws: Aws, seed: int) -> None:
        self._aws = aws
        self._seed = seed

    @property
    def scope(self) -> Scope:
        """Where the door leads."""
        return self._aws.scope

    def call(self, operation: str, /, **params: Any) -> Reply:
        """Raises AwsRefused."""
        # A generator of its own for each question: which thread comes first must not decide about the order.
        chance = Random(f"{self._seed} {operation} {sorted(params.items())}")  # noqa: S311 - an order, not a secret
        time.sleep(chance.random() * LONGEST)
        reply = self._aws.call(operation, **params)
        time.sleep(chance.random() * LONGEST)
        return Reply(operation, shuffled(reply, chance))

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """Asked in any order, answered in that of the questions."""
        order = list(range(len(questions)))
        Random(f"{self._seed} {len(questions)}").shuffle(order)  # noqa: S311 - an order, not a secret
        answers = {place: self._one(questions[place]) for place in order}
        return [answers[place] for place in range(len(questions))]

    def at(self, arn: str) -> "Shuffled":
        """The door of another scope."""
        return Shuffled(self._aws.at(arn), self._seed)

    def _one(self, question: Question) -> Reply | AwsRefused:
        try:
            return self.call(question.operation, **question.params)
        except AwsRefused as refused:
            return refused


def shuffled(body: Mapping[str, Any], chance: Random) -> dict[str, Any]:
    """The answer with every unordered list in it, however deep, in a random order."""
    return dict(_members(body, chance))


def _members(body: Mapping[str, Any], chance: Random) -> Iterator[tuple[str, Any]]:
    for name, member in body.items():
        if isinstance(member, Mapping):
            yield name, shuffled(member, chance)
        elif isinstance(member, list):
            items = [shuffled(item, chance) if isinstance(item, Mapping) else item for item in member]
            if name in UNORDERED:
                chance.shuffle(items)
            yield name, items
        else:
            yield name, member
