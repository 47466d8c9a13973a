"""Whose deployment is under way: the rollout that the same command began before, to be gone on with, or another's."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from islive.facts.rollouts import Carried
from islive.facts.task_definitions import TaskDefinitions
from islive.facts.versions import same
from islive.model.documents import Hindrance
from islive.model.evidence import Evidence, Gap
from islive.model.rollout import BACK, BY, VERSION, Rollout
from islive.model.target import Target
from islive.remedy.under_way import UnderWay, under_way
from islive.rollout.standing import Known

# A deployment that ended longer ago is over: the same command begins another one.
GOES_ON = timedelta(hours=1)


def begun_before(
    target: Target, version: str, digests: Mapping[str, str], evidence: Evidence, seen: Known
) -> Rollout | None:
    """The rollout of that version, with these images, that has not come to its end; None where AWS carries none."""
    for revision in (seen.service.primary.task_definition, seen.rollouts.newest):
        one = seen.rollouts.of(revision)
        if one is None or not same(one.version, version) or one.id.startswith(BACK):
            continue
        if _is_pinned(revision, digests, evidence) and _goes_on(revision, one, seen, evidence.taken_at):
            since = one.since or evidence.taken_at
            return Rollout(one.id, target, version, one.source, digests, one.by, since)
    return None


def _is_pinned(revision: str, digests: Mapping[str, str], evidence: Evidence) -> bool:
    """It runs these very images."""
    definitions = evidence.get(TaskDefinitions)
    found = None if isinstance(definitions, Gap) else definitions.get(revision) or definitions.newest
    if found is None or isinstance(found, Gap) or found.name != revision:
        return False
    named = {one.name: one.image.digest for one in found.containers}
    return all(named.get(name) == digest for name, digest in digests.items())


def _goes_on(revision: str, one: Carried, seen: Known, now: datetime) -> bool:
    """It is not deployed yet, or is PRIMARY, or is on its way back."""
    record = next(iter(seen.records(revision)), None)
    primary = seen.service.primary.task_definition
    if primary == revision:
        ended = record.finished_at if record else None
        return ended is None or now - ended < GOES_ON
    if not seen.was_tried(revision):
        return primary == one.source
    return seen.is_under_way and primary == one.source


def in_the_way(seen: Known, evidence: Evidence) -> Hindrance | None:
    """Another deployment that is under way: whose it is, and since when."""
    carried = seen.primary
    tags = {VERSION: carried.version, BY: carried.by} if carried else {}
    found = under_way(evidence, {name: value for name, value in tags.items() if value})
    if not isinstance(found, UnderWay):
        return None
    name = seen.service.name
    back = f"or take it back: islive rollback {name}"
    return Hindrance(found.says, f"wait for it: islive verify {name} {found.version or found.task_definition}; {back}")
