"""The axis of what processes say themselves: through the routes, many times, past the load balancer, in their logs."""

from collections.abc import Callable, Iterator

from islive.engine.check import Check
from islive.facts.answerers import Answerers
from islive.facts.beacons import Beacons
from islive.facts.canary_answer import CanaryAnswer
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.direct_answers import DirectAnswers
from islive.facts.measured_answers import MeasuredAnswers, is_of
from islive.facts.running_tasks import RunningTasks
from islive.facts.wanted_version import WantedVersion
from islive.model.evidence import Gap
from islive.model.verdict import Reason


def answered(canary: CanaryAnswers, wanted: WantedVersion, tasks: RunningTasks | Gap) -> Iterator[Check]:
    """Where the running process speaks, it says the version; code is stale only in a task that runs its image."""
    for answer in canary.speaking:
        yield from _says_it(answer, wanted, tasks)


def _says_it(answer: CanaryAnswer, wanted: WantedVersion, tasks: RunningTasks | Gap) -> Iterator[Check]:
    runs = not isinstance(tasks, Gap) and any(task.digests & wanted.digests for task in tasks.running)
    agrees = wanted.agrees(answer.version, answer.commit)
    reason = Reason.STALE_CODE if runs else None
    yield Check("serving", agrees, f"{answer.url} answers {wanted.label}", reason)
    if answer.other_code:
        yield Check("serving", False, f"{answer.url} runs the code that was built", reason)


def by_its_own(answerers: Answerers) -> Iterator[Check]:
    """It is no other service that answers."""
    for one in answerers.strangers:
        yield Check("serving", False, f"{one.answer.url} is answered by {one.expected}", Reason.WRONG_ROUTE)


def measured(answers: MeasuredAnswers, wanted: WantedVersion) -> Iterator[Check]:
    """All of many answers are of the version; where the requests are divided, as many as should be."""
    for way in answers.ways:
        says = f"{way.url} answers {wanted.label} ({way.others(wanted)} of {way.answers} are others)"
        yield Check("serving", way.is_as_it_should_be(wanted), says, Reason.MIXED)


def direct(answers: DirectAnswers, wanted: WantedVersion) -> Iterator[Check]:
    """What each target says of itself."""
    for one in answers.answers:
        yield Check("serving", is_of(one, wanted), f"{one.url} answers {wanted.label}", Reason.MIXED)


def wrote(beacons: Beacons, wanted: WantedVersion, tasks: RunningTasks | Gap) -> Iterator[Check]:
    """What tasks wrote at their start."""
    for answers in beacons.said.values():
        for one in answers:
            yield from _says_it(one, wanted, tasks)


AXES: tuple[Callable[..., Iterator[Check]], ...] = (answered, by_its_own, measured, direct, wrote)
