"""Where a service registers its tasks: target groups, by themselves or in the pairs of a blue/green deployment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from islive.facts.reading import Part


@dataclass(frozen=True, slots=True)
class Attachment:
    """A target group that the service registers a container's port in.

    `alternates` are the groups that take its place, and give it back, from deployment to deployment. `test_rule` is
    the listener rule (of a network load balancer: the listener) that leads to what users are not to see yet. With
    `of_task_set` it is the PRIMARY task set's group: a rule that never names it is a test rule, for nothing says so.
    """

    target_group: str
    container: str
    port: int
    alternates: tuple[str, ...] = ()
    test_rule: str | None = None
    of_task_set: bool = False

    @property
    def target_groups(self) -> tuple[str, ...]:
        """The group and what may stand in its place."""
        return (self.target_group, *self.alternates)


def of_service(part: Part) -> Iterator[Attachment]:
    """The `loadBalancers[]` of a service (API shapes LoadBalancer, AdvancedConfiguration). Raises Refused."""
    for one in part.parts("loadBalancers"):
        if group := one.text_or_none("targetGroupArn"):
            advanced = one.part_or_none("advancedConfiguration")
            alternate = advanced.text_or_none("alternateTargetGroupArn") if advanced else None
            test = advanced.text_or_none("testListenerRule") if advanced else None
            alternates = (alternate,) if alternate else ()
            yield Attachment(group, one.text("containerName"), one.number("containerPort"), alternates, test)


def of_task_sets(part: Part) -> tuple[Attachment, ...]:
    """The groups of the PRIMARY task set, with those of the other task sets as their alternates. Raises Refused."""
    sets = part.parts_or_none("taskSets")
    primary = next((one for one in sets if one.text("status") == "PRIMARY"), None)
    if primary is None:
        return ()
    others = tuple(dict.fromkeys(_groups(one for one in sets if one is not primary)))
    return tuple(
        Attachment(
            group,
            one.text("containerName"),
            one.number("containerPort"),
            tuple(other for other in others if other != group),
            of_task_set=True,
        )
        for one in primary.parts_or_none("loadBalancers")
        if (group := one.text_or_none("targetGroupArn"))
    )


def _groups(sets: Iterable[Part]) -> Iterator[str]:
    for one in sets:
        for balancer in one.parts_or_none("loadBalancers"):
            if group := balancer.text_or_none("targetGroupArn"):
                yield group
