"""One look at the outside: its doors, its moment, and everything it was answered."""

from dataclasses import dataclass
from datetime import UTC, datetime

from islive.model.doors import Aws, Dns, Doors, Http, Refused, Reply, Repo
from islive.model.settings import Settings
from islive.transcript import RecordedAws, RecordedDns, RecordedHttp, RecordedRepo, Transcript


class NoRepo:
    """The door to a repository where there is none: every question is refused."""

    def __init__(self, why: str) -> None:
        self._why = why

    def _refuse(self, operation: str) -> Reply:
        raise Refused(operation, "NoRepository", self._why)

    def commit(self, ref: str) -> Reply:
        """Raises Refused (NoRepository)."""
        return self._refuse("git:commit")

    def tags(self) -> Reply:
        """Raises Refused (NoRepository)."""
        return self._refuse("git:tags")

    def log(self, range: str) -> Reply:
        """Raises Refused (NoRepository)."""
        return self._refuse("git:log")

    def files(self) -> Reply:
        """Raises Refused (NoRepository)."""
        return self._refuse("git:files")

    def read(self, path: str) -> Reply:
        """Raises Refused (NoRepository)."""
        return self._refuse("git:read")

    def remote(self) -> Reply:
        """Raises Refused (NoRepository)."""
        return self._refuse("git:remote")

    def at(self, ref: str) -> "NoRepo":
        """Still no repository."""
        return self


@dataclass(frozen=True, slots=True)
class Look:
    """`transcript` holds what has been asked; no answer is asked for twice, whoever asks."""

    aws: Aws
    http: Http
    dns: Dns
    repo: Repo
    now: datetime
    settings: Settings
    transcript: Transcript

    @property
    def doors(self) -> Doors:
        """The doors of the whole look; they count all that AWS is asked."""
        return Doors(self.aws, self.http, self.dns, self.repo, lambda: self.transcript.calls)

    def apart(self) -> Doors:
        """The same doors for one investigation among several: they count what this one alone would have asked."""
        own = Transcript()
        return Doors(
            RecordedAws(self.aws, own),
            RecordedHttp(self.http, own),
            RecordedDns(self.dns, own),
            RecordedRepo(self.repo, own),
            lambda: own.calls,
        )


def recorded(aws: Aws, http: Http, dns: Dns, repo: Repo, settings: Settings, now: datetime | None = None) -> Look:
    """A look through these doors that writes down, redacted, what they answer; `now` is this moment unless given."""
    transcript = Transcript.redacting()
    return Look(
        RecordedAws(aws, transcript),
        RecordedHttp(http, transcript),
        RecordedDns(dns, transcript),
        RecordedRepo(repo, transcript),
        now or datetime.now(UTC),
        settings,
        transcript,
    )
