"""One investigation, from the question to the report: the table of contents of islive."""

from datetime import datetime

from islive.engine.collect import collect
from islive.engine.diagnose import diagnose
from islive.engine.discover import collectors, rules
from islive.engine.fold import suppressed
from islive.engine.motion import motion
from islive.engine.report import report
from islive.model.doors import Doors
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
    checked = rules(When.AFTER)
    inputs = (target, requested, options, settings, now)
    evidence = collect(collectors(), checked, doors, inputs, raising=raising)
    diagnosis = diagnose(checked, evidence, inputs, raising=raising)
    found = report(target, evidence, diagnosis, calls=doors.calls(), asked=requested.version)
    return Observation(suppressed(found, settings.suppress), motion(evidence, found.stages))
