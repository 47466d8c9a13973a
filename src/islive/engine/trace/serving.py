"""The stages on the users' side: targets and traffic."""

from islive.engine.impact import is_healthy
from islive.engine.trace.walked import Walked, not_applicable, not_reached, unknown
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.load_balancers import LoadBalancers
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.target_groups import TargetGroups
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import gaps_in
from islive.model.stage import Stage, StageState, StageTrace


def targets(walked: Walked, service: Service, groups: TargetGroups, running: RunningTasks) -> StageTrace:
    """The tasks that run it are healthy targets."""
    if not service.attachments:
        return not_applicable(Stage.TARGETS, "the service has no load balancer")
    if walked.last is not StageState.PASSED:
        return not_reached(Stage.TARGETS, "no task of it to send requests to")
    for gap in gaps_in(groups):
        return unknown(Stage.TARGETS, gap)
    return _targets(service, groups, running)


def _targets(service: Service, groups: TargetGroups, running: RunningTasks) -> StageTrace:
    healthy = sum(is_healthy(task, service, groups) for task in running.running)
    says = f"{healthy} of {len(running.running)} healthy in {', '.join(group.name for group in groups.groups)}"
    states = sorted({target.state for group in groups.groups for target in group.targets})
    path = "TargetHealthDescriptions[].TargetHealth.State"
    cited = (Citation("elbv2:DescribeTargetHealth", path, ", ".join(states)),)
    return StageTrace(Stage.TARGETS, _state(healthy == len(running.running), states), says, because=cited)


def _state(all_healthy: bool, states: list[str]) -> StageState:  # noqa: FBT001
    if all_healthy:
        return StageState.PASSED
    return StageState.FAILED if "unhealthy" in states else StageState.WAITING


def traffic(
    walked: Walked, service: Service, balancers: LoadBalancers, canary: CanaryAnswers, wanted: WantedVersion
) -> StageTrace:
    """Routes lead there, and what answers is the version."""
    if not service.attachments:
        return not_applicable(Stage.TRAFFIC, "the service has no load balancer")
    for gap in gaps_in(balancers):
        return unknown(Stage.TRAFFIC, gap)
    if not balancers.routes:
        return StageTrace(Stage.TRAFFIC, StageState.FAILED, "no listener leads to the service")
    if walked.last is not StageState.PASSED:
        return not_reached(Stage.TRAFFIC, _leads(balancers))
    for gap in gaps_in(canary):
        return unknown(Stage.TRAFFIC, gap)
    return _answers(balancers, canary, wanted)


def _leads(balancers: LoadBalancers) -> str:
    return f"{', '.join(sorted({route.url for route in balancers.routes}))} leads here"


def _answers(balancers: LoadBalancers, canary: CanaryAnswers, wanted: WantedVersion) -> StageTrace:
    cited = tuple(Citation("http:get", answer.url, answer.quote) for answer in canary.speaking)
    for answer in canary.speaking:
        if not wanted.agrees(answer.version, answer.commit):
            says = f"{answer.url} answers {answer.version or answer.commit}"
            return StageTrace(Stage.TRAFFIC, StageState.FAILED, says, because=cited)
    asked = f"the process answers {wanted.label}" if cited else "the process itself was not asked"
    return StageTrace(Stage.TRAFFIC, StageState.PASSED, f"{_leads(balancers)}; {asked}", because=cited)
