"""The stages that ECS walks: task definition, deployment, tasks."""

from islive.engine.trace.walked import Walked, not_reached
from islive.facts.deployed import Deployed
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Deployment, Service
from islive.facts.task import Task
from islive.facts.task_definitions import TaskDefinition, TaskDefinitions
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.stage import Stage, StageState, StageTrace


def task_definition(
    walked: Walked, service: Service, definitions: TaskDefinitions, deployed: Deployed, wanted: WantedVersion
) -> StageTrace:
    """An ACTIVE revision names the version's image: PRIMARY's, or the family's newest."""
    primary = definitions.get(service.primary.task_definition)
    if primary and is_deployed(deployed, wanted):
        return _names_it(primary)
    if isinstance(definitions.newest, TaskDefinition) and deployed.newest_digests & wanted.digests:
        return _names_it(definitions.newest)
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
    says = f"PRIMARY {primary.task_definition} is {status} since {primary.created_at:%Y-%m-%d %H:%M}"
    ended = record.finished_at if record else None
    name = primary.task_definition
    return StageTrace(Stage.DEPLOYMENT, _state(primary, deployed), says, name, primary.created_at, ended, cited)


def _state(primary: Deployment, deployed: Deployed) -> StageState:
    if deployed.record and deployed.record.awaiting_hooks:
        return StageState.STOPPED
    return StageState.FAILED if primary.rollout_state == "FAILED" else StageState.PASSED


def tasks(
    walked: Walked, service: Service, running: RunningTasks, deployed: Deployed, wanted: WantedVersion
) -> StageTrace:
    """Tasks run its digest, as many as are desired."""
    primary = service.primary
    ours = [task for task in running.running if task.deployment == primary.id]
    count = sum(bool(task.digests & wanted.digests) for task in ours)
    says = f"{count} of {service.desired} run it"
    others = [task for task in running.running if task.digests and not task.digests & wanted.digests]
    if count >= service.desired > 0 and others and not primary.under_way:
        also = f"{says}, and {len(others)} more of another version"
        return StageTrace(Stage.TASKS, StageState.FAILED, also, because=_image_of(others[0]))
    if count >= service.desired > 0:
        return StageTrace(Stage.TASKS, StageState.PASSED, says, because=_image_of(ours[0]))
    if not is_deployed(deployed, wanted) or (walked.held_up and not primary.failed_tasks):
        return not_reached(Stage.TASKS, says)
    return _unfinished(primary, says)


def _image_of(task: Task) -> tuple[Citation, ...]:
    return (Citation("ecs:DescribeTasks", "tasks[].containers[].imageDigest", min(task.digests)),)


def _unfinished(primary: Deployment, says: str) -> StageTrace:
    """Deployed, and not (yet) running everywhere."""
    if primary.failed_tasks:
        cited = Citation("ecs:DescribeServices", "services[0].deployments[0].failedTasks", str(primary.failed_tasks))
        failed = f"{says}; {primary.failed_tasks} tasks failed"
        return StageTrace(Stage.TASKS, StageState.FAILED, failed, None, primary.created_at, None, (cited,))
    state = StageState.WAITING if primary.under_way else StageState.STOPPED
    return StageTrace(Stage.TASKS, state, says, None, primary.created_at)
