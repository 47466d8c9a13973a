"""The words for a history: how deployments ended, and the four figures, for every format that is made of lines."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from islive.model.history import BAD, Chapter, Conclusion, History, Measures, ServiceHistory
from islive.render.drawing.causes import many
from islive.render.drawing.lines import Tone
from islive.render.drawing.moments import day_and_minute

OUTCOMES = {
    Conclusion.VERIFIED: "verified live",
    Conclusion.SUCCEEDED: "succeeded, not verified by islive",
    Conclusion.NOT_LIVE: "succeeded for ECS, but not live",
    Conclusion.FAILED: "failed",
    Conclusion.ROLLED_BACK: "rolled back",
    Conclusion.STOPPED: "stopped",
    Conclusion.UNDER_WAY: "under way",
}
UNKNOWN = "not known"
DAY = timedelta(days=1)


class Told(NamedTuple):
    """One deployment in words."""

    mark: str
    tone: Tone
    when: str
    version: str
    outcome: str
    took: str
    who: str
    cause: str


def headline(document: History) -> str:
    """How many deployments of what, over how long."""
    count = sum(len(one.chapters) for one in document.services)
    names = [one.target.service for one in document.services]
    whose = names[0] if len(names) == 1 else many(len(names), "service")
    days = round((document.taken_at - document.since) / DAY)
    verified = sum(one.measures.verified for one in document.services)
    return f"{whose}: {many(count, 'deployment')} in {many(days, 'day')}, {verified} verified live"


def told(one: Chapter) -> Told:
    """The words for one deployment."""
    deployment, bad = one.deployment, one.outcome in BAD
    proof = f" ({one.grade})" if one.outcome is Conclusion.VERIFIED else ""
    mark = "✖" if bad else "…" if one.outcome is Conclusion.UNDER_WAY else "✔" if one.verified_at else "·"
    tone = Tone.BAD if bad else Tone.GOOD if one.verified_at else Tone.WAIT
    return Told(
        mark=mark,
        tone=tone,
        when=f"{day_and_minute(deployment.created_at)}",
        version=" ".join(dict.fromkeys((deployment.version or UNKNOWN, deployment.task_definition))).strip(),
        outcome=f"{OUTCOMES[one.outcome]}{proof}",
        took=length(one.took) if one.took is not None else "",
        who=deployment.who or "",
        cause=", ".join(one.causes) or (deployment.reason if bad else ""),
    )


def figures(one: Measures) -> Iterator[tuple[str, str]]:
    """DORA's four, each with what it is made of."""
    days = many(round(one.days), "day")
    often = f"{one.a_week:.1f} a week ({one.verified} verified live in {days})"
    yield "deployment frequency", often if one.verified else f"{UNKNOWN}: none was verified live"
    yield "lead time for changes", _median(one.lead_time, one.led, "none was verified live with a commit known here")
    rate = one.failure_rate
    known = UNKNOWN if rate is None else f"{rate * 100:.0f} % ({one.failed} of {one.ended} that ended)"
    yield "change failure rate", known
    yield "time to restore", _median(one.time_to_restore, one.restored, "no failure was followed by a proof")


def blind(one: ServiceHistory) -> tuple[str, ...]:
    """What could not be read, and the way out."""
    return tuple(dict.fromkeys(gap.says for gap in one.gaps))


def _median(found: timedelta | None, count: int, otherwise: str) -> str:
    if found is None:
        return f"{UNKNOWN}: {otherwise}"
    return f"{length(found)} (median of {count})" if count > 1 else f"{length(found)} (of one)"


def length(taken: timedelta) -> str:
    """A length of time as people say it."""
    minutes = int(taken.total_seconds()) // 60
    if minutes < 1:
        return f"{int(taken.total_seconds())} s"
    hours, rest = divmod(minutes, 60)
    days, left = divmod(hours, 24)
    if days:
        return f"{days} d {left} h"
    return f"{hours} h {rest} min" if hours else f"{rest} min"
