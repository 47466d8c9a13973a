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
        return _uses_it(primary, deployed)
    if walked.held_up:
        return not_reached(Stage.DEPLOYMENT, f"PRIMARY is {primary.task_definition}, which is another version")
    return walked.absent(Stage.DEPLOYMENT, f"nothing uses it: PRIMARY is {primary.task_definition}")


def _uses_it(primary: Deployment, deployed: Deployed) -> StageTrace:
    record = deployed.record
    status = record.status if record else primary.rollout_state or primary.status
    path = "services[0].deployments[0].rolloutState"
    cited = (Citation("ecs:DescribeServices", path, primary.rollout_state or primary.status),)
    ended = record.finished_at if record else None
    moment = f", ended {ended:%H:%M}" if ended else ""
    says = f"PRIMARY {primary.task_definition} is {status}, begun {primary.created_at:%Y-%m-%d %H:%M}{moment}"
    name = primary.task_definition
    return StageTrace(Stage.DEPLOYMENT, _state(primary, deployed), says, name, primary.created_at, ended, cited)


def _state(primary: Deployment, deployed: Deployed) -> StageState:
    if deployed.record and deployed.record.awaiting_hooks:
        return StageState.STOPPED
    return StageState.FAILED if primary.rollout_state == "FAILED" else StageState.PASSED


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
    primary = service.primary
    ours = [task for task in running.running if task.deployment == primary.id and wanted.is_all_of(task.digests)]
    others = [task for task in running.running if task.digests and not wanted.is_all_of(task.digests)]
    says = f"{len(ours)} of {service.desired} run it"
    if ours and others and not primary.under_way:
        also = f"{says}, and {len(others)} more of another version"
        return StageTrace(Stage.TASKS, StageState.FAILED, also, because=_image_of(own_digests(others[0], own)))
    if not is_told(running, primary):
        return StageTrace(Stage.TASKS, StageState.UNKNOWN, "ECS tells no image digest of its tasks")
    enough = len(ours) >= service.desired and bool(service.attachments)
    if ours and (enough or not primary.under_way):
        return StageTrace(Stage.TASKS, StageState.PASSED, says, because=_image_of(ours[0].digests & wanted.digests))
    if not is_deployed(deployed, wanted) or (walked.held_up and not primary.failed_tasks):
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
