"""The push had nothing to push."""

import re
from collections.abc import Iterator

from islive.facts.build_log import BuildLog
from islive.facts.build_role import PUSH_ACTIONS, BuildRole
from islive.facts.commits import Commits
from islive.facts.permissions import Decision
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage

# Docker's daemon, since 1.10 and before; it says so before it asks the registry anything.
NOTHING = re.compile(r"(?:An image does not exist locally with the tag|[Tt]ag does not exist): *(?P<image>\S+)")


@rule(stage=Stage.PUSH, severity=Severity.MEDIUM)
def push_found_no_image(
    wanted: WantedVersion, log: BuildLog, role: BuildRole | Gap, commits: Commits | Gap
) -> Iterator[Sighting]:
    """The push failed because there was no image to push.

    ## What it means

    `docker push` was told a name that no image on the build host has. Docker says so before it speaks to the
    registry: this is not a permission problem, and no policy needs to be changed. Nothing was built under that name.

    ## Why it happens

    - The `docker build` before it failed, and the buildspec pushed all the same (POST_BUILD runs after a failed
      BUILD).
    - The image was built under another name or tag than the one that is pushed: a `docker tag` is missing, or a
      variable in the tag was empty or differs between the two lines.
    - The image was built with `docker buildx build` without `--load`, which leaves it in the builder's cache.

    ## What to do

    1. If the build failed as well, mend that; this finding goes with it.
    2. Otherwise compare the names: what `docker build -t` or `docker tag` is given must be what `docker push` is.

    ## References

    - Pushing to ECR: https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-push-ecr-image.html
    - Build phase transitions: https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
    - What a push needs: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
    """
    found = next(((line, match["image"]) for line in log.lines if (match := NOTHING.search(line))), None)
    if found is None or not _matters(wanted, commits):
        return
    line, image = found
    decisions = _decisions(role)
    yield Sighting(
        subject=log.build or image,
        summary=f"nothing was built to push: not a permission problem, {_not_permission(role, decisions)}",
        because=(Citation("logs:GetLogEvents", "events[].message", line.strip()), *map(_cite, decisions)),
        remedies=(_remedy(image, log.build or "ID"),),
    )


def _matters(wanted: WantedVersion, commits: Commits | Gap) -> bool:
    # No image is the version yet, and its commit is known, or nobody could look it up: not so for an unknown name.
    resolvable = isinstance(commits, Commits) and commits.present
    return not wanted.digests and bool(wanted.commit or (wanted.explicit and not resolvable))


def _decisions(role: BuildRole | Gap) -> tuple[Decision, ...]:
    """What IAM decided on every push action, or nothing unless all were read and allowed."""
    if isinstance(role, Gap) or role.permissions is None:
        return ()
    read = (role.permissions.of(action) for action in PUSH_ACTIONS)
    allowed = tuple(decision for decision in read if decision is not None and decision.allowed)
    return allowed if len(allowed) == len(PUSH_ACTIONS) else ()


def _not_permission(role: BuildRole | Gap, decisions: tuple[Decision, ...]) -> str:
    if decisions and isinstance(role, BuildRole) and role.permissions:
        return f"role {role.permissions.role.rsplit('/', 1)[-1]} may push"
    return "Docker gave up before it asked the registry"


def _cite(decision: Decision) -> Citation:
    path = f"EvaluationResults[{decision.action}].EvalDecision"
    return Citation("iam:SimulatePrincipalPolicy", path, decision.decision)


def _remedy(image: str, build: str) -> Remedy:
    return Remedy(
        "build what is pushed, and push what was built",
        Risk.MANUAL,
        steps=(
            Step(
                f"Mend the build, if it failed (`aws codebuild batch-get-builds --ids {build}`); the push has "
                "no fault then."
            ),
            Step(f"Make `docker build -t` or `docker tag` name exactly {image} with the tag pushed, if it succeeded."),
        ),
    )
