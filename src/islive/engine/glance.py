"""A glance: the questions that prove a version live, and none of those that would only explain why it is not.

It says LIVE or nothing. Where anything is refuted, unread or open, the answer is a full look (`investigate`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from islive.engine.axes import MUST_BE_READ, checks, read_by_axes, sees_every_axis
from islive.engine.collect import collect
from islive.engine.diagnose import diagnose
from islive.engine.discover import collectors, rules
from islive.engine.judge import DEGRADING
from islive.engine.needs import READ_BY_ENGINE
from islive.engine.report import report
from islive.facts.build_project import BuildProject
from islive.facts.builds import Builds
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.commits import Commits
from islive.facts.manifests import Manifests
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks, none_was_replaced
from islive.facts.versions import agree, commits_agree, is_version
from islive.facts.wanted_version import WantedVersion
from islive.model.doors import Doors
from islive.model.evidence import NOT_LOOKED_AT, Evidence, Gap
from islive.model.question import Options
from islive.model.report import Report
from islive.model.rule import Rule, When
from islive.model.settings import Settings
from islive.model.target import Requested, Target
from islive.model.verdict import Verdict

# Without a version in the question they refute nothing: what PRIMARY declares is what it deploys, whoever built it.
# What is inside the images counts where the process speaks, and then it is read.
LEFT_OUT: tuple[type, ...] = (BuildProject, Builds, Commits, Manifests)
GLANCED = tuple(fact for fact in MUST_BE_READ if fact not in LEFT_OUT)
# A deployment and ECS's record of it are made at the same time.
SAME_TIME = timedelta(minutes=1)
NOTE = "proved at a glance: commits, CI, builds, roles, secrets and logs were not looked at"


@dataclass(frozen=True, slots=True)
class Glanced:
    """What a glance saw; `report` is None where only a full look can tell."""

    report: Report | None
    evidence: Evidence


def glance(
    target: Target, doors: Doors, options: Options, settings: Settings, now: datetime, *, raising: bool = False
) -> Glanced:
    """Is what PRIMARY declares plainly live?"""
    inputs = (target, Requested(), replace(options, glance=True), settings, now)
    unseen: dict[type, object] = {fact: _not_looked_at(fact) for fact in LEFT_OUT}
    # Without a look inside, tags and ECS's own record are all that is said of an image; tasks that have all been there
    # for long replaced none that ended.
    spared: dict[type, object] = {Manifests: Manifests({}), StoppedTasks: StoppedTasks(())}
    evidence = _collected(doors, inputs, {**unseen, **spared}, raising=raising)
    if needed := set(_needed(evidence, now)):
        spared = {fact: one for fact, one in spared.items() if fact not in needed}
        unseen = {fact: gap for fact, gap in unseen.items() if fact not in needed}
        evidence = _collected(doors, inputs, {**unseen, **spared}, raising=raising)
    left_out = frozenset(fact.__name__ for fact in spared)
    return Glanced(_report(target, evidence, inputs, doors, left_out, raising=raising), evidence)


def _collected(doors: Doors, inputs: tuple[Any, ...], instead: dict[type, object], *, raising: bool) -> Evidence:
    read = {*GLANCED, *read_by_axes()}
    found = collect(collectors(), _degrading(), doors, inputs, read=read, instead=instead, raising=raising)
    unseen = {fact: _not_looked_at(fact) for fact in READ_BY_ENGINE if fact not in found.facts}
    spared = {StoppedTasks: instead[StoppedTasks]} if StoppedTasks in instead else {}
    return Evidence(found.taken_at, {**found.facts, **unseen, **spared})


def _not_looked_at(fact: type) -> Gap:
    return Gap(fact.__name__, "", NOT_LOOKED_AT)


def _degrading() -> tuple[Rule, ...]:
    return tuple(one for one in rules(When.AFTER) if one.id in DEGRADING)


def _report(
    target: Target,
    evidence: Evidence,
    inputs: tuple[Any, ...],
    doors: Doors,
    left_out: frozenset[str],
    *,
    raising: bool,
) -> Report | None:
    degraded = diagnose(_degrading(), evidence, inputs, raising=raising)
    proved = all(check.holds for check in checks(evidence, GLANCED)) and sees_every_axis(evidence)
    if degraded.findings or degraded.not_assessed or not proved or not _is_plain(evidence):
        return None
    seen = report(target, evidence, degraded, calls=doors.calls(), must_be_read=GLANCED)
    if seen.verdict is not Verdict.LIVE:
        return None
    if any(one.reason != NOT_LOOKED_AT for one in seen.gaps):
        return None
    unseen = tuple(sorted(left_out | set(_unseen(evidence))))
    # The history of a service that is well is asked for by its name.
    return replace(seen, gaps=(), timeline=(), notes=(*seen.notes, NOTE), not_looked_at=unseen)


def _unseen(evidence: Evidence) -> Iterator[str]:
    """The facts that were left out, and those that nobody needed to prove anything."""
    for fact, found in evidence.facts.items():
        if isinstance(found, Gap) and found.reason == NOT_LOOKED_AT:
            yield fact.__name__


def _is_plain(evidence: Evidence) -> bool:
    """Nothing is open that a longer look could answer otherwise."""
    service, recorded = evidence.get(Service), evidence.get(ServiceDeployments)
    wanted, canary = evidence.get(WantedVersion), evidence.get(CanaryAnswers)
    if isinstance(service, Gap) or isinstance(recorded, Gap) or isinstance(wanted, Gap) or isinstance(canary, Gap):
        return False
    return _is_on_record(service, recorded) and all(
        _says_the_same(answer.version, answer.commit, wanted) and not answer.other_code and not answer.doubt
        for answer in canary.speaking
    )


def _is_on_record(service: Service, recorded: ServiceDeployments) -> bool:
    """The newest service deployment is the one that made PRIMARY, and not a later one that was taken back."""
    newest = recorded.newest
    if newest is None:
        return True
    same = recorded.record_of(service.primary) is newest
    return same and abs(newest.created_at - service.primary.created_at) <= SAME_TIME


def _says_the_same(version: str | None, commit: str | None, wanted: WantedVersion) -> bool:
    """Both what the process says of its version and of its commit are known of the image: builds could know more."""
    named = not version or (wanted.name is not None and is_version(wanted.name) and agree(version, wanted.name))
    made_of = not commit or (wanted.commit is not None and commits_agree(commit, wanted.commit))
    return named and made_of


def _needed(evidence: Evidence, now: datetime) -> Iterator[type]:
    """What was spared, and the first answers call for."""
    service, running = evidence.get(Service), evidence.get(RunningTasks)
    if isinstance(service, Gap) or isinstance(running, Gap) or not none_was_replaced(service, running.tasks, now):
        yield StoppedTasks
    if _speaks(evidence):
        yield Manifests


def _speaks(evidence: Evidence) -> bool:
    canary = evidence.get(CanaryAnswers)
    return not isinstance(canary, Gap) and bool(canary.speaking)
