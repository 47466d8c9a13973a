"""One investigation, from the question to the report: the table of contents of islive."""

from collections.abc import Iterable
from datetime import datetime

from islive.engine.collect import collect
from islive.engine.diagnose import diagnose
from islive.engine.discover import collectors, rules
from islive.engine.fold import suppressed
from islive.engine.motion import motion
from islive.engine.needs import READ_BY_ENGINE
from islive.engine.report import report
from islive.model.doors import Doors
from islive.model.evidence import Evidence
from islive.model.motion import Observation
from islive.model.question import Options
from islive.model.report import Report
from islive.model.rule import When
from islive.model.settings import Settings
from islive.model.target import Requested, Target


def investigate(
    target: Target,
    requested: Requested,
    doors: Doors,
    options: Options,
    settings: Settings,
    now: datetime,
    *,
    raising: bool = False,
) -> Report:
    """Is the requested version of the target live; if not, where did it stop, why, and what is the safe way out?"""
    return observe(target, requested, doors, options, settings, now, raising=raising).report


def observe(
    target: Target,
    requested: Requested,
    doors: Doors,
    options: Options,
    settings: Settings,
    now: datetime,
    *,
    raising: bool = False,
) -> Observation:
    """The same investigation for somebody who waits: beside the report what is at work, and how far it has come."""
    asked = (target, requested, options, settings, now)
    found, evidence = _examined(asked, doors, (), raising=raising)
    return Observation(found, motion(evidence, found.stages))


def examine(
    target: Target,
    requested: Requested,
    doors: Doors,
    options: Options,
    settings: Settings,
    now: datetime,
    read: Iterable[type] = (),
) -> tuple[Report, Evidence]:
    """The same investigation for somebody who plans: the evidence as well, with the facts of `read`."""
    return _examined((target, requested, options, settings, now), doors, read)


Asked = tuple[Target, Requested, Options, Settings, datetime]


def _examined(asked: Asked, doors: Doors, read: Iterable[type], *, raising: bool = False) -> tuple[Report, Evidence]:
    checked = rules(When.AFTER)
    evidence = collect(collectors(), checked, doors, asked, read=(*READ_BY_ENGINE, *read), raising=raising)
    diagnosis = diagnose(checked, evidence, asked, raising=raising)
    target, requested, _, settings, _ = asked
    found = report(target, evidence, diagnosis, calls=doors.calls(), asked=requested.version)
    return suppressed(found, settings.suppress), evidence
