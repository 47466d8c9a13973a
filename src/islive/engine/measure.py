"""What was measured of serving, in sentences: how many answers, of what, and how sure one can be of the rest."""

from collections.abc import Iterator, Mapping

from islive.engine.inject import inject
from islive.facts.beacons import Beacons
from islive.facts.direct_answers import DirectAnswers
from islive.facts.measured_answers import MeasuredAnswers, MeasuredWay, is_of
from islive.facts.running_tasks import RunningTasks
from islive.facts.wanted_version import WantedVersion
from islive.model.confidence import LEVEL, at_least, at_most, percent
from islive.model.evidence import Evidence, Gap


def measure(evidence: Evidence) -> tuple[str, ...]:
    """One sentence for each way in, then those on sessions, single targets, and what tasks wrote at their start."""
    said = [inject(_ways, evidence, {}), inject(_direct, evidence, {}), inject(_written, evidence, {})]
    return tuple(sentence for some in said if not isinstance(some, Gap) for sentence in some)


def histogram(evidence: Evidence) -> Mapping[str, str]:
    """Address → what it answered, how often each: "v1.4.2 (107), v1.4.1 (93)"."""
    found = evidence.get(MeasuredAnswers)
    ways = () if isinstance(found, Gap) else found.ways
    return {way.url: ", ".join(f"{one.answer.names} ({one.times})" for one in way.said) for way in ways if way.said}


def _ways(measured: MeasuredAnswers, wanted: WantedVersion, running: RunningTasks) -> Iterator[str]:
    for way in measured.ways:
        yield f"{_counted(way, wanted)}{_of_tasks(way, running)}{_doubted(way)}"
        if way.sticks:
            yield f"{way.place} sets a cookie that leads back to the same task: the answers are those of new visitors"


def _counted(way: MeasuredWay, wanted: WantedVersion) -> str:
    """The statement, exact by Clopper and Pearson: one-sided, at 95 %."""
    answers, others = way.answers, way.others(wanted)
    if not answers:
        return f"none of {way.asked} answers at {way.place} counts"
    level = f"at {LEVEL:.0%}".replace("%", " %")
    said = f"{others} of {answers} answers at {way.place} were of another version"
    most = percent(at_most(others, answers))
    if way.share < 1:
        least = percent(at_least(others, answers), lower=True)
        return f"{said}, where {1 - way.share:.0%} should be: over {least} and under {most}, each {level}"
    return f"{said}: under {most} {level}" if not others else said


def _of_tasks(way: MeasuredWay, running: RunningTasks) -> str:
    """From how many of the tasks they came, where the canary names its task."""
    arns = {task.arn for task in running.running}
    if not way.tasks:
        return ""
    return f"; they came from {len(way.tasks & arns)} of {len(arns)} tasks"


def _doubted(way: MeasuredWay) -> str:
    kinds: dict[str, int] = {}
    for one in way.doubted:
        kinds[one.answer.doubt or ""] = kinds.get(one.answer.doubt or "", 0) + one.times
    told = ", ".join(f"{times} {kind}" for kind, times in sorted(kinds.items()))
    return f"; {told} beside them prove nothing" if told else ""


def _direct(direct: DirectAnswers, wanted: WantedVersion) -> Iterator[str]:
    if direct.answers:
        fits = sum(is_of(one, wanted) for one in direct.answers)
        yield f"past the load balancer {fits} of {direct.targets} targets answer {wanted.label}"


def _written(beacons: Beacons, running: RunningTasks) -> Iterator[str]:
    if beacons.asked and not beacons.gaps:
        said = sum(bool(beacons.said.get(task.arn)) for task in running.running)
        tasks = "1 task" if len(running.running) == 1 else f"{len(running.running)} tasks"
        yield f"{said} of {tasks} wrote at the start what it is"
