"""The transcript: every question that was asked of the outside world, once, and what it answered."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from islive.model.doors import AwsRefused, Refused, Reply
from islive.transcript.plain import canonical, plain
from islive.transcript.redact import Redactor


@dataclass(frozen=True, slots=True, order=True)
class Asked:
    """One question: the door (aws, http, dns, repo), where it leads, operation, parameters as canonical JSON."""

    door: str
    scope: str
    operation: str
    params: str

    @classmethod
    def of(cls, door: str, scope: str, operation: str, params: Mapping[str, Any]) -> "Asked":
        """The question, whatever the order of its parameters."""
        return cls(door, scope, operation, canonical(params))

    def without_secrets(self) -> "Asked":
        """The question as it is written down: the same one each time, with nothing secret in it."""
        params = Redactor(salt=None).tree(json.loads(self.params))
        return Asked(self.door, self.scope, self.operation, canonical(params))


@dataclass(frozen=True, slots=True)
class Answered:
    """What the other side said."""

    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TurnedDown:
    """That the other side did not answer, and how; `operation` is what was refused on the way."""

    operation: str
    code: str
    message: str


Answer = Answered | TurnedDown


@dataclass(slots=True)
class Flight:
    """A question on its way; it lands with an answer, or without one when asking it failed altogether."""

    landed: threading.Event = field(default_factory=threading.Event)
    answer: Answer | None = None

    def land(self, answer: Answer | None) -> None:
        """Let everybody who waits go on."""
        self.answer = answer
        self.landed.set()


class Transcript:
    """Safe for threads; a question that is under way already is waited for, not asked twice.

    `redactor` sees every answer before anybody else; None keeps answers that were redacted before.
    """

    def __init__(self, redactor: Redactor | None = None) -> None:
        self._redactor = redactor
        self._flights: dict[Asked, Flight] = {}
        self._lock = threading.Lock()

    @classmethod
    def redacting(cls) -> "Transcript":
        """A new transcript with a salt of its own, which is never written down."""
        return cls(Redactor.with_random_salt())

    @property
    def calls(self) -> int:
        """How many questions AWS was asked: not pages, not attempts."""
        with self._lock:
            return sum(1 for asked in self._flights if asked.door == "aws")

    def rows(self) -> list[tuple[Asked, Answer]]:
        """Everything answered so far, with nothing secret in it, in the order of the questions."""
        with self._lock:
            flights = list(self._flights.items())
        flights.sort(key=lambda row: row[0])
        kept = {asked.without_secrets(): flight.answer for asked, flight in flights}
        return sorted(((asked, answer) for asked, answer in kept.items() if answer), key=lambda row: row[0])

    def put(self, asked: Asked, answer: Answer) -> None:
        """Write down an answer that was obtained elsewhere."""
        flight = Flight()
        flight.land(answer)
        with self._lock:
            self._flights[asked] = flight

    def answer_to(self, asked: Asked) -> Answer | None:
        """What was answered, or None when the question was never asked."""
        with self._lock:
            flight = self._flights.get(asked)
        return flight.answer if flight else None

    def ask(self, asked: Asked, fly: Callable[[], Mapping[str, Any]]) -> Reply:
        """The answer, fetched by `fly` if nobody asked before; raises Refused as `fly` did then."""
        said = self.ask_all([asked], lambda _: [_attempt(fly)])[0]
        if isinstance(said, Refused):
            raise said
        return said

    def ask_all(
        self, asked: Sequence[Asked], fly: Callable[[Sequence[int]], Sequence[Mapping[str, Any] | Refused]]
    ) -> list[Reply | Refused]:
        """The answers in the order of the questions; `fly` fetches those at the given positions, all at once.

        A flight that somebody else started and that crashed is started again here.
        """
        answers: dict[Asked, Answer] = {}
        while missing := [one for one in dict.fromkeys(asked) if one not in answers]:
            flights, own = self._board(missing)
            if own:
                self._fly(flights, own, [asked.index(one) for one in own], fly)
            for one, flight in flights.items():
                flight.landed.wait()
                if flight.answer:
                    answers[one] = flight.answer
        return [spoken(one, answers[one]) for one in asked]

    def _board(self, asked: Sequence[Asked]) -> tuple[dict[Asked, Flight], list[Asked]]:
        """A flight for each question, and those questions whose flight is ours to make."""
        with self._lock:
            own = [one for one in asked if one not in self._flights]
            self._flights.update({one: Flight() for one in own})
            return {one: self._flights[one] for one in asked}, own

    def _fly(
        self,
        flights: Mapping[Asked, Flight],
        own: Sequence[Asked],
        positions: Sequence[int],
        fly: Callable[[Sequence[int]], Sequence[Mapping[str, Any] | Refused]],
    ) -> None:
        try:
            for one, said in zip(own, fly(positions), strict=True):
                flights[one].land(self._kept(one, said))
        finally:
            self._abandon([one for one in own if flights[one].answer is None])

    def _abandon(self, asked: Sequence[Asked]) -> None:
        """Forget flights that crashed, so that the next one who asks starts them again."""
        with self._lock:
            crashed = [self._flights.pop(one) for one in asked]
        for flight in crashed:
            flight.land(None)

    def _kept(self, asked: Asked, said: Mapping[str, Any] | Refused) -> Answer:
        redactor = self._redactor
        if isinstance(said, Refused):
            message = redactor.text(said.message) if redactor else said.message
            return TurnedDown(said.operation, said.code, message)
        body = plain(said)
        return Answered(redactor.answer(asked.operation, json.loads(asked.params), body) if redactor else body)


def spoken(asked: Asked, answer: Answer) -> Reply | Refused:
    """An answer as those who asked get it."""
    if isinstance(answer, Answered):
        return Reply(asked.operation, answer.body)
    refusal = AwsRefused if asked.door == "aws" else Refused
    return refusal(answer.operation, answer.code, answer.message)


def _attempt(fly: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any] | Refused:
    try:
        return fly()
    except Refused as refused:
        return refused


def scopes(transcript: Transcript, door: str) -> Iterator[str]:
    """Where a door led, each place once."""
    yield from dict.fromkeys(asked.scope for asked, _ in transcript.rows() if asked.door == door)
