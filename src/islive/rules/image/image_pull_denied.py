"""The task may not pull its image."""

from collections.abc import Iterator

from islive.facts.execution_role import PULL_ACTIONS, ExecutionRole
from islive.facts.image_reference import ImageReference
from islive.facts.images import Images, repository_arn, repository_key
from islive.facts.permissions import Decision
from islive.facts.pull_failures import FailedPull, PullFailures
from islive.facts.repository_policies import RepositoryPolicies
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.model.target import Target

LOGIN = "ecr:GetAuthorizationToken"


@rule(stage=Stage.IMAGE, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def image_pull_denied(
    target: Target,
    pulls: PullFailures,
    role: ExecutionRole | Gap,
    policies: RepositoryPolicies | Gap,
    images: Images | Gap,
) -> Iterator[Sighting]:
    """The task may not pull its image: its role or the repository's policy does not allow it.

    ## What it means

    The image is there, but the registry does not give it to this task. On ECS the *task execution role* pulls, not the
    task role. The finding names the action that is missing, as IAM's own simulator decides it, or the repository's
    policy, where the role may and the repository says no.

    `pull access denied … repository does not exist or may require 'docker login'` is said of a missing image as well;
    islive asks ECR which of the two it is, and speaks of a permission only where the image exists or IAM refuses.

    ## Why it happens

    - The execution role was written by hand and lacks ecr:BatchGetImage, ecr:GetDownloadUrlForLayer or
      ecr:BatchCheckLayerAvailability on this repository, or ecr:GetAuthorizationToken on `*`.
    - The service uses a new repository that the role's policy does not name.
    - The repository lives in another account, and its policy does not allow this one; across accounts both sides must.
    - A policy of the repository, the organisation or the VPC endpoint denies it.

    ## What to do

    1. Allow the execution role what is missing; `AmazonECSTaskExecutionRolePolicy` holds all of it.
    2. Across accounts, allow this account in the policy of the repository (ecr:BatchGetImage,
       ecr:GetDownloadUrlForLayer, ecr:BatchCheckLayerAvailability).
    3. ECS tries again by itself: no new deployment is needed.

    ## References

    - The execution role: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
    - Why a task cannot pull: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
    - Repository policies: https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
    """
    for pull in (*pulls.denied, *pulls.undecided):
        forbidden = _forbidden(pull, role)
        if forbidden and isinstance(role, ExecutionRole) and role.permissions:
            yield _by_role(pull, forbidden, role.permissions.role)
        elif pull.failure.denied or _exists(pull, images):
            yield _by_repository(pull, target, policies)


def _forbidden(pull: FailedPull, role: ExecutionRole | Gap) -> Decision | None:
    """The first action that a pull of these images needs and IAM refuses the role; what was named comes first."""
    if isinstance(role, Gap) or role.permissions is None:
        return None
    arns = [repository_arn(one) for one in pull.images if one.account]
    actions = [*([pull.failure.action] if pull.failure.action else []), *PULL_ACTIONS]
    decisions = [role.permissions.of(LOGIN, "*")]
    decisions += [role.permissions.of(action, arn) for action in actions for arn in arns]
    return next((one for one in decisions if one and not one.allowed), None)


def _exists(pull: FailedPull, images: Images | Gap) -> bool:
    """Only private ECR can be asked; there all that the words may speak of must be there."""
    private = [one for one in pull.images if one.account]
    return isinstance(images, Images) and bool(private) and all(images.is_there(one) for one in private)


def _by_role(pull: FailedPull, forbidden: Decision, role: str) -> Sighting:
    name, where = role.rsplit("/", 1)[-1], _where(forbidden.resource)
    path = f"EvaluationResults[{forbidden.action}].EvalDecision"
    return Sighting(
        subject=role,
        summary=f"role {name} may not pull the image of {pull.task_definition}: {forbidden.action} on {where} is "
        f"{forbidden.decision}, expected allowed",
        because=(pull.cited, Citation("iam:SimulatePrincipalPolicy", path, forbidden.decision)),
        remedies=(_allow(name, forbidden.action, where),),
    )


def _where(resource: str) -> str:
    return resource.rpartition(":")[2]


def _allow(role: str, action: str, where: str) -> Remedy:
    every = ", ".join((LOGIN, *PULL_ACTIONS))
    return Remedy(
        f"let {role} pull",
        Risk.MANUAL,
        steps=(
            Step(
                f"Allow role {role} {action} on {where}; a pull needs {every}, and AmazonECSTaskExecutionRolePolicy "
                "holds them all. ECS then tries again by itself."
            ),
        ),
    )


def _by_repository(pull: FailedPull, target: Target, policies: RepositoryPolicies | Gap) -> Sighting:
    """The role may, as far as IAM tells, or was not read: the other side is the repository."""
    private = next((one for one in pull.images if one.account), None)
    name = private.text if private else ", ".join(one.text for one in pull.images) or "an image"
    known = policies.policies if isinstance(policies, RepositoryPolicies) else {}
    policy = known.get(repository_key(private)) if private else None
    quoted = policy if isinstance(policy, str) else None
    cited = (Citation("ecr:GetRepositoryPolicy", "policyText", quoted),) if quoted else ()
    return Sighting(
        subject=name,
        summary=f"the registry denies the pull of {name}: {_why(private, quoted, target)}",
        because=(pull.cited, *cited),
        certainty=Certainty.CONFIRMED if quoted or _abroad(private, target) else Certainty.LIKELY,
        remedies=(_open(private, target),),
    )


def _abroad(image: ImageReference | None, target: Target) -> bool:
    return image is not None and image.account != target.account


def _why(image: ImageReference | None, policy: str | None, target: Target) -> str:
    if image is None:
        return "the registry is not ECR, expected repositoryCredentials that it accepts"
    if _abroad(image, target):
        has = "its policy does not let" if policy else "it has no policy that lets"
        return f"it belongs to account {image.account}, and {has} account {target.account} pull"
    return f"the role may, expected {'a repository policy' if policy else 'an endpoint policy'} that does not deny it"


def _open(image: ImageReference | None, target: Target) -> Remedy:
    if image is None:
        step = Step("Give the container repositoryCredentials: a secret with the registry's user and token.")
        return Remedy("log in to the registry", Risk.MANUAL, steps=(step,))
    step = Step(
        f"In account {image.account}, let the policy of repository {image.repository} allow account {target.account} "
        f"{', '.join(PULL_ACTIONS)}."
    )
    return Remedy(f"open repository {image.repository} to the task", Risk.MANUAL, steps=(step,))
