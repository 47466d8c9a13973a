"""The stages that ECS walks: task definition, deployment, tasks."""

from islive.engine.impact import own_digests
from islive.engine.trace.walked import Walked, not_reached, unknown
from islive.facts.deployed import Deployed
from islive.facts.own_images import OwnImages
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Deployment, Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task_definitions import TaskDefinition, TaskDefinitions
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.stage import Stage, StageState, StageTrace


def task_definition(
    walked: Walked,
    service: Service,
    definitions: TaskDefinitions,
    records: ServiceDeployments,
    deployed: Deployed,
    wanted: WantedVersion,
) -> StageTrace:
    """A revision names the version's image: PRIMARY's, the family's newest, or one that was deployed before."""
    primary = definitions.get(service.primary.task_definition)
    if primary and is_deployed(deployed, wanted):
        return _names_it(primary)
    coming = definitions.get(service.front.task_definition) if is_coming(deployed, wanted) else None
    if coming:
        return _names_it(coming)
    if isinstance(definitions.newest, TaskDefinition) and deployed.newest_digests & wanted.digests:
        return _names_it(definitions.newest)
    once = next((one for one in records.revisions.values() if one.digests & wanted.digests), None)
    if once:
        cited = Citation("ecs:DescribeServiceRevisions", "serviceRevisions[].taskDefinition", once.task_definition)
        says = f"{once.task_definition} named it, and was deployed"
        return StageTrace(Stage.TASK_DEFINITION, StageState.PASSED, says, once.task_definition, because=(cited,))
    for gap in definitions.gaps:
        return unknown(Stage.TASK_DEFINITION, gap)
    return walked.absent(Stage.TASK_DEFINITION, f"no revision names an image of {wanted.label}")


def is_deployed(deployed: Deployed, wanted: WantedVersion) -> bool:
    """PRIMARY deploys the version; without a version asked for, what PRIMARY deploys is the question."""
    return not wanted.explicit or bool(deployed.digests & wanted.digests)


def is_coming(deployed: Deployed, wanted: WantedVersion) -> bool:
    """A task set beside PRIMARY deploys it, and PRIMARY does not."""
    return wanted.explicit and not is_deployed(deployed, wanted) and bool(deployed.coming & wanted.digests)


def _names_it(found: TaskDefinition) -> StageTrace:
    image = found.containers[0].image.text if found.containers else ""
    cited = (Citation("ecs:DescribeTaskDefinition", "taskDefinition.containerDefinitions[].image", image),)
    says = f"{found.name} names {image.rsplit('/', 1)[-1]}"
    at = found.registered_at
    return StageTrace(Stage.TASK_DEFINITION, StageState.PASSED, says, found.name, at, at, cited)


def deployment(walked: Walked, service: Service, deployed: Deployed, wanted: WantedVersion) -> StageTrace:
    """PRIMARY uses that revision."""
    primary = service.primary
    if is_deployed(deployed, wanted):
        return _uses_it(service, deployed)
    if is_coming(deployed, wanted):
        return _coming(service)
    if walked.held_up:
        return not_reached(Stage.DEPLOYMENT, f"PRIMARY is {primary.task_definition}, which is another version")
    return walked.absent(Stage.DEPLOYMENT, f"nothing uses it: PRIMARY is {primary.task_definition}")


def _uses_it(service: Service, deployed: Deployed) -> StageTrace:
    primary, record = service.primary, deployed.record
    status = record.stands if record else primary.rollout_state or primary.status
    path = "taskSets[].stabilityStatus" if primary.is_task_set else "deployments[0].rolloutState"
    cited = (Citation("ecs:DescribeServices", f"services[0].{path}", primary.rollout_state or primary.status),)
    ended = record.finished_at if record else None
    moment = f", ended {ended:%H:%M}" if ended else ""
    begun = f"begun {primary.created_at:%Y-%m-%d %H:%M}{moment}"
    says = f"{primary.called} {primary.task_definition} is {status}, {begun}{_beside(service)}"
    name, state = primary.task_definition, _state(service, deployed)
    return StageTrace(Stage.DEPLOYMENT, state, says, name, primary.created_at, ended, cited)


def _beside(service: Service) -> str:
    """The older task sets that have not gone yet."""
    kept = [one for one in service.older if one.is_task_set and one.running]
    return "".join(f"; task set {one.task_definition} still runs {one.running}" for one in kept)


def _state(service: Service, deployed: Deployed) -> StageState:
    primary = service.primary
    if deployed.record and deployed.record.awaiting_hooks:
        return StageState.STOPPED
    if primary.is_task_set and (primary.under_way or any(one.running for one in service.older)):
        return StageState.WAITING
    return StageState.FAILED if primary.rollout_state == "FAILED" else StageState.PASSED


def _coming(service: Service) -> StageTrace:
    """A task set of it stands beside PRIMARY."""
    front = service.front
    by = f" ({service.controller} {front.external_id})" if front.external_id else ""
    says = f"{front.called} {front.task_definition}{by}, begun {front.created_at:%Y-%m-%d %H:%M}"
    cited = (Citation("ecs:DescribeServices", "services[0].taskSets[].status", front.status),)
    name = front.task_definition
    return StageTrace(Stage.DEPLOYMENT, StageState.PASSED, says, name, front.created_at, None, cited)


def tasks(
    walked: Walked,
    service: Service,
    running: RunningTasks,
    deployed: Deployed,
    wanted: WantedVersion,
    own: OwnImages | Gap,
) -> StageTrace:
    """Tasks run its digest: as many as are desired while ECS deploys, any once it is done (then they scale).

    Without a load balancer nothing after this stage says that ECS is still at work, so this one does.
    """
    coming = is_coming(deployed, wanted)
    primary = service.front if coming else service.primary
    ours = [task for task in running.running if task.deployment == primary.id and wanted.is_all_of(task.digests)]
    others = [task for task in running.running if task.digests and not wanted.is_all_of(task.digests)]
    says = f"{len(ours)} of {primary.desired if coming else service.desired} run it"
    beside = primary.is_task_set and any(one.running for one in service.deployments if one.id != primary.id)
    if ours and others and not primary.under_way and not beside:
        also = f"{says}, and {len(others)} more of another version"
        return StageTrace(Stage.TASKS, StageState.FAILED, also, because=_image_of(own_digests(others[0], own)))
    if not is_told(running, primary):
        return StageTrace(Stage.TASKS, StageState.UNKNOWN, "ECS tells no image digest of its tasks")
    enough = len(ours) >= service.desired and bool(service.attachments)
    if ours and (enough or not primary.under_way):
        return StageTrace(Stage.TASKS, StageState.PASSED, says, because=_image_of(ours[0].digests & wanted.digests))
    if not (coming or is_deployed(deployed, wanted)) or (walked.held_up and not primary.failed_tasks):
        return not_reached(Stage.TASKS, says)
    return _unfinished(primary, says)


def is_told(running: RunningTasks, primary: Deployment) -> bool:
    """ECS says what PRIMARY's tasks run, as far as there are any."""
    ours = [task for task in running.running if task.deployment == primary.id]
    return not ours or any(task.digests for task in ours)


def _image_of(digests: frozenset[str]) -> tuple[Citation, ...]:
    return (Citation("ecs:DescribeTasks", "tasks[].containers[].imageDigest", min(digests)),)


def _unfinished(primary: Deployment, says: str) -> StageTrace:
    """Deployed, and not (yet) running everywhere."""
    if primary.failed_tasks:
        cited = Citation("ecs:DescribeServices", "services[0].deployments[0].failedTasks", str(primary.failed_tasks))
        failed = f"{says}; {primary.failed_tasks} tasks failed"
        return StageTrace(Stage.TASKS, StageState.FAILED, failed, None, primary.created_at, None, (cited,))
    state = StageState.WAITING if primary.under_way else StageState.STOPPED
    return StageTrace(Stage.TASKS, state, says, None, primary.created_at)
