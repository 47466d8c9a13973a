"""The registry answers that too much was pulled."""

from collections.abc import Iterator

from islive.facts.pull_failures import FailedPull, PullFailures
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage


@rule(stage=Stage.IMAGE, severity=Severity.HIGH, explains=("tasks-failed-to-start",))
def image_pull_rate_limited(pulls: PullFailures) -> Iterator[Sighting]:
    """The registry refuses the image because too much was pulled from it.

    ## What it means

    A registry (nearly always Docker Hub) counts pulls by account, or by address where nobody is logged in, and answers
    `toomanyrequests` when the limit is reached. All tasks behind one NAT gateway share one address, and on Fargate
    every start of a task pulls anew. Nothing is wrong with the image or the task definition.

    ## Why it happens

    - The image, or a sidecar's, is named without a registry (`nginx:1.27`), which means Docker Hub without a login.
    - A deployment that keeps failing, or a crash loop, pulls again and again until the limit is used up.
    - Many services and builds of a company leave through the same address.

    ## What to do

    1. Wait: the limit is counted over a window of hours. ECS goes on trying, so that the deployment may still come up.
    2. Pull from ECR instead: copy the image there, or use a pull-through cache rule, or take it from
       `public.ecr.aws/docker/library/…`.
    3. Or log in: `repositoryCredentials` of the container names a secret with the registry's user and token.

    ## References

    - Docker Hub's limits: https://docs.docker.com/docker-hub/usage/pulls/
    - Why a task cannot pull: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
    - Pull-through cache: https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html
    - Logging in: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html
    """
    for pull in pulls.of("image.rate-limited", "api.throttled"):
        names = _names(pull)
        yield Sighting(
            subject=names,
            summary=f"the registry limits pulls of {names}: {pull.task_definition} pulls it from there at every start, "
            "expected a copy in ECR or a login",
            because=(pull.cited,),
            remedies=(_remedy(names),),
        )


def _names(pull: FailedPull) -> str:
    """What the words may speak of: no private registry of AWS limits pulls in that way."""
    foreign = [image.text for image in pull.images if image.account is None]
    return ", ".join(foreign or [image.text for image in pull.images]) or "an image"


def _remedy(names: str) -> Remedy:
    return Remedy(
        f"pull {names} from ECR",
        Risk.MANUAL,
        Horizon.NOW,
        steps=(
            Step(
                f"Copy {names} into a repository of your own in ECR (`docker buildx imagetools create --tag "
                "REPOSITORY:TAG IMAGE`), or let ECR do so: `aws ecr create-pull-through-cache-rule "
                "--ecr-repository-prefix docker-hub --upstream-registry-url registry-1.docker.io "
                "--credential-arn ARN-OF-THE-LOGIN`."
            ),
            Step(
                "Name the copy in the next revision, by its digest: `aws ecs register-task-definition --cli-input-json "
                "file://revision.json`, and deploy it."
            ),
        ),
    )
