"""The plan of a deployment: the image that provably is the version, pinned by its digest, and one UpdateService."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from islive.facts.identity import SHORT_DIGEST
from islive.facts.images import Images, Repository
from islive.facts.own_images import OwnImages
from islive.facts.ownership import Owner, Ownership
from islive.facts.rollouts import Rollouts
from islive.facts.service import Service
from islive.facts.task_definition import TaskDefinition
from islive.facts.task_definitions import Change, TaskDefinitions, difference
from islive.model.citation import Citation
from islive.model.documents import Hindrance, Plan
from islive.model.evidence import Evidence, Gap
from islive.model.remedy import Derivation, Edit, Remedy, Risk, Step
from islive.model.rollout import Rollout
from islive.remedy.ahead import begins_from
from islive.remedy.meant import Tagging, blind, named_by
from islive.remedy.steps.deploy_registered import deploy_registered
from islive.remedy.steps.register_revision import register_revision
from islive.remedy.tagging import Found, found_image, tag_plan

READ: tuple[type, ...] = (Images, OwnImages, Ownership, Rollouts, Service, TaskDefinitions)
DIGEST = "sha256:"
ON = {"enable": True, "rollback": True}


@dataclass(frozen=True, slots=True)
class Resolved:
    """The image to deploy, as "registry/repository" and digest, and who says that it is the version."""

    home: str
    digest: str
    because: tuple[Citation, ...] = ()

    @property
    def reference(self) -> str:
        """As a task definition names it."""
        return f"{self.home}@{self.digest}"


def resolved(asked: Tagging, evidence: Evidence) -> Resolved | Hindrance:
    """The image that provably is the version; a digest is itself, if one of the service's repositories has it."""
    if asked.version.startswith(DIGEST):
        return _of_digest(asked.version, evidence)
    found = found_image(asked, evidence)
    if isinstance(found, Hindrance):
        return found
    image = found.chosen.image
    return Resolved(f"{image.registry}/{image.repository}", image.digest, _proof(asked, evidence, found))


def _proof(asked: Tagging, evidence: Evidence, found: Found) -> tuple[Citation, ...]:
    return (named_by(asked, evidence, found.sha), *(one.citation for one in found.chosen.proofs(found.sha)))


def _of_digest(digest: str, evidence: Evidence) -> Resolved | Hindrance:
    own, images = evidence.get(OwnImages), evidence.get(Images)
    if isinstance(own, Gap) or isinstance(images, Gap):
        return blind("the registry could not be read", own, images)
    for key, repository in images.repositories.items():
        there = repository.images if isinstance(repository, Repository) else ()
        found = next((one for one in there if one.digest == digest), None)
        if found and (found.registry, found.repository) in own.homes:
            return Resolved(key, digest, (Citation("ecr:DescribeImages", f"imageDetails[{digest}]", digest),))
    unread = tuple(one for one in images.repositories.values() if isinstance(one, Gap))
    if unread:
        return blind("the registry could not be read", *unread)
    return Hindrance(f"no repository of the service has {digest[:SHORT_DIGEST]}", "push it, or name another version")


def named_by_revision(evidence: Evidence) -> str | Hindrance:
    """The digest of the service's own image in the revision that it begins from."""
    definition, own, images = begins(evidence), evidence.get(OwnImages), evidence.get(Images)
    if isinstance(definition, Hindrance):
        return definition
    if isinstance(own, Gap) or isinstance(images, Gap):
        return blind("the registry could not be read", own, images)
    named = [one.image for one in definition.containers if (one.image.registry, one.image.repository) in own.homes]
    found = {image.digest for image in map(images.resolve, named) if image}
    if len(found) != 1:
        return Hindrance(f"{definition.name} names {len(found)} images of the service", "name the version, or a digest")
    return found.pop()


def pinned(found: Resolved, definition: TaskDefinition) -> Mapping[str, str]:
    """Container name -> digest, of those whose image lives where the version's does."""
    same = (one for one in definition.containers if f"{one.image.registry}/{one.image.repository}" == found.home)
    return {one.name: found.digest for one in same}


def begins(evidence: Evidence) -> TaskDefinition | Hindrance:
    """The revision that the one to deploy is made of."""
    service, definition = evidence.get(Service), begins_from(evidence)
    if isinstance(service, Gap):
        return blind("the service could not be read", service)
    if service.controller != "ECS" or service.unsupported:
        what = ", ".join(service.unsupported) or f"deployment controller {service.controller}"
        return Hindrance(f"{what}: not supported yet", "deploy it as before, and `islive verify` it")
    if isinstance(definition, Gap):
        return blind("the task definition that it would begin from could not be read", definition)
    return definition


def _unclear(found: Resolved, definition: TaskDefinition) -> Hindrance | None:
    """Which of its containers the image is for must be plain: one image of that repository, in one of them or more."""
    names = pinned(found, definition)
    images = sorted({one.image.text for one in definition.containers if one.name in names})
    if len(images) == 1:
        return None
    has = f"{len(images)} images of {found.home}: {', '.join(images)}" if images else f"no image of {found.home}"
    return Hindrance(
        f"{definition.name} has {has}; which container the version is for cannot be told",
        "register a revision that names it by its digest, deploy that as before, and `islive verify` it",
    )


def deploy_plan(asked: Tagging, rollout: Rollout, found: Resolved, evidence: Evidence, *, tagged: bool = False) -> Plan:
    """Register the revision with the image pinned, and deploy it; with its tags before, if that was wanted."""
    service, definition = evidence.get(Service), begins(evidence)
    if isinstance(service, Gap) or isinstance(definition, Hindrance):
        why = definition if isinstance(definition, Hindrance) else blind("what is deployed could not be read", service)
        return Plan(asked.target, (), asked.version, hindered=(why,), command=asked.command)
    if unclear := _unclear(found, definition):
        return Plan(asked.target, (), asked.version, hindered=(unclear,), command=asked.command)
    tags = tag_plan(asked, evidence) if tagged else None
    if tags and tags.hindered:
        return tags
    image = f"{found.home.rpartition('/')[2]}@{found.digest[:SHORT_DIGEST]}"
    return Plan(
        asked.target,
        (*(tags.remedies if tags else ()), *_remedies(rollout, found, definition, service)),
        version=asked.version,
        says=f"{image} is deployed in the place of {service.primary.task_definition}",
        because=found.because,
        notes=tuple(_notes(definition, service.primary.task_definition, evidence)),
        command=asked.command,
    )


def _remedies(rollout: Rollout, found: Resolved, definition: TaskDefinition, service: Service) -> Iterator[Remedy]:
    """The circuit breaker and its rollback are on from then on; what else the configuration says stays."""
    derivation = Derivation(definition.arn, edits(found, definition), rollout.tags)
    yield _one("register what is to run", register_revision(derivation, service.arn))
    breaker = service.circuit_breaker
    on = {} if breaker.enabled and breaker.rollback else {"deploymentConfiguration": {"deploymentCircuitBreaker": ON}}
    yield _one("deploy it", deploy_registered(service, rollout.id, on, definition.arn))


def _one(title: str, step: Step) -> Remedy:
    return Remedy(title, step.risk or Risk.DISRUPTIVE, steps=(step,))


def edits(found: Resolved, definition: TaskDefinition) -> tuple[Edit, ...]:
    """The images that are pinned, each with what stands there now."""
    names = pinned(found, definition)
    ours = (one for one in definition.containers if one.name in names)
    return tuple(Edit(f"containerDefinitions[{one.name}].image", found.reference, one.image.text) for one in ours)


def _notes(definition: TaskDefinition, running: str, evidence: Evidence) -> Iterator[str]:
    """What else there is to know: what goes along with the image, and who will put it back."""
    if definition.name == running:
        yield f"all but the image stays as in {running}, which PRIMARY deploys"
    else:
        yield from _besides(definition, running, evidence)
    ownership = evidence.get(Ownership)
    for one in () if isinstance(ownership, Gap) else ownership.owners:
        yield f"the {one.of} belongs to {_called(one)}: its next run deploys what it says, unless that says the same"


def _besides(definition: TaskDefinition, running: str, evidence: Evidence) -> Iterator[str]:
    """What was registered and is not deployed yet."""
    changes = undeployed(definition, running, evidence)
    listed = ", ".join(changes or ()) or ("nothing" if changes is not None else f"{running} could not be read")
    yield f"it begins from {definition.name}; against {running}, which runs, that changes besides the image: {listed}"
    if changes != ():
        yield f"--from {running} leaves that out"


def undeployed(definition: TaskDefinition, running: str, evidence: Evidence) -> tuple[str, ...] | None:
    """What the revision changes against the one that runs, but for images; None where that could not be read."""
    definitions = evidence.get(TaskDefinitions)
    before = None if isinstance(definitions, Gap) else definitions.get(running)
    return tuple(one.what for one in difference(before, definition) if not _is_image(one)) if before else None


def _called(owner: Owner) -> str:
    return f"{owner.by} ({' '.join(filter(None, (owner.name, f'{owner.because.path}: {owner.because.quote}')))})"


def _is_image(change: Change) -> bool:
    return change.path.endswith(".image")
