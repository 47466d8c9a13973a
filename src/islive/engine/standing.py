"""What PRIMARY is, and which version served before it, as far as the evidence itself says."""

from islive.engine.inject import inject
from islive.facts.identity import Identities
from islive.facts.own_images import OwnImages
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments, ServiceRevision
from islive.facts.wanted_version import WantedVersion
from islive.model.evidence import Evidence, Gap
from islive.model.report import LastVerified, Primary


def primary(evidence: Evidence) -> Primary | None:
    """The PRIMARY deployment; None where the service could not be read, or has none."""
    found = inject(_primary, evidence, {})
    return None if isinstance(found, Gap) else found


def last_good(evidence: Evidence) -> LastVerified | None:
    """What ECS's newest SUCCESSFUL deployment before the unfinished or failed one deployed; nobody proved it."""
    found = inject(_last_good, evidence, {})
    return None if isinstance(found, Gap) else found


def _primary(service: Service) -> Primary | None:
    one = service.primary
    return Primary(one.id, one.task_definition, one.created_at) if one.id else None


def _last_good(
    deployments: ServiceDeployments, identities: Identities | Gap, own: OwnImages | Gap, wanted: WantedVersion | Gap
) -> LastVerified | None:
    for one in deployments.deployments:
        revision = deployments.revision_of(one)
        if one.status == "SUCCESSFUL" and revision and not _is_wanted(revision, wanted):
            ours = _ours(revision, own)
            name = _called(ours, identities) or revision.task_definition
            return LastVerified(
                name, revision.task_definition, min(ours, default=None), one.finished_at or one.created_at
            )
    return None


def _is_wanted(revision: ServiceRevision, wanted: WantedVersion | Gap) -> bool:
    """What was asked about and is not live is no way back."""
    return not isinstance(wanted, Gap) and bool(revision.digests & wanted.digests)


def _ours(revision: ServiceRevision, own: OwnImages | Gap) -> frozenset[str]:
    """The service's own images of that revision, without agents and proxies, as far as one can tell them apart."""
    return (revision.digests & own.recorded if isinstance(own, OwnImages) else frozenset()) or revision.digests


def _called(digests: frozenset[str], identities: Identities | Gap) -> str:
    known = () if isinstance(identities, Gap) else [one for one in digests if one in identities.identities]
    return identities.label_of_all(known) if known and isinstance(identities, Identities) else ""
