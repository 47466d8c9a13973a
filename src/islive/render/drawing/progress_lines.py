"""A version that is waited for, as lines of a log: one for each change, and a sign of life when nothing changes."""

from collections.abc import Iterator

from islive.model.documents import Progress
from islive.model.report import Report
from islive.model.stage import StageState, StageTrace
from islive.render.drawing.progress_page import clock, waited
from islive.render.drawing.words import answer, sentence

# What there is nothing to say of as long as it stays so.
CALM = frozenset({StageState.PASSED, StageState.NOT_APPLICABLE, StageState.NOT_REACHED})


def changes(before: Progress | None, now: Progress) -> Iterator[str]:
    """What is different from before, each with the time that was waited; at first, where it stands."""
    report = now.observation.report
    earlier = before.observation.report if before else None
    said = [] if earlier and _answer(earlier) == _answer(report) else [_answer(report)]
    said += [] if earlier and earlier.impact.says == report.impact.says else [report.impact.says]
    said += (_stage(one) for one in _changed(earlier, report))
    said += _causes(earlier, report)
    said += _trouble(before, now)
    yield from (f"{clock(now.waited)} {one}" for one in said)


def heartbeat(now: Progress) -> str:
    """That somebody is still looking, where it stands, and how long that will go on."""
    return f"{clock(now.waited)} {now.observation.report.says}; {waited(now)}"


def _answer(report: Report) -> str:
    said = answer(report)
    name = " ".join(filter(None, (report.target.service, report.wanted.version)))
    return ", ".join(filter(None, (f"{said.word}: {name}", said.tail)))


def _changed(earlier: Report | None, report: Report) -> Iterator[StageTrace]:
    """The stages that are told of: at first those that are not calm, then all whose state or words are others."""
    if earlier is None:
        yield from (one for one in report.stages if one.state not in CALM)
        return
    known = {one.stage: (one.state, one.says) for one in earlier.stages}
    yield from (one for one in report.stages if known.get(one.stage) != (one.state, one.says))


def _stage(one: StageTrace) -> str:
    return f"{one.stage} {one.state}: {one.says}"


def _causes(earlier: Report | None, report: Report) -> Iterator[str]:
    """Causes by their ids: what a summary counts may change with every look."""
    known = {cause.id for cause in earlier.diagnosis.root_causes} if earlier else set[str]()
    found = {cause.id for cause in report.diagnosis.root_causes}
    yield from (f"cause {one.id}: {sentence(one)}" for one in report.diagnosis.root_causes if one.id not in known)
    yield from (f"{gone} is not seen any more" for gone in sorted(known - found))


def _trouble(before: Progress | None, now: Progress) -> Iterator[str]:
    """What kept us from looking, said once."""
    known = before.trouble if before else ""
    if now.trouble and now.trouble != known:
        yield f"no answer: {now.trouble}; going on"
    elif known and not now.trouble:
        yield "AWS answers again"
