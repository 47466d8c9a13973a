"""The lifecycle policies of repositories that an image is missing from. Asked only then."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from islive.facts.images import repository_arn, repository_key
from islive.facts.missing_images import MissingImages
from islive.facts.reading import Part, answered, ask_at, gaps_among, json_in
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap

OPERATION = "ecr:GetLifecyclePolicy"
NO_POLICY = frozenset({"LifecyclePolicyNotFoundException", "RepositoryNotFoundException"})


@dataclass(frozen=True, slots=True)
class LifecyclePolicy:
    """A clause for each of its rules ("any pushed more than 14 days ago expires"), and how its text begins."""

    rules: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class LifecyclePolicies:
    """By "registry/name": the policy, None where the repository has none, or a gap."""

    policies: Mapping[str, LifecyclePolicy | Gap | None]
    gaps: tuple[Gap, ...] = ()

    def of(self, key: str) -> LifecyclePolicy | None:
        """The policy of that repository, if it was read and there is one."""
        found = self.policies.get(key)
        return found if isinstance(found, LifecyclePolicy) else None


@collects(OPERATION)
def collect(aws: Aws, missing: MissingImages) -> LifecyclePolicies:
    """Ask for the policy of each repository that something is missing from."""
    there = {
        repository_key(one.reference): one.reference
        for one in missing.images
        if one.reference.account and one.repository.exists
    }
    questions = [
        (repository_arn(one), Question(OPERATION, {"registryId": one.account, "repositoryName": one.repository}))
        for one in there.values()
    ]
    found = dict(zip(there, map(_policy, ask_at(aws, questions)), strict=True))
    return LifecyclePolicies(found, gaps_among(found.values()))


def _policy(answer: Reply | Refused) -> LifecyclePolicy | Gap | None:
    try:
        text = answered(answer).text("lifecyclePolicyText")
        return LifecyclePolicy(tuple(_rules(json_in(OPERATION, "lifecyclePolicyText", text))), text)
    except Refused as refused:
        return None if refused.code in NO_POLICY else gap("LifecyclePolicies", refused)


def _rules(policy: Part) -> Iterator[str]:
    """Amazon ECR user guide, "Lifecycle policy properties"."""
    for one in policy.parts_or_none("rules"):
        selection, action = one.part("selection"), one.part_or_none("action")
        which = ", ".join(
            [*selection.texts_or_none("tagPatternList"), *selection.texts_or_none("tagPrefixList")]
        ) or selection.text("tagStatus")
        done = "is archived" if action and action.text("type") == "transition" else "expires"
        yield f"{which} {_count(selection)} {done}"


def _count(selection: Part) -> str:
    number, kind = selection.number("countNumber"), selection.text("countType")
    if kind == "imageCountMoreThan":
        return f"beyond the newest {number}"
    since = {"sinceImagePushed": "pushed", "sinceImagePulled": "pulled last"}.get(kind, kind)
    return f"{since} more than {number} {selection.text_or_none('countUnit') or 'days'} ago"
