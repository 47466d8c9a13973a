"""What the watch lives off: what it knows of each subject, what it keeps, and what it still has to tell."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from islive.model.target import Target
from islive.model.watching import Kept, Kind, Message, Unsent
from islive.store.database import Database
from islive.store.moments import read, written
from islive.store.rows import at, is_of, target_of
from islive.store.tables import EVIDENCE, OUTBOX, WATCHED

# As many keys as a question may have parameters in every database.
MOST_KEYS = 500


class WatchLedger:
    """A `Ledger` in a database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._kept = frozenset[str]()

    def watched(self) -> Mapping[str, str]:
        """Subject → what is known of it."""
        with self.database.reading() as connection:
            return {one.subject: one.document for one in connection.execute(select(WATCHED))}

    def record(
        self,
        watched: Mapping[str, str | None],
        kept: Sequence[Kept],
        messages: Sequence[Message],
        sinks: Sequence[str],
    ) -> None:
        """All of it or nothing: after kill -9 no alert is known as told that is not in the outbox."""
        # AWS tells the same again at each look; what the last one wrote is known without asking.
        new, self._kept = [one for one in kept if one.key not in self._kept], frozenset[str]()
        with self.database.writing() as connection:
            for subject, document in watched.items():
                connection.execute(delete(WATCHED).where(WATCHED.c.subject == subject))
                if document is not None:
                    connection.execute(insert(WATCHED).values(subject=subject, document=document))
            _keep(connection, new)
            for message in messages:
                _put(connection, message, sinks)
        self._kept = frozenset(one.key for one in kept)

    def unsent(self, now: datetime) -> Sequence[Unsent]:
        """Oldest first."""
        with self.database.reading() as connection:
            due = select(OUTBOX).where(OUTBOX.c.sent.is_(None), OUTBOX.c.next_try <= written(now))
            found = connection.execute(due.order_by(OUTBOX.c.id)).mappings()
            return [Unsent(one["id"], one["sink"], _message(one), one["tries"]) for one in found]

    def sent(self, id: int, at: datetime) -> None:
        """It was taken."""
        with self.database.writing() as connection:
            connection.execute(update(OUTBOX).where(OUTBOX.c.id == id).values(sent=written(at), trouble=""))

    def postponed(self, id: int, trouble: str, next_try: datetime) -> None:
        """It was not taken."""
        later = {"tries": OUTBOX.c.tries + 1, "trouble": trouble, "next_try": written(next_try)}
        with self.database.writing() as connection:
            connection.execute(update(OUTBOX).where(OUTBOX.c.id == id).values(later))

    def kept(self, target: Target, kind: str) -> Sequence[Kept]:
        """Oldest first."""
        with self.database.reading() as connection:
            asked = select(EVIDENCE).where(is_of(EVIDENCE, target), EVIDENCE.c.kind == kind).order_by(EVIDENCE.c.at)
            return [_evidence(one) for one in connection.execute(asked).mappings()]


def _keep(connection: Connection, kept: Sequence[Kept]) -> None:
    """What is there already was the same then."""
    by_key = {one.key: one for one in kept}
    keys = list(by_key)
    for start in range(0, len(keys), MOST_KEYS):
        some = keys[start : start + MOST_KEYS]
        known = set(connection.execute(select(EVIDENCE.c.key).where(EVIDENCE.c.key.in_(some))).scalars())
        new = [_row(by_key[key]) for key in some if key not in known]
        if new:
            connection.execute(insert(EVIDENCE), new)


def _row(one: Kept) -> dict[str, Any]:
    return {
        "key": one.key,
        "kind": one.kind,
        **at(one.target),
        "at": written(one.at),
        "says": one.says,
        "document": one.document,
    }


def _evidence(row: Any) -> Kept:
    return Kept(row["key"], row["kind"], target_of(row), read(row["at"]), row["says"], row["document"])


def _put(connection: Connection, message: Message, sinks: Iterable[str]) -> None:
    document = json.dumps({"kind": message.kind, "cause": message.cause, "text": message.text, "of": message.document})
    for sink in sinks:
        same = select(OUTBOX.c.id).where(OUTBOX.c.message == message.id, OUTBOX.c.sink == sink)
        if connection.execute(same).first():
            continue
        row = {"message": message.id, "sink": sink, "document": document, "made": written(message.at)}
        new = {**row, "tries": 0, "trouble": "", "next_try": written(message.at)}
        connection.execute(insert(OUTBOX).values(new))


def _message(row: Any) -> Message:
    said = json.loads(row["document"])
    return Message(row["message"], Kind(said["kind"]), read(row["made"]), said["cause"], said["text"], said["of"])
