"""The plan that gives the image of a commit its tags: proved first, and whole or not at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from islive.facts.home_repositories import HomeRepositories, HomeRepository
from islive.facts.identity import SHORT_COMMIT, SHORT_DIGEST
from islive.facts.image_reference import image_reference
from islive.facts.images import Image, Images, Repository
from islive.facts.own_images import OwnImages
from islive.facts.versions import WHOLE_COMMIT, is_floating, same
from islive.model.citation import Citation
from islive.model.documents import Hindrance, Plan
from islive.model.evidence import Evidence, Gap
from islive.model.remedy import Remedy, Risk, Step
from islive.remedy.keeping import kept
from islive.remedy.meant import Tagging, blind, commit_meant, named_by
from islive.remedy.proof import Candidate, Candidates, candidates
from islive.remedy.steps.tag_image import tag_image

# Amazon ECR API reference, PutImage, imageTag.
TAG = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}")


@dataclass(frozen=True, slots=True)
class Found:
    """The image that provably is the commit's, and where it lives."""

    asked: Tagging
    sha: str
    chosen: Candidate
    others: tuple[Candidate, ...]
    known: Candidates
    repository: Repository
    home: HomeRepository


def tag_plan(asked: Tagging, evidence: Evidence) -> Plan:
    """The tags that the image of the commit lacks; no step where anything is hindered."""
    found = found_image(asked, evidence)
    if isinstance(found, Hindrance):
        return _hindered(asked, (found,))
    wanted = [_tagged(found, tag) for tag in asked.tags(found.sha)]
    hindered = tuple(one for one in wanted if isinstance(one, Hindrance))
    proof = (named_by(asked, evidence, found.sha), *(one.citation for one in found.chosen.proofs(found.sha)))
    if hindered:
        return _hindered(asked, hindered, proof)
    keeping, notes = kept(evidence, found.known, asked.verified)
    steps = (*keeping, *(one for one in wanted if isinstance(one, Step)))
    return Plan(
        asked.target,
        _remedies(steps),
        version=asked.version,
        says=_says(found, steps),
        because=proof,
        notes=(*_others(found), *notes),
        command=asked.command,
    )


def is_settled(asked: Tagging, evidence: Evidence) -> bool:
    """Which commit is meant and which image that is; one without tags may be part of an index that was not read."""
    found = found_image(asked, evidence)
    return isinstance(found, Found) and bool(found.chosen.image.tags)


def _hindered(asked: Tagging, hindered: tuple[Hindrance, ...], proof: tuple[Citation, ...] = ()) -> Plan:
    return Plan(asked.target, (), asked.version, because=proof, hindered=hindered, command=asked.command)


def _remedies(steps: tuple[Step, ...]) -> tuple[Remedy, ...]:
    disruptive = any(step.risk is Risk.DISRUPTIVE for step in steps)
    risk = Risk.DISRUPTIVE if disruptive else Risk.SAFE
    return (Remedy("give the image its tags", risk, steps=steps),) if steps else ()


def _says(found: Found, steps: tuple[Step, ...]) -> str:
    image = f"{found.chosen.image.repository}@{found.chosen.image.digest[:SHORT_DIGEST]}"
    named = f"{image} is the image of commit {found.sha[:SHORT_COMMIT]}"
    if not steps:
        return f"{named}, and every tag is where it belongs"
    return f"{named}; {'1 tag is' if len(steps) == 1 else f'{len(steps)} tags are'} to be given"


def found_image(asked: Tagging, evidence: Evidence) -> Found | Hindrance:
    """The image that provably is of the commit that is meant, or why there is none."""
    commit = commit_meant(asked, evidence)
    if isinstance(commit, Hindrance):
        return commit
    known, homes, images = candidates(evidence), evidence.get(HomeRepositories), evidence.get(Images)
    if isinstance(known, Gap) or isinstance(homes, Gap) or isinstance(images, Gap):
        return blind("the registry could not be read", *(one for one in (known, homes, images) if _is_gap(one)))
    proved = sorted(known.proved(commit), key=lambda one: _preference(one, asked, evidence))
    if not proved:
        return (None if known.images else _elsewhere(evidence)) or _unproved(asked, commit, known)
    chosen, *others = proved
    sha = max((commit, *(one.value for one in chosen.proofs(commit))), key=len)
    key = f"{chosen.image.registry}/{chosen.image.repository}"
    home, repository = homes.repositories.get(key), images.repositories.get(key)
    if not isinstance(home, HomeRepository) or not isinstance(repository, Repository):
        return blind(f"the settings of {chosen.image.repository} could not be read", home, repository)
    if len(sha) < WHOLE_COMMIT:
        return Hindrance(
            f"{sha} is not a whole commit", "give all 40 digits with --commit, or the repository by --repo"
        )
    return Found(asked, sha, chosen, tuple(others), known, repository, home)


def _elsewhere(evidence: Evidence) -> Hindrance | None:
    """The service's own images are in no registry that islive can ask."""
    own = evidence.get(OwnImages)
    homes = () if isinstance(own, Gap) else sorted("/".join(filter(None, home)) for home in own.homes)
    if not homes or any(image_reference(home).account for home in homes):
        return None
    return Hindrance(f"its images are in {', '.join(homes)}, which is no private ECR repository", "tag them there")


def _is_gap(one: object) -> bool:
    return isinstance(one, Gap)


def _preference(one: Candidate, asked: Tagging, evidence: Evidence) -> tuple[bool, bool]:
    """What has the name already, then what is deployed; of the rest the newest push stands first already."""
    own = evidence.get(OwnImages)
    deployed = frozenset[str]() if isinstance(own, Gap) or isinstance(own.primary, Gap) else own.primary
    return asked.version not in one.image.tags, not one.identity.aliases & deployed


def _unproved(asked: Tagging, commit: str, known: Candidates) -> Hindrance:
    """What was looked for, what stands against it, and what would prove it."""
    looked = (
        f"looked for it in the digests that {known.builds} builds exported, and in the annotations and labels of "
        f"{known.read} of {len(known.images)} images"
    )
    none = f"no image is proved to be {asked.version}, commit {commit[:SHORT_COMMIT]}"
    where = f"`islive {asked.target.service} {asked.version}` says where that version stopped"
    seen = (*_bearers(asked, commit, known), looked)
    if known.gaps and not known.disputed(commit):
        return Hindrance(none, "; ".join(dict.fromkeys(one.way_out for one in known.gaps)), seen, blind=True)
    return Hindrance(
        none,
        f"build it so that it says what it is: docker build --label org.opencontainers.image.revision={commit}, or "
        f"export the digest in the buildspec (env: exported-variables: [IMAGE_DIGEST]); {where}",
        seen,
    )


def _bearers(asked: Tagging, commit: str, known: Candidates) -> Iterator[str]:
    """The images that answer to the name, or of which opinions differ, and why that is not enough."""
    for one in known.images:
        bears = any(same(tag, asked.version) for tag in one.image.tags)
        named = f"{one.image.digest[:SHORT_DIGEST]}" + (f" answers to {asked.version}" if bears else "")
        if against := one.against(commit):
            if bears or one.proofs(commit):
                other = against[0]
                yield f"{named}, and its {other.source} says commit {other.value[:SHORT_COMMIT]}"
        elif bears:
            yield f"{named}, but nothing else says so, and a tag alone proves nothing: anybody can move it"


def _tagged(found: Found, tag: str) -> Step | Hindrance | None:
    """The step that gives the tag; None where it is there already."""
    image, held = found.chosen.image, found.repository.tagged(tag)
    if held is None:
        return tag_image(image, tag) if TAG.fullmatch(tag) else _no_tag(tag)
    if held.digest == image.digest:
        return None
    if found.home.keeps(tag):
        says = f"{tag} stands at {_called(held, found)}, and tags of {image.repository} are immutable"
        return Hindrance(says, "delete that image's tag by hand if it is wrong, or tag this commit with a new version")
    other = found.known.of(held.digest)
    if is_floating(tag) or (other and other.against(found.sha)):
        return tag_image(image, tag, held, Risk.DISRUPTIVE)
    says = f"{tag} stands at {_called(held, found)}, of which nothing proves that it is another commit"
    return Hindrance(says, f"if it is wrong, move the tag by hand: {tag_image(image, tag, held).aws_cli}")


def _no_tag(tag: str) -> Hindrance:
    return Hindrance(f"{tag} cannot be an image's tag", "ECR takes letters, digits, '_', '.' and '-', at most 128")


def _called(held: Image, found: Found) -> str:
    one = found.known.of(held.digest)
    label = f" ({one.identity.label})" if one else ""
    return f"{held.digest[:SHORT_DIGEST]}{label}"


def _others(found: Found) -> Iterator[str]:
    for one in found.others:
        yield f"{one.image.digest} was built from the same commit, and keeps its tags as they are"
