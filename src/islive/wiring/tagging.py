"""From SERVICE and VERSION to the plan of `islive tag`."""

from collections.abc import Callable
from typing import Any

from islive.engine.collect import collect
from islive.engine.discover import collectors
from islive.facts.asked_commit import AskedCommit
from islive.facts.builds import Builds
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.commits import Commits
from islive.facts.home_repositories import HomeRepositories
from islive.facts.identity import Identities
from islive.facts.images import Images
from islive.facts.images_of_interest import ImagesOfInterest, reference_to
from islive.facts.manifests import Manifests
from islive.facts.own_images import OwnImages
from islive.facts.service_deployments import ServiceDeployments
from islive.model.collector import Collector
from islive.model.documents import Plan
from islive.model.evidence import Evidence, Gap
from islive.model.receipt import Receipt
from islive.model.target import Requested, Target
from islive.remedy.tagging import Tagging, is_settled, tag_plan
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.needed import needed
from islive.wiring.search import Meant, meant

READ: tuple[type, ...] = (
    *(AskedCommit, Builds, Commits, HomeRepositories, Identities, Images),
    *(Manifests, OwnImages, ServiceDeployments),
)
# Asked only where it is not settled without which image it is.
IN_DOUBT: tuple[type, ...] = (*READ, CanaryAnswers)
MOST_LOOKED_INTO = 48


def plan_of_tags(
    look: Look,
    inquiry: Inquiry,
    words: str,
    newest_receipt: Callable[[Target], Receipt | None] = lambda _: None,
    *,
    commit: str | None = None,
    latest: bool = False,
    command: str = "",
) -> Plan:
    """What `islive tag` would do. Raises UserError where SERVICE names no service."""
    found = meant(look, inquiry, words)
    asked = Tagging(found.target, inquiry.version or "", commit, latest, command, newest_receipt(found.target))
    there = found.through(look)
    evidence = _evidence(there, found, asked, READ)
    if not is_settled(asked, evidence):
        evidence = _evidence(there, found, asked, IN_DOUBT, more_images(evidence))
    return tag_plan(asked, evidence)


def asked_for_tags() -> tuple[Collector[Any], ...]:
    """The collectors of what the plan may be made of."""
    return needed(IN_DOUBT, collectors())


def _evidence(
    look: Look, found: Meant, asked: Tagging, read: tuple[type, ...], more: ImagesOfInterest | None = None
) -> Evidence:
    instead = {ImagesOfInterest: more} if more else {}
    inputs = (found.target, Requested(asked.commit or asked.version), found.options, look.settings, look.now)
    return collect(needed(read, collectors()), (), look.doors, inputs, read=read, instead=instead)


def more_images(evidence: Evidence) -> ImagesOfInterest | None:
    """The service's newest images, all of them: what has no tag yet may be what is looked for."""
    own, images = evidence.get(OwnImages), evidence.get(Images)
    if isinstance(own, Gap) or isinstance(images, Gap):
        return None
    ours = [one for one in images.all if (one.registry, one.repository) in own.homes]
    newest = sorted(ours, key=lambda one: one.pushed_at, reverse=True)[:MOST_LOOKED_INTO]
    return ImagesOfInterest(tuple((reference_to(one), one.digest) for one in newest))
