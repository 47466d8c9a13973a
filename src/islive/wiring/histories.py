"""The history of services: ECS's record as it is now, and what is remembered beside it."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from islive.engine.collect import collect
from islive.engine.discover import collectors
from islive.engine.history import chapters, measures
from islive.facts.build_project import BuildProject
from islive.facts.builds import Builds
from islive.facts.identity import COMMIT, Identities
from islive.facts.own_images import OwnImages
from islive.facts.reading import chunks
from islive.facts.service_deployments import MOST, ServiceDeployment, ServiceDeployments, ServiceRevision, revisions_of
from islive.model.doors import Aws, Question, Refused, Reply, Repo
from islive.model.evidence import NOT_LOOKED_AT, Gap
from islive.model.history import History, ServiceHistory
from islive.model.store import Deployment, Store
from islive.model.target import Requested, Target
from islive.wiring.account import SIDE_BY_SIDE
from islive.wiring.discovery import find_targets
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.search import meant

READ: tuple[type, ...] = (ServiceDeployments, Identities, OwnImages)
# What an image was made of would take many questions, and changes no outcome.
LEFT_OUT: Mapping[type, object] = {fact: Gap(fact.__name__, "", NOT_LOOKED_AT) for fact in (BuildProject, Builds)}
DESCRIBE = "ecs:DescribeTaskDefinition"
NO_MEMORY = (
    "nothing is remembered: what follows is ECS's own record of 90 days, without causes, and nothing is verified"
)


def history(look: Look, inquiry: Inquiry, days: float, store: Store | None, forgetful: str = "") -> History:
    """The deployments of one service, or of every one, over so many days. Raises UserError, StoreTrouble."""
    since = look.now - timedelta(days=days)
    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="service") as pool:
        found = list(pool.map(lambda one: _recorded(one[0], inquiry, one[1]), _targets(look, inquiry)))
    services = tuple(_remembered(one, look, store, since) for one in found)
    told = "" if store else "; ".join(filter(None, (forgetful, NO_MEMORY)))
    return History(look.now, since, services, told, look.transcript.calls)


def _targets(look: Look, inquiry: Inquiry) -> list[tuple[Look, Target]]:
    if inquiry.service is None:
        return [(look, one) for one in find_targets(look.aws, inquiry.cluster, look.settings)]
    found = meant(look, inquiry, inquiry.service)
    return [(found.through(look), found.target)]


@dataclass(frozen=True, slots=True)
class _Record:
    """What ECS has on record of one service."""

    target: Target
    deployments: tuple[Deployment, ...]
    gaps: tuple[Gap, ...]


def _recorded(look: Look, inquiry: Inquiry, target: Target) -> _Record:
    inputs = (target, Requested(), inquiry.options, look.settings, look.now)
    evidence = collect(collectors(), (), look.doors, inputs, read=READ, instead=LEFT_OUT)
    known = evidence.get(ServiceDeployments)
    if isinstance(known, Gap):
        return _Record(target, (), (known,))
    revisions = {**known.revisions, **_older_revisions(look.aws, known)}
    names, own = evidence.get(Identities), evidence.get(OwnImages)
    who = _registrars(look.aws, {one.task_definition for one in revisions.values()})
    deployments = (
        _deployment(target, one, revisions.get(one.target_revision), names, own) for one in known.deployments
    )
    found = tuple(replace(one, who=who.get(one.task_definition)) for one in deployments)
    return _Record(target, found, tuple(one for one in evidence.gaps if one.reason != NOT_LOOKED_AT))


def _older_revisions(aws: Aws, known: ServiceDeployments) -> Mapping[str, ServiceRevision]:
    """Those that an investigation leaves out; what ECS no longer tells stays unknown."""
    missing = dict.fromkeys(one.target_revision for one in known.deployments if known.revision_of(one) is None)
    found: dict[str, ServiceRevision] = {}
    for several in chunks(list(missing), MOST):
        with suppress(Refused):
            found |= revisions_of(aws, list(several))
    return found


def _registrars(aws: Aws, names: Iterable[str]) -> Mapping[str, str]:
    """Task definition → who registered it, as far as AWS tells."""
    ordered = sorted(names)
    answers = aws.calls([Question(DESCRIBE, {"taskDefinition": name}) for name in ordered])
    return {name: who for name, answer in zip(ordered, answers, strict=True) if (who := _registrar(answer))}


def _registrar(answer: Reply | Refused) -> str:
    definition = {} if isinstance(answer, Refused) else answer.get("taskDefinition") or {}
    return str(definition.get("registeredBy") or "").split(":", 5)[-1]


def _deployment(
    target: Target,
    one: ServiceDeployment,
    revision: ServiceRevision | None,
    names: Identities | Gap,
    own: OwnImages | Gap,
) -> Deployment:
    digests = revision.digests if revision else frozenset[str]()
    ours = (digests & own.recorded if isinstance(own, OwnImages) else frozenset[str]()) or digests
    identities = {} if isinstance(names, Gap) else names.identities
    known = [identities[digest] for digest in sorted(ours) if digest in identities]
    commits = [commit for identity in known for commit in identity.values(COMMIT)]
    definition = revision.task_definition if revision else ""
    return Deployment(
        arn=one.arn,
        target=target,
        status=one.status,
        created_at=one.created_at,
        finished_at=one.finished_at,
        task_definition=definition,
        version=" and ".join(sorted({identity.label for identity in known})) or definition,
        reason=one.rollback_reason or one.status_reason,
        commit=next(iter(commits), None),
    )


def _remembered(record: _Record, look: Look, store: Store | None, since: datetime) -> ServiceHistory:
    target = record.target
    deployments = _merged(store.deployments(target) if store else (), record.deployments)
    receipts, looks = (store.receipts(target), store.looks(target)) if store else ((), ())
    if store and record.deployments:
        store.keep_deployments(deployments)
    found = [one for one in chapters(deployments, receipts, looks) if one.deployment.created_at >= since]
    committed = _committed(look.repo, (one.commit for one in deployments if one.commit))
    return ServiceHistory(target, tuple(found), measures(found, committed, since, look.now), record.gaps)


def _merged(kept: Iterable[Deployment], now: Iterable[Deployment]) -> tuple[Deployment, ...]:
    """What ECS says now, with what was known of it before and is no longer told."""
    known = {one.arn: one for one in kept}
    for one in now:
        before = known.get(one.arn, one)
        known[one.arn] = replace(
            one,
            task_definition=one.task_definition or before.task_definition,
            version=before.version if one.version == one.task_definition and before.version else one.version,
            who=one.who or before.who,
            commit=one.commit or before.commit,
        )
    return tuple(sorted(known.values(), key=lambda one: one.created_at, reverse=True))


def _committed(repo: Repo, commits: Iterable[str]) -> Mapping[str, datetime]:
    return {sha: at for sha in set(commits) for at in _made(repo, sha)}


def _made(repo: Repo, sha: str) -> Iterator[datetime]:
    with suppress(Refused, KeyError, ValueError):
        yield datetime.fromisoformat(str(repo.commit(sha)["committed_at"]))
