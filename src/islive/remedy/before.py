"""What a service runs, is leaving and ran before: told by its task definition and the images that ECS recorded."""

from dataclasses import dataclass
from datetime import datetime

from islive.facts.identity import Identities
from islive.facts.past_revisions import Past, PastRevisions
from islive.facts.rollouts import Rollouts
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.model.documents import Hindrance
from islive.model.evidence import Evidence, Gap
from islive.model.receipt import Receipt
from islive.model.rollout import BACK
from islive.remedy.meant import blind

# Service deployments that steer to the revision before, or did (API, ServiceDeploymentStatus).
GOING_BACK = frozenset({"ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"})
WENT_BACK = GOING_BACK | {"ROLLBACK_SUCCESSFUL"}
UNREAD = "what was deployed before could not be read"


@dataclass(frozen=True, slots=True)
class Version:
    """A task definition "family:revision", and the digests that its images were resolved to, as far as is known."""

    revision: str
    digests: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Before:
    """The service now, and the deployments that led there."""

    service: Service
    deployments: ServiceDeployments
    past: PastRevisions
    identities: Identities
    rollouts: Rollouts

    @property
    def here(self) -> Version:
        """What PRIMARY deploys."""
        return self._version(self._here)

    @property
    def leaving(self) -> Version:
        """What is to be left: what ECS takes back, or took back; else what PRIMARY deploys."""
        return self._version(self._left)

    @property
    def left_at(self) -> datetime | None:
        """When the deployment of what is to be left began."""
        return self._left.record.created_at if self._left else None

    def is_here(self, version: Version) -> bool:
        """PRIMARY deploys it."""
        return self._is(version, self._here)

    def is_left(self, version: Version) -> bool:
        """It is what is to be left."""
        return self._is(version, self._left)

    @property
    def ecs_goes_to(self) -> Version | None:
        """Where ECS itself is going back to, or went."""
        newest, good = self.deployments.newest, self.past.behind(self.deployments.last_successful)
        if newest is None or good is None or newest.status not in WENT_BACK:
            return None
        return version_of(good) if newest.status in GOING_BACK else self.here

    @property
    def gone_back_from(self) -> Version | None:
        """What PRIMARY went back from: what was deployed before it, and is younger than it.

        A deployment says so by itself, whoever began it, and from wherever one looks; of a revision that was made for
        the way back its tag does.
        """
        others = (version_of(one) for one in self.past.all)
        previous = next((one for one in others if not self.same(one, self.here)), None)
        carried = self.rollouts.of(self.here.revision)
        # Whoever registers a copy of that revision may copy its tags as well.
        if previous and carried and carried.id.startswith(BACK) and carried.source == previous.revision:
            return previous
        return previous if previous and self._is_older(self.here, previous) else None

    def same(self, one: Version, other: Version) -> bool:
        """The same task definition, and the same images where both are known: a tag may have moved between the two."""
        if one.revision != other.revision:
            return False
        return not one.digests or not other.digests or bool(self.aliases(one.digests) & self.aliases(other.digests))

    def aliases(self, digests: frozenset[str]) -> frozenset[str]:
        """These, and the digests of the same code: of an index and its parts."""
        known = (self.identities.identities.get(one) for one in digests)
        return digests.union(*(one.aliases for one in known if one))

    @property
    def _here(self) -> Past | None:
        return self.past.behind(self.deployments.record_of(self.service.primary))

    @property
    def _left(self) -> Past | None:
        newest = self.past.behind(self.deployments.newest)
        taken_back = newest is not None and newest.record.status in WENT_BACK | {"ROLLBACK_FAILED"}
        return newest if taken_back else self._here

    def _version(self, past: Past | None) -> Version:
        return version_of(past) if past else Version(self.service.primary.task_definition)

    def _is(self, version: Version, past: Past | None) -> bool:
        """A deployment that got nowhere has no digests: then it is none of those that did, though named alike."""
        known = self._version(past)
        got_nowhere = past is not None and past.record.status != "SUCCESSFUL" and not known.digests
        return self.same(version, known) and not (got_nowhere and version.digests)

    def _is_older(self, one: Version, other: Version) -> bool:
        """It was deployed before the other ever was; where ECS remembers that of neither, it was registered before."""
        ours, theirs = self._first(one), self._first(other)
        if ours is None or theirs is None or ours < theirs:
            return bool(ours and theirs)
        (family, number), (others, their_number) = _parts(one.revision), _parts(other.revision)
        once = sum(self.same(version_of(past), one) for past in self.past.all) == 1
        return once and family == others and number < their_number

    def _first(self, version: Version) -> datetime | None:
        found = (one.record.created_at for one in self.past.all if self.same(version_of(one), version))
        return min(found, default=None)


def _parts(revision: str) -> tuple[str, int]:
    family, _, number = revision.rpartition(":")
    return family, int(number) if number.isdecimal() else 0


def before(evidence: Evidence) -> Before | Hindrance:
    """What the evidence says of it; a hindrance where the service or its deployments could not be read."""
    service, deployments = evidence.get(Service), evidence.get(ServiceDeployments)
    past, rollouts, identities = evidence.get(PastRevisions), evidence.get(Rollouts), evidence.get(Identities)
    if isinstance(service, Gap) or isinstance(deployments, Gap) or isinstance(past, Gap) or isinstance(rollouts, Gap):
        return blind(UNREAD, service, deployments, past, rollouts)
    if past.gaps or deployments.gaps:
        return blind(UNREAD, *past.gaps, *deployments.gaps)
    known = Identities({}) if isinstance(identities, Gap) else identities
    return Before(service, deployments, past, known, rollouts)


def version_of(one: Past | Receipt) -> Version:
    """What a deployment deployed, or a receipt proves."""
    if isinstance(one, Receipt):
        return Version(one.task_definition, frozenset(one.digests))
    return Version(one.revision.task_definition, one.revision.digests)
