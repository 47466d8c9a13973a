"""Facts made by hand, for the rules of the stages commit to task-definition: one small world, on one day, in UTC."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from islive.facts.build_log import BuildLog
from islive.facts.build_project import BuildProject
from islive.facts.build_role import PUSH_ACTIONS, BuildRole
from islive.facts.builds import Build, BuildPhase, Builds
from islive.facts.ci_runs import CiRun, CiRuns
from islive.facts.commits import Commit, Commits, Tag
from islive.facts.identity import Claim, Identities, Identity
from islive.facts.image_reference import image_reference
from islive.facts.images import Image, Images, Repository
from islive.facts.permissions import Decision, Permissions
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import CircuitBreaker, Deployment, Service
from islive.facts.service_deployments import RevisionImage, ServiceDeployment, ServiceDeployments, ServiceRevision
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.task import Task, TaskContainer
from islive.facts.task_definitions import Container, SecretReference, TaskDefinition, TaskDefinitions
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Sighting
from islive.model.rule import Rule

REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
REPOSITORY = "shop/api"
URI = f"{REGISTRY}/{REPOSITORY}"
REPOSITORY_ARN = "arn:aws:ecr:us-east-1:123456789012:repository/shop/api"
PROJECT = "shop-api-build"
VERSION = "v1.2.0"
COMMIT = "c0ffee1" + "0" * 33
OLD_COMMIT = "0ddba11" + "0" * 33
REFUSED = Gap("Fact", "aws:Anything", "AccessDenied", "aws:Anything")


def sightings(rule: Rule, *facts: object) -> tuple[Sighting, ...]:
    """What a rule sees, given the facts in the order of its parameters."""
    return tuple(rule.see(*facts))


def only(rule: Rule, *facts: object) -> Sighting:
    """The one thing that a rule sees."""
    (one,) = sightings(rule, *facts)
    return one


def at(clock: str, day: int = 1) -> datetime:
    """A time of day in May 2025."""
    hour, minute = clock.split(":")
    return datetime(2025, 5, day, int(hour), int(minute), tzinfo=UTC)


def digest(letter: str) -> str:
    """A digest that is easy to tell apart."""
    return f"sha256:{letter * 64}"


# --- what is wanted, and the repository ------------------------------------------------------------------------------


def wanted(
    name: str | None = VERSION,
    commit: str | None = COMMIT,
    digests: Iterable[str] = (),
    refuted: tuple[tuple[str, Claim], ...] = (),
    *,
    explicit: bool = True,
) -> WantedVersion:
    """The version that was asked for; no image is it unless digests are given."""
    return WantedVersion(name, explicit, commit, frozenset(digests), refuted)


def commits(made: str | None = "07:00", tags: Iterable[str] = ("v1.1.0", VERSION), *, present: bool = True) -> Commits:
    """A repository whose wanted commit was made at that time, or that knows no such ref."""
    commit = Commit(COMMIT, at(made), "ada", "Release") if made else None
    return Commits(present, commit, tuple(Tag(tag, COMMIT, at("07:00")) for tag in tags), "https://github.com/shop/api")


def run(name: str, conclusion: str | None, started: str = "07:05", run_id: str = "1") -> CiRun:
    """A run of the wanted commit; one without conclusion is under way."""
    status = "completed" if conclusion else "in_progress"
    ended = at(started) if conclusion else None
    return CiRun(run_id, name, status, conclusion, COMMIT, at(started), ended, f"https://github.com/runs/{run_id}")


def runs(*some: CiRun) -> CiRuns:
    """The provider's answer."""
    return CiRuns("github", some)


# --- builds ----------------------------------------------------------------------------------------------------------


def phase(kind: str, status: str = "SUCCEEDED", message: str = "") -> BuildPhase:
    """One phase of a build."""
    return BuildPhase(kind, status, None, None, message)


def build(
    number: int = 1,
    status: str = "FAILED",
    commit: str | None = COMMIT,
    started: datetime | None = None,
    ended: datetime | None = None,
    phases: tuple[BuildPhase, ...] = (),
    initiator: str = "ada",
) -> Build:
    """One build of the project, from 07:30 to 07:35 unless said otherwise; one in progress has no end."""
    return Build(
        id=f"{PROJECT}:{number}",
        arn=f"arn:aws:codebuild:us-east-1:123456789012:build/{PROJECT}:{number}",
        status=status,
        commit=commit,
        source_version="main",
        initiator=initiator,
        started_at=started or at("07:30"),
        ended_at=None if status == "IN_PROGRESS" else ended or at("07:35"),
        phases=phases,
        exported={},
        log_group=f"/aws/codebuild/{PROJECT}",
        log_stream=str(number),
    )


def builds(*some: Build) -> Builds:
    """The builds as they come: newest first."""
    return Builds(tuple(sorted(some, key=lambda one: (one.started_at, one.id), reverse=True)))


def project(name: str | None = PROJECT, buildspec: str | None = None, *, has_webhook: bool = False) -> BuildProject:
    """The project that builds the service."""
    source = "https://github.com/shop/api.git"
    return BuildProject(name, "its source", source, has_webhook=has_webhook, buildspec=buildspec)


def log(*lines: str) -> BuildLog:
    """The log of build 1."""
    return BuildLog(f"{PROJECT}:1", lines)


def role(**decisions: str) -> BuildRole:
    """The build role: it may do everything that a push needs, but for what is said (`PutImage="implicitDeny"`)."""
    decided = (
        Decision(action, REPOSITORY_ARN, decisions.get(action.removeprefix("ecr:"), "allowed"), ())
        for action in PUSH_ACTIONS
    )
    return BuildRole(Permissions("arn:aws:iam::123456789012:role/shop-build", exists=True, decisions=tuple(decided)))


# --- images ----------------------------------------------------------------------------------------------------------


def image(letter: str, *tags: str, pushed: datetime | None = None) -> Image:
    """An image of the service's repository, pushed at 06:00 unless said otherwise."""
    return Image(REPOSITORY, digest(letter), tags, pushed or at("06:00"), None)


def images(*some: Image, exists: bool = True) -> Images:
    """The service's repository with these images, newest push first."""
    ordered = tuple(sorted(some, key=lambda one: one.pushed_at, reverse=True))
    return Images({URI: Repository(REGISTRY, REPOSITORY, exists, ordered)}, ())


def unread_images() -> Images:
    """The service's repository could not be read."""
    return Images({URI: REFUSED}, (), (REFUSED,))


def claim(value: str, source: str = "annotation", kind: str = "version") -> Claim:
    """Something that is said of an image."""
    return Claim(source, kind, value, Citation("ecr:BatchGetImage", f"{source} {kind}", value))


def identities(said: Mapping[str, Iterable[Claim]] | None = None) -> Identities:
    """What is said of images, by the letter of their digest; every image is its own only alias."""
    known = (said or {}).items()
    return Identities({digest(one): Identity(digest(one), frozenset({digest(one)}), tuple(c)) for one, c in known})


# --- the service -----------------------------------------------------------------------------------------------------


def container(reference: str, name: str = "api", *secrets: str) -> Container:
    """A container with that image, and secrets by their variables."""
    references = tuple(SecretReference(one, f"/{one}", "ssm", f"/{one}", None, None) for one in secrets)
    return Container(name, image_reference(reference), True, references, {}, (), None, ())


def definition(
    revision: int, *containers: Container, by: str | None = None, registered: datetime | None = None
) -> TaskDefinition:
    """A revision of the family shop-api."""
    return TaskDefinition(
        arn=f"arn:aws:ecs:us-east-1:123456789012:task-definition/shop-api:{revision}",
        family="shop-api",
        revision=revision,
        status="ACTIVE",
        registered_at=registered,
        registered_by=by,
        execution_role=None,
        task_role=None,
        cpu=None,
        memory=None,
        containers=containers,
    )


def definitions(*revisions: TaskDefinition, newest: TaskDefinition | Gap | None = None) -> TaskDefinitions:
    """The revisions that the deployments name; the newest of the family is the last of them unless given."""
    return TaskDefinitions({one.name: one for one in revisions}, newest or revisions[-1])


def deployment(revision: int, status: str = "PRIMARY", running: int = 1) -> Deployment:
    """One deployment of the service."""
    return Deployment(
        id=f"ecs-svc/{revision}",
        status=status,
        rollout_state="IN_PROGRESS" if status == "PRIMARY" else "COMPLETED",
        rollout_state_reason="",
        task_definition=f"shop-api:{revision}",
        desired=1,
        running=running,
        pending=0,
        failed_tasks=0,
        created_at=at("06:00"),
        updated_at=None,
    )


def service(*deployments: Deployment) -> Service:
    """The service with these deployments."""
    return Service(
        arn="arn:aws:ecs:us-east-1:123456789012:service/shop/api",
        name="api",
        cluster="shop",
        status="ACTIVE",
        desired=1,
        running=1,
        pending=0,
        task_definition=deployments[0].task_definition if deployments else "",
        launch_type="FARGATE",
        controller="ECS",
        strategy="REPLICA",
        circuit_breaker=CircuitBreaker(enabled=False, rollback=False),
        minimum_percent=100,
        maximum_percent=200,
        deployments=deployments,
        events=(),
        attachments=(),
        current_revisions=(),
        tags={},
        unsupported=(),
    )


def service_deployment(name: str, status: str, target: str, *sources: str) -> ServiceDeployment:
    """ECS's record of one deployment."""
    return ServiceDeployment(
        arn=f"arn:aws:ecs:us-east-1:123456789012:service-deployment/shop/api/{name}",
        status=status,
        status_reason="",
        created_at=at("06:00"),
        started_at=None,
        finished_at=None,
        target_revision=target,
        source_revisions=sources,
        rollback_reason=None,
        lifecycle_stage=None,
        awaiting_hooks=(),
    )


def service_revision(arn: str, revision: int, found: str | None, name: str = "api") -> ServiceRevision:
    """What a service deployment deploys: the digest that ECS found for the container, if it found one."""
    return ServiceRevision(arn, f"shop-api:{revision}", (RevisionImage(name, f"{URI}:latest", found),))


def service_deployments(
    *deployments: ServiceDeployment, revisions: Iterable[ServiceRevision] = ()
) -> ServiceDeployments:
    """ECS's records, newest first."""
    return ServiceDeployments(deployments, {revision.arn: revision for revision in revisions})


def task(revision: int, found: str | None = None, reason: str = "", status: str = "RUNNING") -> Task:
    """One task of that revision, with the digest that its container runs or the reason that it stopped for."""
    return Task(
        arn=f"arn:aws:ecs:us-east-1:123456789012:task/shop/{revision}",
        deployment=f"ecs-svc/{revision}",
        task_definition=f"shop-api:{revision}",
        last_status=status,
        desired_status=status,
        health="UNKNOWN",
        created_at=None,
        started_at=None,
        stopped_at=None,
        stop_code=None,
        stopped_reason=reason,
        containers=(TaskContainer("api", URI, found, None, None, None),),
        address=None,
    )


def running(*tasks: Task) -> RunningTasks:
    """The tasks that run."""
    return RunningTasks(tasks)


def stopped(*tasks: Task) -> StoppedTasks:
    """The tasks that stopped."""
    return StoppedTasks(tasks)
