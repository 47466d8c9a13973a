"""old-answers-in-rotation: of many answers some are of another version."""

from collections.abc import Iterator

from islive.facts.direct_answers import DirectAnswers
from islive.facts.measured_answers import MeasuredAnswers, MeasuredWay, Said, is_of
from islive.facts.running_tasks import RunningTasks
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.TRAFFIC, when=AFTER, severity=Severity.CRITICAL)
def old_answers_in_rotation(
    wanted: WantedVersion, running: RunningTasks, measured: MeasuredAnswers, direct: DirectAnswers
) -> Iterator[Sighting]:
    """Every task runs the image of the wanted version, and a part of the answers is of another one.

    ## What it means
    islive asked the same address many times, each time as a new visitor, and counted what the processes said of
    themselves. Not all of them are the version, although every running task has its image. Some users get it and some
    do not, from one request to the next.

    ## Why it happens
    - One task runs other code than its image: a module was edited in the container, a worker was not restarted, a
      volume lies over the code.
    - A rule of the listener still gives a share of the requests to an older target group.
    - An old task or instance is registered in a second target group of the same rule.
    - An old process still listens on the same port of an instance.

    ## What to do
    Look which task says it: the answer that is quoted names it where it can. Stop that task, and ECS starts another one
    of the deployment. If no task of the service says it, look with `islive routes` where else the rule leads.

    ## References
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopTask.html
    """
    ways = [way for way in measured.ways if not way.is_as_it_should_be(wanted)]
    for way in ways:
        yield _sighting(wanted, way, way.other_than(wanted)[0], len(running.running))
    for answer in direct.answers:
        if not ways and not is_of(answer, wanted):
            one = MeasuredWay(answer.url, (Said(answer, 1),))
            yield _sighting(wanted, one, one.said[0], len(running.running))


def _sighting(wanted: WantedVersion, way: MeasuredWay, other: Said, tasks: int) -> Sighting:
    answer = other.answer
    code = f", and that its code is {answer.other_code.state}" if answer.other_code else ""
    says = f"{answer.names}{code}" if answer.present else "no version (there is no canary)"
    which = f"task {answer.task.rpartition('/')[2]}" if answer.task else "the task that says it"
    step = _stop(answer.task, which)
    share = f", where {1 - way.share:.0%} should be" if way.share < 1 else ""
    return Sighting(
        subject=way.url,
        summary=f"{way.others(wanted)} of {way.answers} answers at {way.place} are of another version{share}: it says "
        f"{says}, expected {wanted.label}, whose image all {tasks} tasks run",
        because=(Citation("http:get", answer.url, answer.quote),),
        remedies=(Remedy("take what answers otherwise out of rotation", Risk.MANUAL, Horizon.NOW, (step,)),),
    )


def _stop(task: str | None, which: str) -> Step:
    """Which task it is must be known, and others must serve meanwhile: that is for a person to see."""
    says = (
        f"Stop {which}; ECS starts another one. If it is no task of the service, see with `islive routes` "
        "what leads there."
    )
    if task is None or task.count("/") < 2:  # noqa: PLR2004 - arn:…:task/CLUSTER/ID
        return Step(says)
    return Step(says, "ecs:StopTask", {"cluster": task.split("/")[-2], "task": task})
