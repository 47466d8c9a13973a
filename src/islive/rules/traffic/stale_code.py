"""stale-code: the image is the right one, the process says otherwise."""

from collections.abc import Iterator

from islive.facts.beacons import OPERATION, Beacons
from islive.facts.canary_answers import CanaryAnswer, CanaryAnswers, OtherCode
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

MOST_NAMED = 3
SAYS = {"stale": "what is loaded is not what is on disk", "partial": "what is on disk is not what was built"}
DO = {
    "stale": "Build again without `__pycache__` in the image, or with bytecode that Python checks (`python -m "
    "compileall "
    "--invalidation-mode checked-hash`). If files were edited in the running container, let ECS replace the task.",
    "partial": "Build again without a cache (`docker build --no-cache`), and look whether the Dockerfile "
    "copies, and .dockerignore lets through, "
    "all that the manifest lists.",
}


@rule(stage=Stage.TRAFFIC, when=AFTER, severity=Severity.CRITICAL)
def stale_code(
    service: Service, wanted: WantedVersion, running: RunningTasks, answers: CanaryAnswers, beacons: Beacons
) -> Iterator[Sighting]:
    """All tasks run the image of the wanted version, but the running process says it is another one.

    ## What it means
    ECS did what it was told: every task has an image that is provably the version. Yet the process that answers at the
    service's address says another commit or version of itself. So the image does not hold the code that its name
    promises, or something else answers there.

    ## Why it happens
    - The image was built from a cache: a layer with the old code was used again.
    - The build copied the wrong files, or the wrong stage of the Dockerfile.
    - Python ran old byte code, or a volume with old code lies over the code of the image.
    - The version that the process says is a constant that nobody changed; then only the name is stale.
    - A cache, a proxy or another service answers at that address.
    - islive-canary compares what is loaded with what is on disk (or else it is *stale*), and that with the manifest of
      the build (or else it is *partial*): then the version may be right, and the code is not.

    ## What to do
    Compare commits and not names. Ask one task directly, past the load balancer: if it agrees with the image, something
    in between answers; if not, look into the image. Then build once more without a cache, and let the build write its
    commit into the image.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    - https://docs.aws.amazon.com/codebuild/latest/userguide/build-caching.html
    - https://docs.docker.com/build/cache/invalidation/
    """
    # While a deployment is under way, a task that is just leaving may answer.
    only_wanted = (
        not service.primary.under_way
        and running.running
        and all(wanted.is_all_of(task.digests) for task in running.running)
    )
    wrote = [one for some in beacons.said.values() for one in some]
    for answer in (*answers.speaking, *wrote) if only_wanted else ():
        if not wanted.agrees(answer.version, answer.commit):
            yield _sighting(wanted, answer, len(running.running))
        elif answer.other_code:
            yield _other_code(wanted, answer, answer.other_code)


def _sighting(wanted: WantedVersion, answer: CanaryAnswer, tasks: int) -> Sighting:
    by_commit = answer.commit and wanted.commit
    pair = (str(answer.commit)[:7], str(wanted.commit)[:7]) if by_commit else (answer.version, wanted.name)
    says, expected = pair
    first = (
        f"Ask one task directly, past {answer.url}; if it too says {says}, build" if "://" in answer.url else "Build"
    )
    step = Step(
        f"{first} {wanted.label} again without a cache (`docker build --no-cache`), and let the build write its "
        "commit into it."
    )
    return Sighting(
        subject=answer.url,
        summary=f"the process says {'commit' if by_commit else 'version'} {says}, expected {expected}: {tasks} of "
        f"{tasks} tasks run the image of {wanted.label}, yet another code answers",
        because=(Citation(_asked(answer), answer.url, answer.quote),),
        remedies=(Remedy("find out which code the image holds", Risk.MANUAL, Horizon.NOW, (step,)),),
    )


def _asked(answer: CanaryAnswer) -> str:
    """Where it was said: what a task wrote stands in a log stream."""
    return "http:get" if "://" in answer.url else OPERATION


def _other_code(wanted: WantedVersion, answer: CanaryAnswer, code: OtherCode) -> Sighting:
    named = ", ".join(code.names[:MOST_NAMED]) + (", …" if len(code.names) > MOST_NAMED else "")
    return Sighting(
        subject=answer.url,
        summary=f"the process says that it is {wanted.label}, and that its code is {code.state}: {SAYS[code.state]}"
        + (f" ({named})" if named else ""),
        because=(Citation(_asked(answer), answer.url, code.quote),),
        remedies=(Remedy("run the code that was built", Risk.MANUAL, Horizon.NOW, (Step(DO[code.state]),)),),
    )
