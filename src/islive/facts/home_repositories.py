"""The service's own repositories: whether their tags may move, and what expires there. Asked by who gives tags."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from islive.facts.image_reference import ImageReference, image_reference
from islive.facts.images import repository_arn, repository_key
from islive.facts.own_images import OwnImages
from islive.facts.reading import Part, answered, ask_at, gaps_among, json_in
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap

DESCRIBE, LIFECYCLE = "ecr:DescribeRepositories", "ecr:GetLifecyclePolicy"
IMMUTABLE = ("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION")
EXCLUDING = ("IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION")


@dataclass(frozen=True, slots=True)
class HomeRepository:
    """One repository: `mutability` and the filters it does not hold for, and its lifecycle policy if it has one."""

    mutability: str
    excluded: tuple[str, ...]
    lifecycle: "Lifecycle | Gap | None"

    def keeps(self, tag: str) -> bool:
        """Whether the tag, once given, can never stand at another image.

        Amazon ECR user guide, "Preventing image tags from being overwritten": filters are wildcards, and turn the
        repository's setting round.
        """
        listed = self.mutability in EXCLUDING and any(_like(pattern, tag) for pattern in self.excluded)
        return (self.mutability in IMMUTABLE) != listed


@dataclass(frozen=True, slots=True)
class LifecycleRule:
    """One rule, and which images it may expire: `status` is tagged, untagged or any."""

    priority: int
    status: str
    prefixes: tuple[str, ...]
    patterns: tuple[str, ...]

    @property
    def is_for_all(self) -> bool:
        """It takes an image whatever its tags are."""
        return self.status == "any" or any(not pattern.strip("*") for pattern in self.patterns)

    def selects(self, tag: str) -> bool:
        """Whether an image with that tag, and no other, is the rule's; several must all be there (never, then)."""
        one = len(self.prefixes) + len(self.patterns) == 1
        begins = any(tag.startswith(prefix) for prefix in self.prefixes)
        return one and (begins or any(_like(pattern, tag) for pattern in self.patterns))


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The rules, in the order of their priority."""

    rules: tuple[LifecycleRule, ...]

    def keeps(self, tag: str) -> bool:
        """Whether an image is never expired by a rule for its other tags, once it has this one.

        Amazon ECR user guide, "Automate the cleanup of images by using lifecycle policies": an image that matches the
        tags of a rule cannot be expired by a rule of lower priority.
        """
        expiring = [one for one in self.rules if one.status != "untagged"]
        return not expiring or (not expiring[0].is_for_all and expiring[0].selects(tag))


@dataclass(frozen=True, slots=True)
class HomeRepositories:
    """By "registry/name", each as value or gap."""

    repositories: Mapping[str, HomeRepository | Gap]
    gaps: tuple[Gap, ...] = ()


@collects(DESCRIBE, LIFECYCLE)
def collect(aws: Aws, own: OwnImages) -> HomeRepositories:
    """Ask for the settings and the lifecycle policy of each repository that the service's own images live in."""
    named = [image_reference(f"{registry}/{repository}") for registry, repository in sorted(own.homes)]
    homes = [one for one in named if one.account]
    described = ask_at(aws, [(repository_arn(one), _describe(one)) for one in homes])
    policies = ask_at(aws, [(repository_arn(one), _lifecycle(one)) for one in homes])
    found = {
        repository_key(one): _home(answer, policy)
        for one, answer, policy in zip(homes, described, policies, strict=True)
    }
    policies_unread = [one.lifecycle for one in found.values() if isinstance(one, HomeRepository)]
    return HomeRepositories(found, gaps_among([*found.values(), *policies_unread]))


def _describe(one: ImageReference) -> Question:
    return Question(DESCRIBE, {"registryId": one.account, "repositoryNames": [one.repository]})


def _lifecycle(one: ImageReference) -> Question:
    return Question(LIFECYCLE, {"registryId": one.account, "repositoryName": one.repository})


def _home(answer: Reply | Refused, policy: Reply | Refused) -> HomeRepository | Gap:
    try:
        told = answered(answer)
        described = told.parts("repositories")
        if len(described) != 1:
            raise told.empty("not the one repository that was asked for")
        filters = described[0].parts_or_none("imageTagMutabilityExclusionFilters")
        excluded = tuple(one.text("filter") for one in filters)
        return HomeRepository(described[0].text("imageTagMutability"), excluded, _policy(policy))
    except Refused as refused:
        return gap("HomeRepositories", refused)


def _policy(answer: Reply | Refused) -> Lifecycle | Gap | None:
    try:
        text = json_in(LIFECYCLE, "lifecyclePolicyText", answered(answer).text("lifecyclePolicyText"))
        rules = sorted(map(_rule, text.parts("rules")), key=lambda one: one.priority)
        return Lifecycle(tuple(rules))
    except Refused as refused:
        return None if refused.code == "LifecyclePolicyNotFoundException" else gap("HomeRepositories", refused)


def _rule(part: Part) -> LifecycleRule:
    selection = part.part("selection")
    return LifecycleRule(
        priority=part.number("rulePriority"),
        status=selection.text("tagStatus"),
        prefixes=selection.texts_or_none("tagPrefixList"),
        patterns=selection.texts_or_none("tagPatternList"),
    )


def _like(pattern: str, tag: str) -> bool:
    """Whether the tag matches; a star stands for any number of characters."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), tag) is not None
