"""What the outside world answered: recorded once, redacted before anybody sees it, replayed, kept in one file."""

from islive.transcript.recorded import RecordedAws, RecordedDns, RecordedHttp, RecordedRepo
from islive.transcript.replayed import Replay, replay
from islive.transcript.transcript import Answered, Asked, Transcript, TurnedDown

__all__ = [
    "Answered",
    "Asked",
    "RecordedAws",
    "RecordedDns",
    "RecordedHttp",
    "RecordedRepo",
    "Replay",
    "Transcript",
    "TurnedDown",
    "replay",
]
