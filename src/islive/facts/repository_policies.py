"""The policies of repositories that refuse a pull. Asked only when a stopped task says that it may not."""

from collections.abc import Mapping
from dataclasses import dataclass

from islive.facts.images import repository_arn, repository_key
from islive.facts.pull_failures import PullFailures
from islive.facts.reading import answered, ask_at, gaps_among
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap

NO_POLICY = frozenset({"RepositoryPolicyNotFoundException", "RepositoryNotFoundException"})


@dataclass(frozen=True, slots=True)
class RepositoryPolicies:
    """By "registry/name": the policy's text, None where the repository has none, or a gap."""

    policies: Mapping[str, str | Gap | None]
    gaps: tuple[Gap, ...] = ()


@collects("ecr:GetRepositoryPolicy")
def collect(aws: Aws, pulls: PullFailures) -> RepositoryPolicies:
    """Ask for that of each private repository whose image a task could not pull for want of a permission."""
    denied = (*pulls.denied, *pulls.undecided)
    here = {repository_key(one): one for pull in denied for one in pull.images if one.account}
    questions = [
        (
            repository_arn(one),
            Question("ecr:GetRepositoryPolicy", {"registryId": one.account, "repositoryName": one.repository}),
        )
        for one in here.values()
    ]
    found = dict(zip(here, map(_policy, ask_at(aws, questions)), strict=True))
    return RepositoryPolicies(found, gaps_among(found.values()))


def _policy(answer: Reply | Refused) -> str | Gap | None:
    try:
        return answered(answer).text("policyText")
    except Refused as refused:
        return None if refused.code in NO_POLICY else gap("RepositoryPolicies", refused)
