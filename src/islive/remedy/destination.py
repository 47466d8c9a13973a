"""Where a rollback goes, and what says that it served there before."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from islive.facts.identity import SHORT_COMMIT, SHORT_DIGEST
from islive.facts.past_revisions import Past
from islive.facts.task_definitions import asked_revision
from islive.facts.versions import commits_agree, same
from islive.model.citation import Citation
from islive.model.documents import Hindrance
from islive.model.evidence import Evidence, Gap
from islive.model.receipt import Receipt
from islive.model.report import Report
from islive.model.target import Requested, Target
from islive.remedy.before import Before, Version, version_of
from islive.remedy.meant import Tagging, commit_meant
from islive.remedy.proof import candidates

DIGEST = "sha256:"


@dataclass(frozen=True, slots=True)
class Returning:
    """What was asked for: `to` where a version was named, `by` who asks, `receipts` those of the service, newest first.

    `automatic`: nobody looks at the plan, so it must rest on proof alone.
    """

    target: Target
    to: str | None = None
    by: str = ""
    command: str = ""
    receipts: tuple[Receipt, ...] = ()
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Destination:
    """The version to go to, what to call it, what it rests on; `verified`: it is known to have served."""

    version: Version
    label: str
    why: str
    verified: bool
    cited: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        """As a sentence calls it."""
        revision = self.version.revision
        return revision if self.label == revision else f"{self.label} ({revision})"


def destination(asked: Returning, before: Before, report: Report, evidence: Evidence) -> Destination | Hindrance:
    """The version that was named; else where ECS goes or went; else the last one verified, or else successful."""
    if asked.to:
        return _named(asked, asked.to, before, report, evidence)
    if goes := before.ecs_goes_to:
        return _of(goes, asked, before, report)
    if left := before.gone_back_from:
        found = _of(before.here, asked, before, report)
        return _because(found, f"PRIMARY went back to it from {left.revision} already")
    return _last_good(asked, before, report)


def others(asked: Returning, before: Before, but: Version) -> Iterator[str]:
    """Further versions that could be gone back to, as --to names them: the verified ones first."""
    known = [*map(version_of, asked.receipts), *map(version_of, before.past.successful)]
    left = before.gone_back_from or before.leaving
    further = (one for one in known if not (before.same(one, but) or before.same(one, left) or before.is_left(one)))
    yield from dict.fromkeys(one.revision for one in further)


def _last_good(asked: Returning, before: Before, report: Report) -> Destination | Hindrance:
    """What was verified last; but for what ECS calls successful since then and serves now, or where nothing was."""
    verified = next((one for one in asked.receipts if not before.is_left(version_of(one))), None)
    last = _last_successful(before) or _serving(before, report)
    if verified is None:
        return _of(version_of(last), asked, before, report) if last else _nothing(before)
    if last is None or last.record.created_at <= verified.taken_at:
        return _of(version_of(verified), asked, before, report)
    if _serves(version_of(last), before, report):
        return _of(version_of(last), asked, before, report)
    found, later = _of(version_of(verified), asked, before, report), last.revision.task_definition
    since = f"{later} was deployed since, and not verified by islive: --to {later} goes there"
    return found if before.same(version_of(last), found.version) else _noting(found, since)


def _last_successful(before: Before) -> Past | None:
    """The newest one that was SUCCESSFUL before what is to be left."""
    at = before.left_at
    older = (one for one in before.past.successful if at is None or one.record.created_at < at)
    return next((one for one in older if not before.is_left(version_of(one))), None)


def _serving(before: Before, report: Report) -> Past | None:
    """What serves right now beside what is to be left, though ECS never called it successful."""
    running = (one for one in before.past.all if not before.is_left(version_of(one)))
    return next((one for one in running if _serves(version_of(one), before, report)), None)


def _nothing(before: Before) -> Hindrance:
    return Hindrance(
        f"there is nothing to go back to: no deployment before {before.leaving.revision} was SUCCESSFUL, "
        "and islive has verified no other version",
        f"`islive {before.service.name}` says what is wrong with this one; --to FAMILY:REVISION names one yourself",
    )


def _of(version: Version, asked: Returning, before: Before, report: Report) -> Destination:
    """With what is known of that version: a receipt, or that it serves right now, or ECS's word alone."""
    receipt = next((one for one in asked.receipts if before.same(version_of(one), version)), None)
    if receipt:
        return _by_receipt(receipt, version)
    label, cited = _label(version, before), _cited(version, before)
    if serving := _serves(version, before, report):
        return Destination(version, label, f"it serves right now: {serving}", verified=True, cited=cited)
    why = "the last SUCCESSFUL deployment of it" if cited else "no deployment of it is known"
    return Destination(version, label, f"{why}, not verified by islive", verified=False, cited=cited)


def _by_receipt(receipt: Receipt, version: Version) -> Destination:
    at = f"{receipt.taken_at:%Y-%m-%d %H:%M} UTC"
    how = f"{receipt.grade}, but degraded" if receipt.degraded else str(receipt.grade)
    label = receipt.version if receipt.version != receipt.task_definition else version.revision
    cited = Citation("islive:receipt", at, f"{receipt.version} {receipt.task_definition} proved to {how}")
    known = Version(version.revision, version.digests or frozenset(receipt.digests))
    return Destination(known, label, f"verified live by islive on {at}, proved to {how}", verified=True, cited=(cited,))


def _because(found: Destination, why: str) -> Destination:
    return Destination(found.version, found.label, f"{why}; {found.why}", found.verified, found.cited, found.notes)


def _noting(found: Destination, note: str) -> Destination:
    return Destination(found.version, found.label, found.why, found.verified, found.cited, (*found.notes, note))


def _label(version: Version, before: Before) -> str:
    known = (before.identities.identities.get(one) for one in sorted(version.digests))
    return " and ".join(dict.fromkeys(one.label for one in known if one)) or version.revision


def _cited(version: Version, before: Before) -> tuple[Citation, ...]:
    found = next((one for one in before.past.successful if before.same(version_of(one), version)), None)
    if found is None:
        return ()
    where = f"serviceDeployments[{found.record.arn.rpartition('/')[2]}].status"
    return (Citation("ecs:ListServiceDeployments", where, found.record.status),)


def _serves(version: Version, before: Before, report: Report) -> str:
    """How many of its tasks are healthy right now; "" for none, or where they cannot be told from what is left."""
    ours, left = before.aliases(version.digests), before.aliases(before.leaving.digests)
    healthy = [one for one in report.impact.serving if one.digest in ours and one.digest not in left and one.healthy]
    return ", ".join(f"{one.healthy} of {one.tasks} tasks healthy" for one in healthy)


def _named(asked: Returning, to: str, before: Before, report: Report, evidence: Evidence) -> Destination | Hindrance:
    """A revision, a digest, or a git tag or commit that is proved to be the image's."""
    known = [
        *map(version_of, asked.receipts),
        *map(version_of, before.past.successful),
        *map(version_of, before.past.all),
    ]
    if revision := asked_revision(Requested(to)):
        found = next((one for one in known if one.revision == revision), Version(revision))
    elif to.startswith(DIGEST):
        found = next((one for one in known if any(digest.startswith(to) for digest in one.digests)), None)
    else:
        found = _of_commit(asked, to, known, before, evidence)
    if isinstance(found, Hindrance):
        return found
    return _of(found, asked, before, report) if found else _never_ran(asked, to)


def _of_commit(
    asked: Returning, to: str, known: list[Version], before: Before, evidence: Evidence
) -> Version | Hindrance | None:
    """The newest deployment of an image that provably is of that version: islive saw it live, or says so now."""
    sha = commit_meant(Tagging(asked.target, to, command=asked.command), evidence)
    commit = sha if isinstance(sha, str) else None
    seen = next((one for one in asked.receipts if _proves(one, to, commit)), None)
    if seen:
        return version_of(seen)
    if isinstance(sha, Hindrance):
        return sha
    images = candidates(evidence)
    if isinstance(images, Gap):
        return Hindrance(f"which image is {to} could not be read", images.way_out, blind=True)
    proved = frozenset(alias for one in images.proved(sha) for alias in one.identity.aliases)
    found = next((one for one in known if one.digests & proved), None)
    return found or (_unproved(to, sha, known, before, images.gaps) if not proved else None)


def _proves(receipt: Receipt, to: str, commit: str | None) -> bool:
    """It was live by that name or commit; where both commits are known, they decide."""
    if commit and receipt.commit:
        return commits_agree(receipt.commit, commit)
    return same(receipt.version, to)


def _unproved(to: str, sha: str, known: list[Version], before: Before, gaps: tuple[Gap, ...]) -> Hindrance:
    bearers = (one for one in known if any(same(to, name) for d in one.digests for name in _names(d, before)))
    by_name = next((f"; {one.revision} ran an image of that name: --to {one.revision}" for one in bearers), "")
    says = f"no image is proved to be {to}, commit {sha[:SHORT_COMMIT]}"
    if gaps:
        return Hindrance(says, "; ".join(dict.fromkeys(one.way_out for one in gaps)) + by_name, blind=True)
    return Hindrance(says, f"name the revision or the digest instead{by_name}")


def _names(digest: str, before: Before) -> tuple[str, ...]:
    known = before.identities.identities.get(digest)
    return known.values("version") + known.values("name") if known else ()


def _never_ran(asked: Returning, to: str) -> Hindrance:
    short = to[:SHORT_DIGEST] if to.startswith(DIGEST) else to
    service = asked.target.service
    return Hindrance(
        f"{short} never ran in {service}, as far back as ECS and islive remember",
        f"`islive deploy {service} {to}` brings it; a rollback goes to what served before",
    )
