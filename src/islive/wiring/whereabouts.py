"""Which services run a version or a digest: asked of the tasks that run, and of what their images say of themselves."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from islive.engine.collect import collect
from islive.engine.discover import collectors
from islive.facts.build_project import BuildProject
from islive.facts.builds import Builds
from islive.facts.identity import Identities
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.wanted_version import WantedVersion
from islive.model.collector import Collector
from islive.model.documents import Closed, RunsAt, Whereabouts
from islive.model.evidence import NOT_LOOKED_AT, Evidence, Gap
from islive.model.target import Requested, Target
from islive.wiring.account import SIDE_BY_SIDE, with_survey
from islive.wiring.discovery import find_targets
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.scopes import in_each, scopes_of

READ: tuple[type, ...] = (Service, RunningTasks, Identities, WantedVersion)
# Builds say what an image was made of; what runs, and what it says of itself, is answered without them.
LEFT_OUT: Mapping[type, object] = {fact: Gap(fact.__name__, "", NOT_LOOKED_AT) for fact in (BuildProject, Builds)}


@dataclass(frozen=True, slots=True)
class _Found:
    """What one service came to: where it runs the version, or why that could not be told; neither if it does not."""

    places: tuple[RunsAt, ...] = ()
    unread: tuple[tuple[Target, str], ...] = ()


def whereabouts(look: Look, inquiry: Inquiry) -> Whereabouts:
    """Every service of every account and region that is meant, and runs the version. Raises UserError."""
    scopes = scopes_of(look.settings, look.aws.scope)
    each = in_each(look, scopes, lambda there: _in_scope(there, inquiry))
    found = [one for several in each if isinstance(several, list) for one in several]
    return Whereabouts(
        asked=inquiry.version or "",
        taken_at=look.now,
        places=tuple(place for one in found for place in one.places),
        looked_at=len(found),
        unread=tuple(unread for one in found for unread in one.unread),
        scopes=scopes if look.settings.accounts else (),
        closed=tuple(one for one in each if isinstance(one, Closed)),
        calls=look.transcript.calls,
    )


def asked_for_where() -> tuple[Collector[Any], ...]:
    """The collectors of the facts that the answer is made of, and of what those need."""
    by_fact = {one.fact: one for one in collectors() if one.fact not in LEFT_OUT}
    ahead, found = list(READ), dict[type, Collector[Any]]()
    while ahead:
        fact = ahead.pop()
        if fact in by_fact and fact not in found:
            found[fact] = by_fact[fact]
            ahead += by_fact[fact].needs.values()
    return tuple(found.values())


def _in_scope(look: Look, inquiry: Inquiry) -> list[_Found]:
    targets = find_targets(look.aws, inquiry.cluster, look.settings)
    seen = with_survey(look, targets)
    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="service") as pool:
        return list(pool.map(lambda target: _found(target, _evidence(seen, inquiry, target)), targets))


def _evidence(look: Look, inquiry: Inquiry, target: Target) -> Evidence:
    inputs = (target, Requested(inquiry.version), replace(inquiry.options, glance=True), look.settings, look.now)
    return collect(asked_for_where(), (), look.apart(), inputs, read=READ, instead=LEFT_OUT)


def _found(target: Target, known: Evidence) -> _Found:
    service, tasks = known.get(Service), known.get(RunningTasks)
    names, wanted = known.get(Identities), known.get(WantedVersion)
    if isinstance(service, Gap) or isinstance(tasks, Gap) or isinstance(names, Gap) or isinstance(wanted, Gap):
        gaps = (gap for gap in (service, tasks, names, wanted) if isinstance(gap, Gap))
        return _Found(unread=((target, next(gaps).says),))
    running = tasks.running
    having = {digest for task in running for digest in task.digests & wanted.digests}
    places = tuple(
        RunsAt(
            target,
            min(task.task_definition for task in running if digest in task.digests),
            names.label(digest),
            digest,
            sum(digest in task.digests for task in running),
            len(running),
        )
        for digest in sorted(having)
    )
    return _Found(places, () if places else _unsure(target, known, wanted))


def _unsure(target: Target, known: Evidence, wanted: WantedVersion) -> tuple[tuple[Target, str], ...]:
    """It does not run it, unless it is one of those whose identity could not be read, or not all could be seen."""
    tasks, names, service = known.get(RunningTasks), known.get(Identities), known.get(Service)
    if isinstance(tasks, Gap) or isinstance(names, Gap) or isinstance(service, Gap):
        return ()
    if len(tasks.running) < service.running:
        return ((target, f"ECS counts {service.running} running tasks and lists {len(tasks.running)}"),)
    if any(not task.digests for task in tasks.running):
        return ((target, "ECS does not say which image a task runs"),)
    unsure = {digest for task in tasks.running for digest in task.digests & wanted.unproved}
    gaps = [gap for digest in sorted(unsure) for gap in names.identities[digest].unread if gap.reason != NOT_LOOKED_AT]
    return ((target, gaps[0].says),) if gaps else ()
