"""The task may not pull its image."""

from collections.abc import Iterator

from islive.facts.execution_role import PULL_ACTIONS, ExecutionRole
from islive.facts.hindered import Hindered
from islive.facts.image_reference import ImageReference
from islive.facts.images import Images, repository_arn, repository_key
from islive.facts.permissions import Decision
from islive.facts.pull_failures import FailedPull, PullFailures
from islive.facts.reading import partition_of
from islive.facts.repository_policies import RepositoryPolicies
from islive.facts.resource_policy import Asking, Ruling, Says, rule_on
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.model.target import Target
from islive.rules.grants import added_to, allow, lines, no_longer_denied
from islive.rules.secret_values import create_secret

LOGIN, MANAGED = "ecr:GetAuthorizationToken", "AmazonECSTaskExecutionRolePolicy"
UNREAD = Gap("RepositoryPolicies", "ecr:GetRepositoryPolicy", "NotCollected")
# What keeps a pull out comes first: of another account nobody gets in without being named.
ABROAD = (Says.DENIED, Says.SILENT, Says.UNSURE, Says.ALLOWED)
AT_HOME = (Says.DENIED, Says.UNSURE, Says.SILENT, Says.ALLOWED)


@rule(stage=Stage.IMAGE, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def image_pull_denied(
    target: Target,
    pulls: PullFailures,
    role: ExecutionRole | Gap,
    policies: RepositoryPolicies | Gap,
    images: Images | Gap,
    hindered: Hindered | Gap,
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
            yield _by_role(pull.task_definition, forbidden, role.permissions.role, pull.cited)
        elif pull.failure.denied or _exists(pull, images):
            yield _by_repository(pull, target, policies, role)
    if not (pulls.denied or pulls.undecided) and (ahead := _ahead(hindered, role, policies)):
        yield ahead


def _ahead(hindered: Hindered | Gap, role: ExecutionRole | Gap, policies: RepositoryPolicies | Gap) -> Sighting | None:
    """No task came so far, or those that run pulled before: the next one will be refused for sure.

    What no statement allows a repository's policy still may, unless it was read and does not; and of tasks that run it
    has.
    """
    permissions = None if isinstance(role, Gap) else role.permissions
    known = permissions.decisions if permissions else ()
    revision = None if isinstance(hindered, Gap) else hindered.task_definition
    of_pulls = (one for one in known if one.action in {LOGIN, *PULL_ACTIONS})
    shut = _shut(hindered, permissions.role, policies) if permissions else frozenset()
    forbidden = next((one for one in of_pulls if one.denied or (revision and _is_sure(one, shut))), None)
    return _by_role(revision or "the service", forbidden, permissions.role) if forbidden and permissions else None


def _is_sure(decision: Decision, shut: frozenset[tuple[str, str]]) -> bool:
    """No repository's policy speaks of the login; of the rest that of the repository was read, and does not let it."""
    alone = decision.action == LOGIN or (decision.action, decision.resource) in shut
    return alone and not decision.allowed and not decision.conditional


def _shut(hindered: Hindered | Gap, role: str, policies: RepositoryPolicies | Gap) -> frozenset[tuple[str, str]]:
    """Action and repository, where that one's policy is known and does not let the role by itself."""
    revision = None if isinstance(hindered, Gap) else hindered.revision
    known = {} if isinstance(policies, Gap) else policies.policies
    return frozenset(
        (action, repository_arn(container.image))
        for container in (revision.containers if revision else ())
        if not isinstance(policy := known.get(repository_key(container.image), UNREAD), Gap)
        for action in PULL_ACTIONS
        if rule_on(policy or "{}", Asking(role.split(":")[4], role, action)).says in {Says.DENIED, Says.SILENT}
    )


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


def _by_role(revision: str, forbidden: Decision, role: str, *said: Citation) -> Sighting:
    name, where = role.rsplit("/", 1)[-1], _where(forbidden.resource)
    path = f"EvaluationResults[{forbidden.action}].EvalDecision"
    return Sighting(
        subject=role,
        summary=f"role {name} may not pull the image of {revision}: {forbidden.action} on {where} is "
        f"{forbidden.decision}, expected allowed",
        because=(*said, Citation("iam:SimulatePrincipalPolicy", path, forbidden.decision)),
        remedies=(_allow(role, forbidden),),
    )


def _where(resource: str) -> str:
    return resource.rpartition(":")[2]


def _allow(role: str, forbidden: Decision) -> Remedy:
    """A pull needs the login and three actions on the repository: whoever lacks one mostly lacks more."""
    name = role.rsplit("/", 1)[-1]
    if forbidden.denied:
        step = no_longer_denied(role, forbidden.action, forbidden.resource, forbidden.policies)
        return Remedy(f"let {name} pull", Risk.MANUAL, steps=(step,))
    step = allow(role, LOGIN, "*") if forbidden.action == LOGIN else allow(role, PULL_ACTIONS, forbidden.resource)
    attach = Step(
        says="Or attach AmazonECSTaskExecutionRolePolicy, which holds all of it; ECS tries again by itself.",
        operation="iam:AttachRolePolicy",
        params={"RoleName": name, "PolicyArn": f"arn:{role.split(':')[1]}:iam::aws:policy/service-role/{MANAGED}"},
    )
    return Remedy(f"let {name} pull", Risk.MANUAL, steps=(step, attach))


def _by_repository(
    pull: FailedPull, target: Target, policies: RepositoryPolicies | Gap, role: ExecutionRole | Gap
) -> Sighting:
    """The role may, as far as IAM tells, or was not read: the other side is the repository, or stands before it."""
    private = next((one for one in pull.images if one.account), None)
    name = private.text if private else ", ".join(one.text for one in pull.images) or "an image"
    known = policies.policies if isinstance(policies, RepositoryPolicies) else {}
    policy = known.get(repository_key(private), UNREAD) if private else UNREAD
    ruling = _ruling(policy, target, pull, role)
    why, certainty = _why(private, ruling, target)
    quoted = ruling.quote or (policy if isinstance(policy, str) and ruling.says is Says.SILENT else "")
    cited = (Citation("ecr:GetRepositoryPolicy", "policyText", quoted),) if quoted else ()
    return Sighting(
        subject=name,
        summary=f"the registry denies the pull of {name}: {why}",
        because=(pull.cited, *cited),
        certainty=certainty,
        remedies=(_open(private, target, ruling, policy),),
    )


def _ruling(policy: str | Gap | None, target: Target, pull: FailedPull, role: ExecutionRole | Gap) -> Ruling:
    """What the repository's policy says of all that a pull needs: the worst of it. Without a policy it says nothing."""
    if isinstance(policy, Gap):
        return Ruling(Says.UNSURE)
    arn = None if isinstance(role, Gap) or role.permissions is None else role.permissions.role
    named = [pull.failure.action] if pull.failure.action else []
    found = [rule_on(policy or "{}", Asking(target.account, arn, action)) for action in (*named, *PULL_ACTIONS)]
    abroad = any(_abroad(one, target) for one in pull.images if one.account)
    return min(found, key=lambda one: (ABROAD if abroad else AT_HOME).index(one.says))


def _abroad(image: ImageReference | None, target: Target) -> bool:
    return image is not None and image.account != target.account


def _why(image: ImageReference | None, ruling: Ruling, target: Target) -> tuple[str, Certainty]:
    """Why, and how sure one can be: across accounts both sides must allow it, at home nobody may deny it."""
    if image is None:
        return "the registry is not ECR, expected repositoryCredentials that it accepts", Certainty.LIKELY
    abroad = f"it belongs to account {image.account}, and " if _abroad(image, target) else ""
    if ruling.says is Says.DENIED:
        return (
            f"{abroad}statement {ruling.statement} of its policy denies it, expected none that does",
            Certainty.CONFIRMED,
        )
    if abroad and ruling.says is Says.SILENT:
        return f"{abroad}it has no policy that lets account {target.account} pull", Certainty.CONFIRMED
    if ruling.says is Says.UNSURE:
        decides = (
            f"statement {ruling.statement} of its policy" if ruling.statement else "its policy, which was not read,"
        )
        return f"{abroad}{decides} decides, expected one that lets account {target.account} pull", Certainty.LIKELY
    lets = "its policy lets" if ruling.says is Says.ALLOWED else "no policy of its own denies"
    return (
        f"{abroad}{lets} the role, expected a VPC endpoint or organization policy that does not deny it",
        Certainty.LIKELY,
    )


def _open(image: ImageReference | None, target: Target, ruling: Ruling, policy: str | Gap | None) -> Remedy:
    if image is None:
        steps = (
            *create_secret("registry-login"),
            Step(
                'Its value is `{"username": "…", "password": "…"}`; name it in repositoryCredentials of the container.'
            ),
        )
        return Remedy("log in to the registry", Risk.MANUAL, steps=steps)
    title = f"open repository {image.repository} to the task"
    statement = {
        "Sid": f"PullFrom{target.account}",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:{partition_of(image.region or '')}:iam::{target.account}:root"},
        "Action": list(PULL_ACTIONS),
    }
    whole = None if isinstance(policy, Gap) else added_to(policy, statement)
    if whole is None or ruling.says is Says.DENIED:
        get = f"aws ecr get-repository-policy --registry-id {image.account} --repository-name {image.repository}"
        change = (
            f"change {ruling.statement} of its policy" if ruling.statement else "let its policy hold this statement"
        )
        step = Step(f"In account {image.account}, {change}; `{get}` shows it.", document=lines(statement))
        return Remedy(title, Risk.MANUAL, steps=(step,))
    step = Step(
        says=f"In account {image.account}, let account {target.account} pull, beside what the policy allows now.",
        operation="ecr:SetRepositoryPolicy",
        params={"registryId": image.account or "", "repositoryName": image.repository, "policyText": whole},
        undo="The same call with the policy that it has now; without one, aws ecr delete-repository-policy.",
    )
    return Remedy(title, Risk.MANUAL, steps=(step,))
