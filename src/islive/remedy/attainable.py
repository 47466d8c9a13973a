"""Whether a version that served before can still be had: its images, its secrets, its role, as they are now."""

from collections.abc import Iterator
from dataclasses import dataclass

from islive.facts.execution_role import PULL_ACTIONS, READ_ACTIONS, ExecutionRole
from islive.facts.identity import SHORT_DIGEST, Identities
from islive.facts.image_reference import ImageReference
from islive.facts.images import Image, Images, Repository, repository_key
from islive.facts.own_images import OwnImages
from islive.facts.permissions import Decision, Permissions
from islive.facts.secrets import Secret, Secrets
from islive.facts.task_definitions import Container, TaskDefinition
from islive.model.documents import Hindrance
from islive.model.evidence import Evidence, Gap
from islive.model.remedy import Edit
from islive.remedy.before import Version

# What a task needs before its containers run, and IAM decides; what a repository's own policy allows it does not know.
NEEDED = frozenset(READ_ACTIONS.values())


@dataclass(frozen=True, slots=True)
class Attainable:
    """What hinders it, what could not be looked up (`unproved`), and the edits without which other images would run."""

    hindered: tuple[Hindrance, ...]
    unproved: tuple[str, ...]
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class _Finding:
    """One thing that was looked up for it."""

    hindrance: Hindrance | None = None
    unproved: str = ""
    edit: Edit | None = None


def attainable(version: Version, definition: TaskDefinition, there: Evidence) -> Attainable:
    """Look everything up that starting its tasks needs; `there` is the evidence of that revision alone."""
    found = [*_images(version, definition, there), *_secrets(definition, there), *_role(definition, there)]
    return Attainable(
        hindered=tuple(one.hindrance for one in found if one.hindrance),
        unproved=tuple(dict.fromkeys(one.unproved for one in found if one.unproved)),
        edits=tuple(one.edit for one in found if one.edit),
    )


def _images(version: Version, definition: TaskDefinition, there: Evidence) -> Iterator[_Finding]:
    images, own = there.get(Images), there.get(OwnImages)
    if isinstance(images, Gap):
        yield _blind("its images could not be looked up", images)
        return
    homes = frozenset[tuple[str, str]]() if isinstance(own, Gap) else own.homes
    for container in definition.containers:
        reference = container.image
        if not reference.account:
            pinned = "" if reference.digest else ", which may have been moved,"
            yield _Finding(unproved=f"{reference.text}{pinned} is in no registry that islive can ask")
        else:
            ours = (reference.registry, reference.repository) in homes
            yield _image(version, container, images, there, ours=ours)


def _image(version: Version, container: Container, images: Images, there: Evidence, *, ours: bool) -> _Finding:
    """The image of one container in ECR: what was seen to run must be there, by whatever name."""
    reference = container.image
    repository = images.repositories.get(repository_key(reference))
    if not isinstance(repository, Repository):
        return _blind(f"{reference.repository} could not be looked into", repository)
    leads_to, wanted = images.resolve(reference), _wanted(version, there)
    if leads_to and leads_to.digest in wanted:
        return _Finding()
    if reference.digest or not (ours and version.digests):
        return _as_named(reference, leads_to, ours=ours)
    kept = next((one for one in repository.images if one.digest in wanted), None)
    if kept is None:
        return _gone(reference, min(version.digests))
    pinned = f"{reference.registry}/{reference.repository}@{kept.digest}"
    return _Finding(edit=Edit(f"containerDefinitions[{container.name}].image", pinned, reference.text))


def _wanted(version: Version, there: Evidence) -> frozenset[str]:
    """The digests that ran, and those of the same code."""
    known = there.get(Identities)
    if isinstance(known, Gap):
        return version.digests
    return version.digests.union(*(it.aliases for d in version.digests if (it := known.identities.get(d))))


def _as_named(reference: ImageReference, leads_to: Image | None, *, ours: bool) -> _Finding:
    """What the definition names is all there is to go by: it must be there."""
    if leads_to is None:
        return _gone(reference, reference.digest or reference.tag or "latest")
    if reference.digest or not ours:
        return _Finding()
    return _Finding(unproved=f"which image {reference.tag or 'latest'} stood for then was never recorded")


def _gone(reference: ImageReference, name: str) -> _Finding:
    """Nothing can be started from it. What ECR lists are the active images (Amazon ECR user guide, "Archiving")."""
    short = f"{reference.repository}@{name[:SHORT_DIGEST]}" if ":" in name else f"{reference.repository}:{name}"
    says = f"{short} is not in the registry any more: it was deleted, has expired, or is archived"
    return _Finding(Hindrance(says, "restore it, or push that version again; or go to another one with --to"))


def _secrets(definition: TaskDefinition, there: Evidence) -> Iterator[_Finding]:
    found = there.get(Secrets)
    if isinstance(found, Gap):
        if definition.secrets:
            yield _Finding(unproved=f"whether its secrets are there could not be read: {found.way_out}")
        return
    yield from (_Finding(unproved=f"a secret could not be looked up: {gap.way_out}") for gap in found.gaps)
    for one in found.secrets:
        if says := _lack(one):
            way_out = "bring it back under that ARN, or go to another version with --to"
            yield _Finding(Hindrance(f"{definition.name} names {one.reference.name}, {says}", way_out))


def _lack(secret: Secret) -> str:
    """What is wrong with it; "" for nothing."""
    if not secret.exists:
        return "which is not there any more"
    if secret.deleted_at:
        return f"which is to be deleted, and cannot be read since {secret.deleted_at:%Y-%m-%d %H:%M} UTC"
    stage = secret.reference.stage or "AWSCURRENT"
    lacking = secret.stages is not None and stage not in secret.stages and not secret.reference.version_id
    return f"which has no version {stage}" if lacking else ""


def _role(definition: TaskDefinition, there: Evidence) -> Iterator[_Finding]:
    found = there.get(ExecutionRole)
    if isinstance(found, Gap):
        if definition.execution_role:
            yield _Finding(unproved=f"whether its execution role may start it could not be read: {found.way_out}")
        return
    role = found.permissions
    if role and not role.exists:
        says = f"its execution role {role.role.rpartition('/')[2]} is not there any more"
        yield _Finding(Hindrance(says, "create the role again, or go to another version with --to"))
    elif role:
        yield from _refused(role)


def _refused(role: Permissions) -> Iterator[_Finding]:
    name = role.role.rpartition("/")[2]
    for one in role.decisions:
        if _is_refused(one):
            says = f"its execution role {name} may not {one.action} on {one.resource.rpartition(':')[2]}"
            yield _Finding(Hindrance(says, f"allow {one.action} in the policy of {name}"))


def _is_refused(one: Decision) -> bool:
    """Nothing allows it; of pulling, where a repository's own policy may, only what is denied outright."""
    return (one.action in NEEDED and not one.allowed) or (one.action in PULL_ACTIONS and one.denied)


def _blind(says: str, *gaps: object) -> _Finding:
    ways = "; ".join(dict.fromkeys(one.way_out for one in gaps if isinstance(one, Gap)))
    return _Finding(Hindrance(says, ways or "ask again", blind=True))
