"""The task definition names an image that the registry does not have."""

from collections.abc import Iterator

from islive.causes.pull_failure import NOT_FOUND
from islive.causes.said import said
from islive.facts.image_reference import ImageReference
from islive.facts.images import Images, Repository
from islive.facts.pull_failures import PullFailures
from islive.facts.pull_through_rules import PullThroughRules
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.task import Task
from islive.facts.task_definitions import Container, TaskDefinition, TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.rollback import roll_back

STOPPABLE = frozenset({"PENDING", "IN_PROGRESS"})


@rule(stage=Stage.IMAGE, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def image_not_found(
    service: Service,
    definitions: TaskDefinitions,
    images: Images,
    stopped: StoppedTasks | Gap,
    deployments: ServiceDeployments | Gap,
    pulls: PullFailures | Gap,
    through: PullThroughRules | Gap,
) -> Iterator[Sighting]:
    """The image that the task definition names is not in the registry.

    ## What it means

    A container of the revision that ECS is deploying, or has rolled back, names a tag, a digest or a whole repository
    that ECR does not have. Every new task fails to start, before any of the application's code runs, and ECS goes on
    trying at growing intervals. Tasks of the older deployment keep serving.

    islive is silent where ECS already recorded the image's digest for this deployment and that digest is still in
    the registry: ECS pulls by digest then, and the missing tag does no harm until the next deployment. It is silent
    as well where a pull-through cache rule would fetch the image, and while every task runs that had pulled it before
    it was gone: then nothing has failed yet (running-image-gone).

    Of registries that islive cannot read the stopped tasks' own words are told. `pull access denied … repository does
    not exist or may require 'docker login'` leaves two causes open there, and is only *likely*.

    ## Why it happens

    - The task definition names `latest` (or names no tag, which means `latest`), and the pipeline pushes only
      version tags.
    - The tag was never pushed: the build or its push failed, or the revision was deployed before the push.
    - A slip in the tag or the repository's name, or the wrong account or region in the host.
    - A lifecycle policy expired the image, or somebody deleted it.

    ## What to do

    1. If a deployment is under way, let ECS roll it back; the remedy holds the command. The tasks that serve are not
       touched.
    2. Push the missing image from its own build, or register a revision that names an image that exists, best by
       digest, and deploy that.
    3. Do not tag some other image with the missing name, unless it really is that version.

    ## References

    - Why a task cannot pull: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
    - Stopping a deployment: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
    - How ECS resolves tags: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    - Lifecycle policies: https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
    """
    for definition in _tried(service, definitions, pulls):
        for container in definition.containers:
            repository = images.repository_of(container.image)
            if repository is None or not images.is_missing(container.image) or _is_fetched(container.image, through):
                continue
            if not _still_runs(service, deployments, definition.name, container.name, repository):
                said = _said(stopped, definition.name, repository)
                yield Sighting(
                    subject=container.image.text,
                    summary=f"image {_short(container)} is not in the registry: {_lacking(container, repository)}; "
                    f"{definition.name} names it",
                    because=(_because(repository), *((said,) if said else ())),
                    remedies=(*_rollback(service, deployments, definitions), _push(container, definition, repository)),
                )
    yield from _elsewhere(pulls, images)


def _tried(service: Service, definitions: TaskDefinitions, pulls: PullFailures | Gap) -> Iterator[TaskDefinition]:
    """What PRIMARY deploys, and what could not be pulled before ECS went back."""
    primary = (service.primary.task_definition,) if service.deployments else ()
    failed = () if isinstance(pulls, Gap) else (pull.task_definition for pull in (*pulls.missing, *pulls.undecided))
    for name in dict.fromkeys((*primary, *failed)):
        if definition := definitions.get(name):
            yield definition


def _is_fetched(reference: ImageReference, through: PullThroughRules | Gap) -> bool:
    return isinstance(through, PullThroughRules) and through.serve(reference)


def _elsewhere(pulls: PullFailures | Gap, images: Images) -> Iterator[Sighting]:
    """Of registries that cannot be read: what the tasks say."""
    for pull in () if isinstance(pulls, Gap) else (*pulls.missing, *pulls.undecided):
        unread = [one.text for one in pull.images if images.repository_of(one) is None]
        if unread:
            either = pull.failure.undecided
            says = "does not exist, or wants a login" if either else "is not in its registry"
            yield Sighting(
                subject=unread[0],
                summary=f"image {' or '.join(unread)} {says}; {pull.task_definition} names it",
                because=(pull.cited,),
                certainty=Certainty.LIKELY if either or len(unread) > 1 else Certainty.CONFIRMED,
                remedies=(_look(unread[0]),),
            )


def _look(reference: str) -> Remedy:
    says = f"Look the image up with `docker buildx imagetools inspect {reference}`, and correct its name, tag or login."
    return Remedy("name an image that exists", Risk.MANUAL, steps=(Step(says),))


def _still_runs(
    service: Service, deployments: ServiceDeployments | Gap, definition: str, container: str, repository: Repository
) -> bool:
    """ECS recorded its digest, and can still pull that, or has every task running that had pulled it."""
    primary = service.primary
    all_run = definition == primary.task_definition and primary.running >= primary.desired > 0
    digests = [digest for digest in _recorded(deployments, definition, container) if digest]
    return any(all_run or repository.with_digest(digest) is not None for digest in digests)


def _recorded(deployments: ServiceDeployments | Gap, definition: str, container: str) -> Iterator[str | None]:
    newest = None if isinstance(deployments, Gap) else deployments.newest
    revision = deployments.revision_of(newest) if newest and isinstance(deployments, ServiceDeployments) else None
    if revision and revision.task_definition == definition:
        yield from (image.digest for image in revision.images if image.container == container)


def _short(container: Container) -> str:
    reference = container.image
    tag = f":{reference.tag}" if reference.tag else ""
    return f"{reference.repository}{tag}{f'@{reference.digest[:19]}' if reference.digest else ''}"


def _lacking(container: Container, repository: Repository) -> str:
    if not repository.exists:
        return f"there is no repository {repository.name} in {repository.registry}"
    tag = "" if container.image.tag or container.image.digest else "no tag means latest, and "
    image = next((image for image in repository.images if image.tags), None)
    return tag + (f"its newest tag is {image.tags[0]}" if image else "its repository holds no tagged image")


def _because(repository: Repository) -> Citation:
    if not repository.exists:
        return Citation("ecr:DescribeImages", "__type", "RepositoryNotFoundException")
    tags = (tag for image in repository.images for tag in image.tags)
    return Citation("ecr:DescribeImages", "imageDetails[].imageTags", ", ".join(tags) or "[]")


def _said(stopped: StoppedTasks | Gap, definition: str, repository: Repository) -> Citation | None:
    tasks = () if isinstance(stopped, Gap) else stopped.tasks
    for task in tasks:
        if task.task_definition == definition:
            for path, words in _words(task):
                if repository.name in words and said(words).hints_at(*NOT_FOUND):
                    return Citation("ecs:DescribeTasks", path, words)
    return None


def _words(task: Task) -> Iterator[tuple[str, str]]:
    path = f"tasks[{task.id}]"
    yield f"{path}.stoppedReason", task.stopped_reason
    for container in task.containers:
        yield f"{path}.containers[{container.name}].reason", container.reason or ""


def _rollback(
    service: Service, deployments: ServiceDeployments | Gap, definitions: TaskDefinitions
) -> Iterator[Remedy]:
    if isinstance(deployments, Gap) or not (newest := deployments.newest) or not (last := deployments.last_successful):
        return
    revision = deployments.revision_of(last)
    old = definitions.get(revision.task_definition) if revision else None
    possible = newest.status in STOPPABLE and last.target_revision in newest.source_revisions
    if possible and not (old and old.status == "INACTIVE"):
        yield roll_back(service, deployments, newest, last)


def _push(container: Container, definition: TaskDefinition, repository: Repository) -> Remedy:
    newest = next((image for image in repository.images if image.tags), None)
    exists = f"{repository.name}@{newest.digest} ({newest.tags[0]})" if newest else "an image that exists"
    return Remedy(
        f"give container {container.name} an image that exists",
        Risk.MANUAL,
        steps=(
            Step(f"Push it from the build that makes it: `docker push {container.image.text}`."),
            Step(
                f"Or name the image that you mean, for example {exists}, in container {container.name} of a "
                "revision after "
                f"{definition.name}: `aws ecs register-task-definition --cli-input-json file://{definition.family}.json`."
            ),
        ),
    )
