"""The loop: look, decide, write down, tell, wait. What it decides stands in policy.py."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from islive.model.doors import Clock
from islive.model.store import StoreTrouble
from islive.model.target import Target
from islive.model.watching import Kept, Ledger, Message, Notice, Sight, Sink, SinkTrouble
from islive.watch import policy
from islive.watch.noticing import messages
from islive.watch.state import Watched, read, subject, target_of, written

# What could not be delivered is tried again after a minute, two, four, at most so long.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Found:
    """One look, and what of it is to be kept; `cost` is how many seconds the read budget needs to recover."""

    sight: Sight
    kept: tuple[Kept, ...] = ()
    cost: float = 0.0


@dataclass
class Watch:
    """Everything that is known is in the ledger: killed at any moment, it goes on from there.

    Where the ledger fails it goes on in memory, says so once, and tells at once what it would have written down.
    """

    look: Callable[[], Found]
    ledger: Ledger
    sinks: Sequence[Sink]
    clock: Clock
    talk: Callable[[str], None]
    every: float = 60.0
    known: dict[str, Watched] = field(default_factory=dict[str, Watched])
    written: dict[str, str] = field(default_factory=dict[str, str])
    trouble: str = ""
    unrecorded: list[tuple[Sink, Message]] = field(default_factory=list[tuple[Sink, Message]])

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        """Look every so many seconds, slower where the read budget asks for it, until a look was the last."""
        self._recall()
        while True:
            began = self.clock.now()
            found = self.step()
            if until():
                return
            self.clock.wait(max(0.0, self.every - (self.clock.now() - began), found.cost))

    def step(self) -> Found:
        """One look and all that follows from it."""
        found = self.look()
        notices = self._decided(found.sight)
        self._record(found, tuple(messages(notices)))
        self._deliver(found.sight.at)
        return found

    def _recall(self) -> None:
        try:
            self.written = dict(self.ledger.watched())
        except StoreTrouble as trouble:
            self._say(trouble)
        self.known = {name: read(text) for name, text in self.written.items()}

    def _decided(self, sight: Sight) -> list[Notice]:
        told: list[Notice] = []
        dark = [(Target(one.account, one.region, "", ""), one.reason) for one in sight.closed]
        if sight.trouble:
            dark.append((Target("", "", "", ""), sight.trouble))
        for target, why in dark:
            told += self._take(target, policy.blind(self._of(target), target, why, sight.at))
        for seen in sight.seen:
            told += self._take(seen.report.target, policy.saw(self._of(seen.report.target), seen, sight.at))
        told += [] if sight.trouble else self._rest(sight, {subject(one) for one, _ in dark})
        return told

    def _rest(self, sight: Sight, dark: set[str]) -> list[Notice]:
        """Accounts that can be read again, and services that are not there any more."""
        told: list[Notice] = []
        there = {subject(one.report.target) for one in sight.seen}
        shut = {(one.account, one.region) for one in sight.closed}
        for name in [one for one in self.known if one not in there and one not in dark]:
            target = target_of(name)
            if not target.service:
                told += self._take(target, policy.sighted(self.known[name], target, sight.at))
            elif (target.account, target.region) not in shut:
                told += policy.gone(self.known.pop(name), target, sight.at)
        return told

    def _of(self, target: Target) -> Watched:
        return self.known.get(subject(target), Watched())

    def _take(self, target: Target, outcome: policy.Outcome) -> tuple[Notice, ...]:
        self.known[subject(target)] = outcome.watched
        return outcome.notices

    def _record(self, found: Found, told: tuple[Message, ...]) -> None:
        """What changed; where it cannot be written, it is told at once, for nobody would know later."""
        now = {name: written(one) for name, one in self.known.items()}
        changed: Mapping[str, str | None] = {
            name: now.get(name) for name in {*now, *self.written} if now.get(name) != self.written.get(name)
        }
        try:
            self.ledger.record(changed, found.kept, told, [one.name for one in self.sinks])
        except StoreTrouble as trouble:
            # It may be another memory when it works again: all that is known belongs into it.
            self.written = {}
            self._say(trouble)
            self.unrecorded += [(sink, message) for message in told for sink in self.sinks]
        else:
            self.written, self.trouble = now, ""

    def _send_unrecorded(self) -> None:
        """What is in no outbox is tried at each look, as long as this process lives."""
        left: list[tuple[Sink, Message]] = []
        for sink, message in self.unrecorded:
            try:
                sink.send(message)
            except SinkTrouble as trouble:
                left.append((sink, message))
                self.talk(f"{sink.name} could not be told: {trouble}")
        self.unrecorded = left

    def _deliver(self, now: datetime) -> None:
        """Whatever is due. It is sent when the other side has taken it, and not before."""
        by_name = {one.name: one for one in self.sinks}
        self._send_unrecorded()
        try:
            for one in self.ledger.unsent(now):
                if one.sink in by_name:
                    self._send(by_name[one.sink], one.id, one.message, one.tries, now)
        except StoreTrouble as trouble:
            self._say(trouble)

    def _send(self, sink: Sink, id: int, message: Message, tries: int, now: datetime) -> None:
        try:
            sink.send(message)
        except SinkTrouble as trouble:
            pause = min(FIRST_PAUSE * 2**tries, LONGEST_PAUSE)
            self.talk(
                f"{sink.name} could not be told: {trouble}; tried again in {int(pause.total_seconds() // 60)} min"
            )
            self.ledger.postponed(id, str(trouble), now + pause)
        else:
            self.ledger.sent(id, now)

    def _say(self, trouble: StoreTrouble) -> None:
        """Once for each trouble."""
        if trouble.what != self.trouble:
            self.trouble = trouble.what
            self.talk("; ".join(filter(None, (trouble.what, trouble.hint))))
