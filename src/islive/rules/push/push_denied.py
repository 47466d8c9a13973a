"""The registry refused the push."""

import re
from collections.abc import Iterator
from textwrap import shorten

from islive.facts.build_log import BuildLog
from islive.facts.build_role import PUSH_ACTIONS, BuildRole
from islive.facts.builds import Build, Builds
from islive.facts.commits import Commits
from islive.facts.permissions import Decision
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.grants import allow, no_longer_denied
from islive.rules.starting_builds import start_again

LOGIN = "ecr:GetAuthorizationToken"
ACTIONS = (*PUSH_ACTIONS, LOGIN)
# IAM's refusal of an action that only a push (or the login before it) needs.
ACTION_DENIED = re.compile(rf"not authorized to perform: (?P<action>{'|'.join(ACTIONS)})\b")
# Refusals that name no action: of a push only if one has begun.
DENIED = re.compile(
    r"no basic auth credentials|(?:^|\s|\")denied: |[Yy]our authorization token has expired", re.IGNORECASE
)
PUSHING = re.compile(r"The push refers to repository|\bdocker (?:image )?push\b|\bpushing (?:manifest|layers)\b")
PULL = re.compile(r"pull access denied|failed to resolve source metadata|load metadata for")
NOTHING = re.compile(r"An image does not exist locally with the tag|[Tt]ag does not exist")


@rule(stage=Stage.PUSH, severity=Severity.CRITICAL, explains=("build-failed", "version-image-missing"))
def push_denied(
    wanted: WantedVersion, log: BuildLog | Gap, builds: Builds, role: BuildRole | Gap, commits: Commits | Gap
) -> Iterator[Sighting]:
    """The registry refuses the image that the build pushes.

    ## What it means

    The image was built, but ECR did not accept it: the build is not logged in, or its role may not push to this
    repository. *Confirmed* quotes the refusal from the build's log. *Likely* means that the log was not read or does
    not show it, while the build failed at the push and IAM's own simulator says that the role may not.

    ## Why it happens

    - The service role of the project lacks one of the actions that a push needs, or allows them on another
      repository.
    - A permissions boundary, an organisation's policy or the repository's own policy denies them.
    - `no basic auth credentials`: the login was left out, or went to another registry (account or region) than the
      push.
    - `authorization token has expired`: the login is older than 12 hours.

    ## What to do

    1. Allow the build role on the repository: ecr:BatchCheckLayerAvailability, ecr:InitiateLayerUpload,
       ecr:UploadLayerPart, ecr:CompleteLayerUpload, ecr:PutImage (and ecr:BatchGetImage); and
       ecr:GetAuthorizationToken on `*`.
    2. Log in right before the push, to the very host that the image's name begins with.
    3. In another account, the repository's policy must allow the role as well.

    ## References

    - What a push needs: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
    - Docker's errors with ECR: https://docs.aws.amazon.com/AmazonECR/latest/userguide/common-errors-docker.html
    - Logging in: https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
    """
    lines = () if isinstance(log, Gap) else log.lines
    if not _matters(wanted, commits) or any(NOTHING.search(line) for line in lines):
        return
    build = builds.newest_of(wanted.commit)
    refusal = _refusal(lines)
    decision = _forbidden(role)
    if refusal and not isinstance(log, Gap):
        remedy = _remedy(ACTION_DENIED.search(refusal), decision, role, log.build)
        yield _seen(log.build or "the newest build", refusal, decision, remedy)
    elif build and build.broken and decision and _failed_at_push(build):
        yield _simulated(build, decision, _remedy(decision.action, decision, role, build))


def _matters(wanted: WantedVersion, commits: Commits | Gap) -> bool:
    # No image is the version yet, and its commit is known, or nobody could look it up: not so for an unknown name.
    resolvable = isinstance(commits, Commits) and commits.present
    return not wanted.digests and bool(wanted.commit or (wanted.explicit and not resolvable))


def _refusal(lines: tuple[str, ...]) -> str | None:
    pushing = False
    for line in lines:
        pushing = pushing or bool(PUSHING.search(line))
        if PULL.search(line):
            continue
        if ACTION_DENIED.search(line) or (pushing and DENIED.search(line)):
            return line.strip()
    return None


def _failed_at_push(build: Build) -> bool:
    phase = build.first_failed_phase
    return phase is not None and bool(re.search(r"\bpush\b", phase.message))


def _forbidden(role: BuildRole | Gap) -> Decision | None:
    if isinstance(role, Gap) or role.permissions is None:
        return None
    read = (role.permissions.of(action) for action in PUSH_ACTIONS)
    return next((decision for decision in read if decision is not None and not decision.allowed), None)


def _seen(build: str, refusal: str, decision: Decision | None, remedy: Remedy) -> Sighting:
    action = ACTION_DENIED.search(refusal)
    expected = f"a role that may {action['action']}" if action else "a login and a role that may push"
    said = Citation("logs:GetLogEvents", "events[].message", refusal)
    return Sighting(
        subject=build,
        summary=f"the registry refused the push: {shorten(refusal, 120, placeholder=' …')}; expected {expected}",
        because=(said,) if decision is None else (said, _cite(decision)),
        remedies=(remedy,),
    )


def _simulated(build: Build, decision: Decision, remedy: Remedy) -> Sighting:
    return Sighting(
        subject=build.id,
        summary=f"the build role may not push: {decision.action} on {_repository(decision.resource)} is "
        f"{decision.decision}, expected allowed, and the build failed at its push",
        because=(_cite(decision),),
        certainty=Certainty.LIKELY,
        remedies=(remedy,),
    )


def _repository(arn: str) -> str:
    return arn.partition(":repository/")[2] or arn


def _cite(decision: Decision) -> Citation:
    path = f"EvaluationResults[{decision.action}].EvalDecision"
    return Citation("iam:SimulatePrincipalPolicy", path, decision.decision)


def _remedy(
    action: str | re.Match[str] | None, decision: Decision | None, role: BuildRole | Gap, build: Build | str | None
) -> Remedy:
    """The actions of a push on the one repository; the login knows no resource."""
    action, again = action["action"] if isinstance(action, re.Match) else action, start_again(build)
    permissions = None if isinstance(role, Gap) else role.permissions
    named = permissions.role if permissions else "the project's service role"
    where = decision.resource if decision else "ARN-OF-THE-REPOSITORY"
    grant = allow(named, LOGIN, "*") if action == LOGIN else allow(named, PUSH_ACTIONS, where)
    if decision and decision.denied:
        grant = no_longer_denied(named, decision.action, decision.resource, decision.policies)
    login = Step(
        "Log in to the host that the image's name begins with, right before the push, with `aws ecr "
        "get-login-password | docker login --username AWS --password-stdin <host>`."
    )
    return Remedy("let the build push", Risk.MANUAL, steps=(grant, again) if action else (login, grant, again))
