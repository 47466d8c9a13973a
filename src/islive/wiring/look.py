"""One look at the outside: its doors, its moment, and everything it was answered."""

from dataclasses import dataclass
from datetime import UTC, datetime

from islive.model.doors import Aws, Dns, Doors, Http, Repo
from islive.model.settings import Settings
from islive.transcript import RecordedAws, RecordedDns, RecordedHttp, RecordedRepo, Transcript


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
    moment = now or datetime.now(UTC)
    return Look(
        RecordedAws(aws, transcript),
        RecordedHttp(http, transcript),
        RecordedDns(dns, transcript),
        RecordedRepo(repo, transcript),
        # A bundle keeps milliseconds, and what is read from it must not differ.
        moment.replace(microsecond=moment.microsecond // 1000 * 1000),
        settings,
        transcript,
    )
