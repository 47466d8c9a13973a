"""The stages on the users' side: targets and traffic."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from islive.engine.trace.deploying import is_coming
from islive.engine.trace.walked import Walked, not_applicable, not_reached, unknown
from islive.facts.answerers import Answerers
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.deployed import Deployed
from islive.facts.load_balancers import LoadBalancers
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Deployment, Service
from islive.facts.target_groups import RegisteredTarget, TargetGroups
from islive.facts.task import Task
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap, gaps_in
from islive.model.stage import Stage, StageState, StageTrace

HOPE = " so far, and the old ones go"
WORST_FIRST = (StageState.FAILED, StageState.WAITING, StageState.PASSED)


def targets(
    walked: Walked,
    service: Service,
    groups: TargetGroups,
    running: RunningTasks,
    wanted: WantedVersion,
    deployed: Deployed | Gap,
    now: datetime,
) -> StageTrace:
    """Tasks that run it are healthy targets."""
    if not service.attachments:
        return not_applicable(Stage.TARGETS, "the service has no load balancer")
    of = service.front if not isinstance(deployed, Gap) and is_coming(deployed, wanted) else service.primary
    begun = [task for task in running.running if task.deployment == of.id]
    ours = [task for task in begun if wanted.is_all_of(task.digests)]
    if not ours or walked.last not in {StageState.PASSED, StageState.WAITING}:
        return not_reached(Stage.TARGETS, "its tasks come first")
    for gap in gaps_in(groups):
        return unknown(Stage.TARGETS, gap)
    record = None if isinstance(deployed, Gap) else deployed.record
    words = record.stage_words if record else ""
    return _Targets(service, of, groups, ours, now).trace(words)


@dataclass(frozen=True, slots=True)
class _Targets:
    """The tasks of one deployment as targets of the service's groups."""

    service: Service
    of: Deployment
    groups: TargetGroups
    tasks: Sequence[Task]
    now: datetime

    def trace(self, stage_words: str) -> StageTrace:
        """How they stand, all together."""
        registered, well = self._registered(), self.groups.healthy_endpoints()
        healthy = sum(bool(task.endpoints & well) for task in self.tasks)
        seen = sorted({target.state for targets in registered.values() for target in targets}) or ["not registered"]
        path = "TargetHealthDescriptions[].TargetHealth.State"
        states = {self._state(targets) for targets in registered.values()}
        state = next((one for one in WORST_FIRST if one in states), StageState.WAITING)
        going = f"; {stage_words}" if stage_words else HOPE
        ending = going if healthy and state is StageState.WAITING else ""
        says = f"{healthy} of {len(self.tasks)} healthy in {', '.join(registered)}{ending}"
        cited = Citation("elbv2:DescribeTargetHealth", path, ", ".join(seen))
        return StageTrace(Stage.TARGETS, state, says, because=(cited,))

    def _registered(self) -> Mapping[str, Sequence[RegisteredTarget]]:
        """The targets that are these tasks, by group; of a blue/green pair only the group that they are in."""
        ends = _ends(self.tasks)
        found: dict[str, Sequence[RegisteredTarget]] = {}
        for attachment in self.service.attachments:
            read = [group for arn in attachment.target_groups if (group := self.groups.get(arn))]
            by_name = {group.name: [one for one in group.targets if one.endpoint in ends] for group in read}
            used = {name: targets for name, targets in by_name.items() if targets}
            found |= used or dict(list(by_name.items())[:1])
        return dict(sorted(found.items()))

    def _state(self, targets: Sequence[RegisteredTarget]) -> StageState:
        """While ECS deploys, an unhealthy target keeps it from going on; later the healthy ones take the requests."""
        grace = self.service.grace_seconds
        due = _ends(task for task in self.tasks if not task.is_in_grace(grace, self.now))
        under_way, healthy = self.of.under_way, any(target.healthy for target in targets)
        if any(one.state == "unhealthy" and one.endpoint in due for one in targets) and (under_way or not healthy):
            return StageState.FAILED
        return StageState.PASSED if healthy and not under_way else StageState.WAITING


def _ends(tasks: Iterable[Task]) -> frozenset[str]:
    return frozenset(end for task in tasks for end in task.endpoints)


def traffic(
    walked: Walked,
    service: Service,
    balancers: LoadBalancers,
    canary: CanaryAnswers,
    wanted: WantedVersion,
    deployed: Deployed | Gap,
    answerers: Answerers | Gap,
) -> StageTrace:
    """Routes lead there, and what answers is the version."""
    if not service.attachments:
        return not_applicable(Stage.TRAFFIC, "the service has no load balancer")
    for gap in gaps_in(balancers):
        return unknown(Stage.TRAFFIC, gap)
    if walked.last is not StageState.PASSED:
        return not_reached(Stage.TRAFFIC, _leads(balancers))
    if not balancers.routes:
        return StageTrace(Stage.TRAFFIC, StageState.FAILED, "no listener leads to the service")
    if not isinstance(deployed, Gap) and is_coming(deployed, wanted):
        says = f"{_going(service, balancers)} still go to the PRIMARY task set, {service.primary.task_definition}"
        return StageTrace(Stage.TRAFFIC, StageState.WAITING, says)
    return _halved(balancers) or _refuted(answerers, wanted) or _answers(balancers, canary, wanted)


def _going(service: Service, balancers: LoadBalancers) -> str:
    """The requests, or the part of them that goes to PRIMARY's own target groups where a rule divides them."""
    own = {one.target_group for one in service.attachments}
    least = min((route.weight for route in balancers.routes if route.target_group in own), default=1.0)
    return "the requests" if least == 1 else f"{least:.0%} of the requests"


def _halved(balancers: LoadBalancers) -> StageTrace | None:
    """A rule that sends a part of its requests elsewhere."""
    path = "Rules[].Actions[].ForwardConfig.TargetGroups[].Weight"
    for rule, share in balancers.shares.items():
        if not balancers.is_enough(share):
            says = f"rule {rule.rsplit('/', 1)[-1]} sends {1 - share:.0%} of its requests elsewhere"
            cited = (Citation("elbv2:DescribeRules", path, f"{share:.0%}"),)
            return StageTrace(Stage.TRAFFIC, StageState.FAILED, says, because=cited)
    return None


def _refuted(answerers: Answerers | Gap, wanted: WantedVersion) -> StageTrace | None:
    """Somebody else answers, or not all of many answers are of the version."""
    if isinstance(answerers, Gap):
        return None
    for one in answerers.strangers:
        cited = (Citation("http:get", one.answer.url, one.answer.quote),)
        return StageTrace(
            Stage.TRAFFIC, StageState.FAILED, f"{one.answer.url} is answered by {one.says}", because=cited
        )
    for way in answerers.measured.ways:
        if not way.is_as_it_should_be(wanted):
            says = f"{way.others(wanted)} of {way.answers} answers at {way.place} are of another version"
            quotes = (Citation("http:get", said.answer.url, said.answer.quote) for said in way.other_than(wanted)[:1])
            return StageTrace(Stage.TRAFFIC, StageState.FAILED, says, because=tuple(quotes))
    return None


def _leads(balancers: LoadBalancers) -> str:
    leading = ", ".join(sorted({route.url for route in balancers.routes}))
    divided = f", with the share of requests that it should have ({balancers.share:.0%})" if balancers.share < 1 else ""
    return f"{leading} leads here{divided}" if leading else "no listener leads to the service"


def _answers(balancers: LoadBalancers, canary: CanaryAnswers, wanted: WantedVersion) -> StageTrace:
    for gap in gaps_in(canary):
        return unknown(Stage.TRAFFIC, gap)
    cited = tuple(Citation("http:get", answer.url, answer.quote) for answer in canary.speaking)
    for answer in canary.speaking:
        if not wanted.agrees(answer.version, answer.commit):
            says = f"{answer.url} answers {answer.version or answer.commit}"
            return StageTrace(Stage.TRAFFIC, StageState.FAILED, says, because=cited)
        if other := answer.other_code:
            says = f"{answer.url} answers {answer.version or answer.commit}, and that its code is {other.state}"
            quoted = (Citation("http:get", answer.url, other.quote),)
            return StageTrace(Stage.TRAFFIC, StageState.FAILED, says, because=quoted)
    asked = f"the process answers {wanted.label}" if cited else "the process itself was not asked"
    return StageTrace(Stage.TRAFFIC, StageState.PASSED, f"{_leads(balancers)}; {asked}", because=cited)
