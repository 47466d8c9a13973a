"""A rollout: our own way of bringing a version to users, or of going back; what AWS itself carries of it, as tags."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from islive.model.target import Target

# Keys of the tags of the task definition that a rollout registers, or deploys again.
ROLLOUT, VERSION, SOURCE, BY, SINCE = (f"islive:{one}" for one in ("rollout", "version", "from", "by", "since"))
# How the id of a way back begins.
BACK = "back-"


class Way(StrEnum):
    """Forward to a version, or back to one that served before."""

    FORWARD = "forward"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Rollout:
    """One rollout: `id` is what recognises it; `source` the revision it began from, as "family:revision".

    `version` is what was asked for, `digests` the images that it pins (by container name), `by` who began it.
    """

    id: str
    target: Target
    version: str
    source: str
    digests: Mapping[str, str]
    by: str
    since: datetime

    @property
    def tags(self) -> Mapping[str, str]:
        """What the task definition carries of it: enough to recognise it from AWS alone."""
        since = f"{self.since:%Y-%m-%dT%H:%M:%SZ}"
        return {ROLLOUT: self.id, VERSION: self.version, SOURCE: self.source, BY: self.by, SINCE: since}
