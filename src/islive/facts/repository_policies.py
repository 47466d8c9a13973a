"""The policies of repositories that refuse a pull.

Asked only when a stopped task says that it may not; of what is looked ahead for, where IAM does not let the role pull.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from islive.facts.execution_role import PULL_ACTIONS, ExecutionRole
from islive.facts.hindered import Hindered
from islive.facts.image_reference import ImageReference
from islive.facts.images import repository_arn, repository_key
from islive.facts.pull_failures import PullFailures
from islive.facts.reading import answered, ask_at, gaps_among
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap
from islive.model.question import Options

NO_POLICY = frozenset({"RepositoryPolicyNotFoundException", "RepositoryNotFoundException"})


@dataclass(frozen=True, slots=True)
class RepositoryPolicies:
    """By "registry/name": the policy's text, None where the repository has none, or a gap."""

    policies: Mapping[str, str | Gap | None]
    gaps: tuple[Gap, ...] = ()


@collects("ecr:GetRepositoryPolicy")
def collect(
    aws: Aws, pulls: PullFailures, role: ExecutionRole | Gap, hindered: Hindered | Gap, options: Options
) -> RepositoryPolicies:
    """Ask for that of each private repository whose image a task could not pull for want of a permission."""
    told = [one for pull in (*pulls.denied, *pulls.undecided) for one in pull.images]
    ahead = _ahead(role, hindered) if options.preflight or options.ahead else ()
    here = {repository_key(one): one for one in (*told, *ahead) if one.account}
    questions = [
        (
            repository_arn(one),
            Question("ecr:GetRepositoryPolicy", {"registryId": one.account, "repositoryName": one.repository}),
        )
        for one in here.values()
    ]
    found = dict(zip(here, map(_policy, ask_at(aws, questions)), strict=True))
    return RepositoryPolicies(found, gaps_among(found.values()))


def _ahead(role: ExecutionRole | Gap, hindered: Hindered | Gap) -> Iterator[ImageReference]:
    """The images of the revision that the role may not pull by itself."""
    permissions = None if isinstance(role, Gap) else role.permissions
    revision = None if isinstance(hindered, Gap) else hindered.revision
    for container in revision.containers if revision and permissions else ():
        arn = repository_arn(container.image)
        decisions = [permissions.of(action, arn) for action in PULL_ACTIONS] if permissions else []
        if any(one is not None and not one.allowed for one in decisions):
            yield container.image


def _policy(answer: Reply | Refused) -> str | Gap | None:
    try:
        return answered(answer).text("policyText")
    except Refused as refused:
        return None if refused.code in NO_POLICY else gap("RepositoryPolicies", refused)
