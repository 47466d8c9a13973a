"""Keeping the image that one would roll back to: a tag that no lifecycle rule for untagged images can pass over."""

import json
import re
from collections.abc import Iterator

from islive.facts.home_repositories import HomeRepositories, HomeRepository, Lifecycle
from islive.facts.identity import SHORT_DIGEST
from islive.facts.images import Images, Repository
from islive.facts.service_deployments import ServiceDeployments
from islive.model.evidence import Evidence, Gap
from islive.model.receipt import Receipt
from islive.model.remedy import Step
from islive.remedy.proof import Candidate, Candidates
from islive.remedy.steps.tag_image import tag_image

PREFIX = "rollback-"
MOST_NAMED = 100
# Amazon ECR user guide, "Lifecycle policy properties"; of a rule that comes first, and that nothing else may expire.
RULE = {
    "rulePriority": 1,
    "description": "what a rollback needs",
    "selection": {
        "tagStatus": "tagged",
        "tagPrefixList": [PREFIX],
        "countType": "imageCountMoreThan",
        "countNumber": 20,
    },
    "action": {"type": "expire"},
}


def kept(
    evidence: Evidence, known: Candidates, verified: Receipt | None = None
) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """The step that gives the last good image its rollback tag, and what there is to know about it.

    Last good is what the newest receipt proves; without one it is the image of the last SUCCESSFUL service deployment.
    """
    if verified and (good := known.any_of(frozenset(verified.digests))):
        return _kept(good, evidence, f"verified live by islive on {verified.taken_at:%Y-%m-%d %H:%M} UTC")
    deployments = evidence.get(ServiceDeployments)
    if isinstance(deployments, Gap):
        return (), (f"no rollback tag: the last successful deployment could not be read: {deployments.way_out}",)
    last = deployments.last_successful
    revision = deployments.revision_of(last) if last else None
    good = known.any_of(revision.digests) if revision else ()
    if not good:
        return (), ("no rollback tag: no image of a successful deployment is in the registry",)
    return _kept(good, evidence, "the last SUCCESSFUL deployment, not verified by islive")


def _kept(good: tuple[Candidate, ...], evidence: Evidence, why: str) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    steps = tuple(step for one in good if (step := _step(one, evidence)))
    return steps, tuple(note for one in good for note in _notes(one, evidence, why))


def _step(good: Candidate, evidence: Evidence) -> Step | None:
    images = evidence.get(Images)
    repository = None if isinstance(images, Gap) else images.repositories.get(_key(good))
    if not isinstance(repository, Repository) or any(tag.startswith(PREFIX) for tag in good.image.tags):
        return None
    names = (PREFIX + re.sub(r"[^a-zA-Z0-9_.-]", "-", good.identity.label)[:MOST_NAMED], _by_digest(good))
    return next((tag_image(good.image, name) for name in names if repository.tagged(name) is None), None)


def _by_digest(good: Candidate) -> str:
    return PREFIX + good.image.digest.removeprefix("sha256:")[: SHORT_DIGEST - len("sha256:")]


def _notes(good: Candidate, evidence: Evidence, why: str) -> Iterator[str]:
    name = good.identity.label
    yield f"{name} is what a rollback would go to: {why}"
    homes = evidence.get(HomeRepositories)
    home = None if isinstance(homes, Gap) else homes.repositories.get(_key(good))
    policy = home.lifecycle if isinstance(home, HomeRepository) else None
    if isinstance(policy, Gap):
        yield f"whether the lifecycle policy keeps it could not be read: {policy.way_out}"
    if isinstance(policy, Lifecycle) and not policy.keeps(PREFIX):
        yield f"the tag alone does not keep it: the lifecycle policy needs this rule first: {json.dumps(RULE)}"


def _key(good: Candidate) -> str:
    return f"{good.image.registry}/{good.image.repository}"
