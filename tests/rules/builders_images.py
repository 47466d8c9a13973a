"""Facts by hand for the rules about pulls, platforms, policies and providers: what builders_a has no word for."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from islive.causes.pull_failure import PullFailure
from islive.facts.builds import BuildPhase
from islive.facts.deployed import Deployed
from islive.facts.execution_role import PULL_ACTIONS, ExecutionRole
from islive.facts.failed_build import FailedBuild
from islive.facts.image_reference import image_reference
from islive.facts.images import Repository
from islive.facts.in_the_making import InTheMaking
from islive.facts.lifecycle_policies import LifecyclePolicies, LifecyclePolicy
from islive.facts.manifests import Manifest, Manifests
from islive.facts.missing_images import MissingImage
from islive.facts.permissions import Decision, Permissions
from islive.facts.pull_failures import FailedPull, PullFailures
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task import Task
from islive.facts.tried import Tried
from islive.model.citation import Citation
from islive.model.target import Target
from tests.rules.builders_a import (
    REGISTRY,
    REPOSITORY,
    REPOSITORY_ARN,
    URI,
    at,
    build,
    deployment,
    digest,
    image,
    phase,
    service,
    service_deployment,
    service_deployments,
    service_revision,
    task,
)

HERE = Target("123456789012", "us-east-1", "shop", "api")
ROLE = "arn:aws:iam::123456789012:role/shop-execution"


def pull(label: str, *images: str, revision: int = 6, **named: Any) -> FailedPull:
    """A pull of shop-api:6 that failed: of the service's own image unless others are given."""
    references = tuple(map(image_reference, images or (f"{URI}:v1.2.0",)))
    cited = Citation("ecs:DescribeTasks", f"tasks[{revision}].stoppedReason", f"CannotPullContainerError: {label}")
    return FailedPull(f"shop-api:{revision}", PullFailure(label, **named), references, cited)


def pulls(*some: FailedPull) -> PullFailures:
    """What could not be pulled."""
    return PullFailures(some)


def manifest(letter: str, *platforms: str, children: Iterable[str] = ()) -> Manifest:
    """An image for these platforms; an index if it has children."""
    return Manifest(digest(letter), "shop/api", "", tuple(children), None, {}, {}, platforms)


def manifests(*some: Manifest) -> Manifests:
    """What the registry says of images."""
    return Manifests({one.digest: one for one in some})


def execution_role(**decisions: str) -> ExecutionRole:
    """The execution role: it may pull, but for what is said (`BatchGetImage="implicitDeny"`)."""
    decided = [Decision("ecr:GetAuthorizationToken", "*", decisions.get("GetAuthorizationToken", "allowed"), ())]
    decided += [
        Decision(action, REPOSITORY_ARN, decisions.get(action.removeprefix("ecr:"), "allowed"), ())
        for action in PULL_ACTIONS
    ]
    return ExecutionRole(Permissions(ROLE, exists=True, decisions=tuple(decided)))


def lacking(*, launch_type: str = "FARGATE") -> Service:
    """The service while shop-api:6 lacks its task, and shop-api:5 serves."""
    return replace(service(replace(deployment(6), running=0), deployment(5, "ACTIVE")), launch_type=launch_type)


def exited(revision: int = 6) -> Task:
    """A task of that revision whose essential container ended."""
    return replace(task(revision, status="STOPPED"), stop_code="EssentialContainerExited")


NOT_MAKING = InTheMaking((), may_be=False)
NEVER_TRIED = Tried(())
NOTHING_FAILED = FailedBuild(None)


def failed(broke: BuildPhase | None = None, *lines: str) -> FailedBuild:
    """Build 1, which broke in that phase, with the end of its log."""
    phases = (phase("INSTALL"), broke or phase("BUILD", "FAILED", "exit status 1"))
    return FailedBuild(build(1, "FAILED", phases=phases), True, lines)


def missing(found: str | None = None, reference: str = f"{URI}:v1.2.0") -> MissingImage:
    """The image of shop-api:6, gone from a repository that holds v1.1.0; ECS once resolved it to that digest."""
    repository = Repository(REGISTRY, REPOSITORY, True, (image("a", "v1.1.0"),))
    return MissingImage("shop-api:6", "api", image_reference(reference), repository, found)


def lifecycle(*rules: str) -> LifecyclePolicies:
    """The repository's lifecycle policy; none without rules."""
    return LifecyclePolicies({URI: LifecyclePolicy(rules, "{}") if rules else None})


def deployed(*digests: str) -> Deployed:
    """What PRIMARY deploys."""
    return Deployed(None, None, frozenset(digests), frozenset())


def _records(status: str, new: int, old: int | None) -> ServiceDeployments:
    started = replace(service_deployment("new", status, f"rev/{new}"), created_at=at("08:00"))
    before = [service_deployment("old", "SUCCESSFUL", f"rev/{old}")] if old else []
    revisions = [service_revision(f"rev/{one}", one, None) for one in (new, old) if one]
    return service_deployments(started, *before, revisions=revisions)


def failing(new: int = 6, old: int = 5) -> ServiceDeployments:
    """That revision is being deployed, the other was deployed successfully before."""
    return _records("IN_PROGRESS", new, old)


def given_up(new: int = 6, old: int = 5) -> ServiceDeployments:
    """That revision was rolled back."""
    return _records("ROLLBACK_SUCCESSFUL", new, old)


def succeeded(new: int = 6) -> ServiceDeployments:
    """That revision was deployed, and nothing before it."""
    return _records("SUCCESSFUL", new, None)
