"""The stages on the users' side: targets and traffic."""

from collections.abc import Mapping, Sequence

from islive.engine.trace.walked import Walked, not_applicable, not_reached, unknown
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.load_balancers import LoadBalancers
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.target_groups import RegisteredTarget, TargetGroups
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import gaps_in
from islive.model.stage import Stage, StageState, StageTrace

WHOLE = 0.999  # the shares of a rule's weights need not add up to exactly 1 in floats
WORST_FIRST = (StageState.FAILED, StageState.WAITING, StageState.PASSED)


def targets(
    walked: Walked, service: Service, groups: TargetGroups, running: RunningTasks, wanted: WantedVersion
) -> StageTrace:
    """Tasks that run it are healthy targets."""
    if not service.attachments:
        return not_applicable(Stage.TARGETS, "the service has no load balancer")
    primary = [task for task in running.running if task.deployment == service.primary.id]
    ours = [task for task in primary if wanted.is_all_of(task.digests)]
    if not ours or walked.last not in {StageState.PASSED, StageState.WAITING}:
        return not_reached(Stage.TARGETS, "its tasks come first")
    for gap in gaps_in(groups):
        return unknown(Stage.TARGETS, gap)
    return _targets(service, groups, frozenset(task.address for task in ours))


def _targets(service: Service, groups: TargetGroups, ours: frozenset[str | None]) -> StageTrace:
    registered = {group.name: [target for target in group.targets if target.id in ours] for group in groups.groups}
    healthy = len({target.id for targets in registered.values() for target in targets if target.healthy})
    seen = sorted({target.state for targets in registered.values() for target in targets}) or ["not registered"]
    cited = (Citation("elbv2:DescribeTargetHealth", "TargetHealthDescriptions[].TargetHealth.State", ", ".join(seen)),)
    states = {_state(service, targets) for targets in registered.values()}
    state = next((one for one in WORST_FIRST if one in states), StageState.WAITING)
    ending = " so far, and the old ones go" if healthy and state is StageState.WAITING else ""
    says = f"{healthy} of {len(ours)} healthy in {', '.join(registered)}{ending}"
    return StageTrace(Stage.TARGETS, state, says, because=cited)


def _state(service: Service, targets: Sequence[RegisteredTarget]) -> StageState:
    """While ECS deploys, an unhealthy target keeps it from going on; later the healthy ones take the requests."""
    under_way, healthy = service.primary.under_way, any(target.healthy for target in targets)
    if any(target.state == "unhealthy" for target in targets) and (under_way or not healthy):
        return StageState.FAILED
    return StageState.PASSED if healthy and not under_way else StageState.WAITING


def traffic(
    walked: Walked, service: Service, balancers: LoadBalancers, canary: CanaryAnswers, wanted: WantedVersion
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
    return _halved(balancers) or _answers(balancers, canary, wanted)


def shares(balancers: LoadBalancers) -> Mapping[str, float]:
    """The share of its requests that each listener rule gives to the service, over all of its target groups."""
    found: dict[str, float] = {}
    for route in balancers.routes:
        found[route.rule_arn] = found.get(route.rule_arn, 0.0) + route.weight
    return dict(sorted(found.items()))


def _halved(balancers: LoadBalancers) -> StageTrace | None:
    """A rule that sends a part of its requests elsewhere."""
    path = "Rules[].Actions[].ForwardConfig.TargetGroups[].Weight"
    for rule, share in shares(balancers).items():
        if share < WHOLE:
            says = f"rule {rule.rsplit('/', 1)[-1]} sends {1 - share:.0%} of its requests elsewhere"
            cited = (Citation("elbv2:DescribeRules", path, f"{share:.0%}"),)
            return StageTrace(Stage.TRAFFIC, StageState.FAILED, says, because=cited)
    return None


def _leads(balancers: LoadBalancers) -> str:
    leading = ", ".join(sorted({route.url for route in balancers.routes}))
    return f"{leading} leads here" if leading else "no listener leads to the service"


def _answers(balancers: LoadBalancers, canary: CanaryAnswers, wanted: WantedVersion) -> StageTrace:
    for gap in gaps_in(canary):
        return unknown(Stage.TRAFFIC, gap)
    cited = tuple(Citation("http:get", answer.url, answer.quote) for answer in canary.speaking)
    for answer in canary.speaking:
        if not wanted.agrees(answer.version, answer.commit):
            says = f"{answer.url} answers {answer.version or answer.commit}"
            return StageTrace(Stage.TRAFFIC, StageState.FAILED, says, because=cited)
    asked = f"the process answers {wanted.label}" if cited else "the process itself was not asked"
    return StageTrace(Stage.TRAFFIC, StageState.PASSED, f"{_leads(balancers)}; {asked}", because=cited)
