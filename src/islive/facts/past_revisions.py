"""What the service's deployments of the last ninety days deployed: for whoever looks for a version to go back to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from islive.facts.reading import chunks, gaps_among
from islive.facts.service_deployment import ServiceDeployment
from islive.facts.service_deployments import MOST, ServiceDeployments, ServiceRevision, revisions_of
from islive.model.collector import collects
from islive.model.doors import Aws, Refused
from islive.model.evidence import Gap, gap

# Of the newest so many deployments: three questions at most.
DEEP = 60


@dataclass(frozen=True, slots=True)
class Past:
    """One service deployment, and the revision that it deployed."""

    record: ServiceDeployment
    revision: ServiceRevision


@dataclass(frozen=True, slots=True)
class PastRevisions:
    """Newest first; a deployment whose revision ECS no longer has is not among them."""

    all: tuple[Past, ...]
    gaps: tuple[Gap, ...] = ()

    @property
    def successful(self) -> tuple[Past, ...]:
        """Those that ECS calls SUCCESSFUL."""
        return tuple(one for one in self.all if one.record.status == "SUCCESSFUL")

    def behind(self, record: ServiceDeployment | None) -> Past | None:
        """That deployment."""
        return next((one for one in self.all if record and one.record.arn == record.arn), None)


@collects("ecs:DescribeServiceRevisions")
def collect(aws: Aws, deployments: ServiceDeployments) -> PastRevisions:
    """Ask for the revisions that the listing names and that were not read with it."""
    known = dict(deployments.revisions)
    named = dict.fromkeys(one.target_revision for one in deployments.deployments[:DEEP])
    answers = [_ask(aws, list(some)) for some in chunks([one for one in named if one not in known], MOST)]
    for answer in answers:
        known |= {} if isinstance(answer, Gap) else answer
    return PastRevisions(tuple(_past(deployments, known)), gaps_among(answers))


def _ask(aws: Aws, arns: list[str]) -> Mapping[str, ServiceRevision] | Gap:
    try:
        return revisions_of(aws, arns)
    except Refused as refused:
        return gap("PastRevisions", refused)


def _past(deployments: ServiceDeployments, known: Mapping[str, ServiceRevision]) -> Iterator[Past]:
    for record in deployments.deployments:
        revision = known.get(record.target_revision)
        if revision:
            yield Past(record, revision)
