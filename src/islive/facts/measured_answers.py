"""Serving, measured: many answers through every way in, counted by what they say."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from islive.facts.canary_answer import CanaryAnswer, asked
from islive.facts.canary_answers import CanaryAnswers, told
from islive.facts.reading import chunks, gaps_among
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.wanted_version import WantedVersion
from islive.facts.ways_in import WaysIn
from islive.model.collector import collects
from islive.model.confidence import at_least
from islive.model.doors import Http, Refused
from islive.model.evidence import Gap, gap
from islive.model.question import Options

# So many at the same time, so that a far server does not make them take long; the door keeps the rate.
AT_ONCE = 4
# A server that does not answer is not waited for two hundred times.
ROUND = 20
# With the load balancer's cookie: does the same target answer each time?
RETURNING = 5
# A share is refuted only where luck would do so in one of a thousand looks.
SURE = 0.999


@dataclass(frozen=True, slots=True)
class Said:
    """How often one thing was said: `answer` is the first that said it."""

    answer: CanaryAnswer
    times: int


@dataclass(frozen=True, slots=True)
class MeasuredWay:
    """One way in. `said` are the answers that prove or refute, `doubted` those that do neither (cached, forged).

    `failed` are statuses instead of an answer, with their numbers. `share` is the part of its requests that the service
    should get there. `sticks`: with the cookie of the load balancer the same task answered each time, without it
    several; None where that could not be told.
    """

    url: str
    said: tuple[Said, ...]
    doubted: tuple[Said, ...] = ()
    failed: Mapping[str, int] | None = None
    share: float = 1.0
    sticks: bool | None = None
    tasks: frozenset[str] = frozenset()

    @property
    def place(self) -> str:
        """The address without the canary's name."""
        return self.url.rpartition("/")[0]

    @property
    def answers(self) -> int:
        """How many answers count."""
        return sum(one.times for one in self.said)

    @property
    def asked(self) -> int:
        """How many questions were put to it."""
        return self.answers + sum(one.times for one in self.doubted) + sum((self.failed or {}).values())

    def other_than(self, wanted: WantedVersion) -> tuple[Said, ...]:
        """The answers that are not of the version, the most frequent first; one without a canary is of another one."""
        return tuple(one for one in self.said if not is_of(one.answer, wanted))

    def others(self, wanted: WantedVersion) -> int:
        """How many answers those are."""
        return sum(one.times for one in self.other_than(wanted))

    def is_as_it_should_be(self, wanted: WantedVersion) -> bool:
        """No answer is of another version; where they get a share, no more than luck explains."""
        others = self.others(wanted)
        return others == 0 or (self.share < 1 and at_least(others, self.answers, SURE) <= 1 - self.share)


def is_of(answer: CanaryAnswer, wanted: WantedVersion) -> bool:
    """The process says that it is the version, and nothing against its own code."""
    return answer.present and not answer.other_code and wanted.agrees(answer.version, answer.commit)


@dataclass(frozen=True, slots=True)
class MeasuredAnswers:
    """The ways that were measured; none with `--answers 1`, or where the version does not serve anyway."""

    ways: tuple[MeasuredWay, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asking:
    http: Http
    own: frozenset[str]
    answers: int

    def all_of(self, url: str) -> list[CanaryAnswer | Refused]:
        """So many answers, the first as CanaryAnswers has it; no more rounds where one was lost, for that is a gap."""
        found: list[CanaryAnswer | Refused] = []
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="answer") as pool:
            for some in chunks(range(1, self.answers + 1), ROUND):
                found += pool.map(lambda number: self.one(url, number), some)
                if any(isinstance(one, Refused) and is_lost(one) for one in found):
                    break
        return found

    def again(self, url: str) -> list[CanaryAnswer | Refused]:
        """As somebody who comes back with the cookies that he was given."""
        return [self.one(url, self.answers + number, session="kept") for number in range(1, RETURNING + 1)]

    def one(self, url: str, number: int, **how: str) -> CanaryAnswer | Refused:
        try:
            return asked(self.http, url, self.own, **({"answer": str(number)} if number > 1 else {}), **how)
        except Refused as refused:
            return refused


@collects()
def collect(
    http: Http,
    service: Service,
    running_tasks: RunningTasks,
    wanted_version: WantedVersion,
    canary_answers: CanaryAnswers,
    ways_in: WaysIn,
    options: Options,
) -> MeasuredAnswers:
    """Ask where many answers are wanted, every task runs the version, and no first answer speaks against it."""
    if not _is_worth_it(service, running_tasks, wanted_version, canary_answers, options):
        return MeasuredAnswers()
    asking = _Asking(http, ways_in.own, options.answers)
    measured = [_measured(asking, url, share, wanted_version) for url, share in ways_in.shares.items()]
    return MeasuredAnswers(tuple(way for way, _ in measured), gaps_among(one for _, lost in measured for one in lost))


def _is_worth_it(
    service: Service, running: RunningTasks, wanted: WantedVersion, canary: CanaryAnswers, options: Options
) -> bool:
    """Before the version serves there is nothing to measure, and after one answer against it nothing more to learn."""
    runs = bool(running.running) and all(wanted.is_all_of(task.digests) for task in running.running)
    fits = all(is_of(one, wanted) for one in canary.speaking)
    return options.answers > 1 and options.probe and runs and fits and not service.primary.under_way


def _measured(asking: _Asking, url: str, share: float, wanted: WantedVersion) -> tuple[MeasuredWay, list[Gap]]:
    answers = asking.all_of(url)
    spoke = [one for one in answers if isinstance(one, CanaryAnswer)]
    again = asking.again(url) if any(one.cookies for one in spoke) else []
    back = [one for one in again if isinstance(one, CanaryAnswer)]
    refused = [one for one in (*answers, *again) if isinstance(one, Refused)]
    failed = Counter(one.code for one in refused if not is_lost(one))
    way = MeasuredWay(
        url=url,
        said=_counted(one for one in spoke if _counts(one, wanted)),
        doubted=_counted(one for one in (*spoke, *back) if not _counts(one, wanted)),
        failed=dict(sorted(failed.items())),
        share=share,
        sticks=_sticks(spoke, back),
        tasks=frozenset(one.task for one in spoke if one.task and one.doubt is None),
    )
    return way, [gap("MeasuredAnswers", told(one, url)) for one in refused if is_lost(one)]


def _counts(answer: CanaryAnswer, wanted: WantedVersion) -> bool:
    """It proves, or it refutes: whoever says without a signature that it is another version, users get it."""
    return answer.doubt is None or (answer.doubt != "cached" and not is_of(answer, wanted))


def is_lost(refused: Refused) -> bool:
    """Nothing came: a status, whichever it is, is an answer."""
    return not refused.code.startswith("status ")


def _counted(answers: Iterable[CanaryAnswer]) -> tuple[Said, ...]:
    """What was said, the most frequent first: who says it, when, and with which words around it does not matter."""
    found: dict[tuple[object, ...], list[CanaryAnswer]] = {}
    for one in answers:
        code = one.other_code.state if one.other_code else None
        key = (one.present, one.version, one.commit, one.image, one.fingerprint, code, one.doubt, one.status)
        found.setdefault(key, []).append(one)
    return tuple(sorted((Said(some[0], len(some)) for some in found.values()), key=lambda one: -one.times))


def _sticks(spoke: Sequence[CanaryAnswer], back: Sequence[CanaryAnswer]) -> bool | None:
    tasks, again = ({one.task for one in some} for some in (spoke, back))
    if None in tasks | again or len(tasks) < 2 or not again:  # noqa: PLR2004 - only among several can one stick
        return None
    return len(again) == 1
