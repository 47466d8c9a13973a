"""The memory of looks: reports, what they were made from, receipts, causes, and ECS's own record."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from islive.model.receipt import Receipt
from islive.model.report import Report, SeenBefore
from islive.model.store import Deployment, Past, Remembered
from islive.model.target import Target
from islive.model.verdict import Verdict
from islive.store.database import Database
from islive.store.moments import read, read_or_none, written
from islive.store.rows import at, is_of, run_of, target_of
from islive.store.statement import document, opened
from islive.store.tables import DEPLOYMENTS, EPISODES, LOOKS, RECEIPTS, TRANSCRIPTS

MOST_EPISODES = 100


class Memory:
    """A `Store` in a database."""

    def __init__(self, database: Database, key: bytes | None = None) -> None:
        self.database = database
        self._key = key

    def keep(self, looks: Sequence[Remembered], transcript: bytes) -> None:
        """Keep reports, receipts and the bundle of one look; of looks that say the same the first and the newest."""
        sha256 = hashlib.sha256(transcript).hexdigest()
        with self.database.writing() as connection:
            for one in looks:
                run_of(connection, LOOKS, _look(one, sha256))
                if one.receipt:
                    run_of(connection, RECEIPTS, self._receipt(one.receipt, sha256))
                _follow(connection, one.report)
            _keep_transcript(connection, sha256, transcript)

    def _receipt(self, receipt: Receipt, transcript: str) -> dict[str, Any]:
        same = (
            receipt.version,
            receipt.digests,
            receipt.task_definition,
            receipt.deployment,
            str(receipt.grade),
            receipt.degraded,
        )
        return {
            "taken_at": written(receipt.taken_at),
            **at(receipt.target),
            "says_the_same": _fingerprint(same),
            "document": document(receipt, self._key),
            "transcript": transcript,
        }

    def receipts(self, target: Target) -> Sequence[Receipt]:
        """Newest first; where there is a key, those that were signed with it.

        Whose they are and when they were taken is what they say themselves: the columns beside them nobody has signed.
        """
        with self.database.reading() as connection:
            asked = select(RECEIPTS.c.document).where(is_of(RECEIPTS, target))
            found = connection.execute(asked).scalars().all()
        mine = [one for one in (opened(text, self._key) for text in found) if one and one.target == target]
        return sorted(mine, key=lambda one: one.taken_at, reverse=True)

    def looks(self, target: Target) -> Sequence[Past]:
        """Oldest first."""
        with self.database.reading() as connection:
            found = connection.execute(select(LOOKS).where(is_of(LOOKS, target)).order_by(LOOKS.c.taken_at)).mappings()
            return [_past(one) for one in found]

    def seen(self, causes: Collection[str]) -> Sequence[SeenBefore]:
        """Newest first."""
        with self.database.reading() as connection:
            asked = select(EPISODES).where(EPISODES.c.cause.in_(sorted(causes)))
            found = connection.execute(asked.order_by(EPISODES.c.began.desc()).limit(MOST_EPISODES)).mappings()
            return [_episode(one) for one in found]

    def document(self, target: Target, taken_at: datetime) -> tuple[str, bytes] | None:
        """The report of that moment, and the bundle that it was made from."""
        with self.database.reading() as connection:
            asked = select(LOOKS.c.document, TRANSCRIPTS.c.content).join_from(
                LOOKS, TRANSCRIPTS, LOOKS.c.transcript == TRANSCRIPTS.c.sha256
            )
            found = connection.execute(asked.where(is_of(LOOKS, target), LOOKS.c.taken_at == written(taken_at))).first()
        return (found[0], found[1]) if found else None

    def keep_deployments(self, deployments: Sequence[Deployment]) -> None:
        """Keep ECS's own record; what changed of one since is taken over."""
        with self.database.writing() as connection:
            for one in deployments:
                connection.execute(delete(DEPLOYMENTS).where(DEPLOYMENTS.c.arn == one.arn))
                connection.execute(insert(DEPLOYMENTS).values(_deployment(one)))

    def deployments(self, target: Target) -> Sequence[Deployment]:
        """Newest first."""
        with self.database.reading() as connection:
            asked = select(DEPLOYMENTS).where(is_of(DEPLOYMENTS, target)).order_by(DEPLOYMENTS.c.created_at.desc())
            return [_recorded(one) for one in connection.execute(asked).mappings()]


def _look(one: Remembered, transcript: str) -> dict[str, Any]:
    report, primary = one.report, one.report.primary
    causes = [cause.id for cause in report.diagnosis.root_causes]
    said = {
        **at(report.target),
        "verdict": str(report.verdict),
        "reason": str(report.reason) if report.reason else None,
        "version": report.wanted.label,
        "deployment": primary.id if primary else "",
        "task_definition": primary.task_definition if primary else "",
        "causes": json.dumps(causes),
    }
    return {
        "taken_at": written(report.taken_at),
        **said,
        "says_the_same": _fingerprint((*said.values(), str(report.proved_to))),
        "document": one.document,
        "transcript": transcript,
    }


def _fingerprint(parts: Iterable[object]) -> str:
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()


def _follow(connection: Connection, report: Report) -> None:
    """Open an episode for each root cause that is new, go on with those that are there, end all when it is live."""
    now, mine = written(report.taken_at), is_of(EPISODES, report.target)
    open_ones = EPISODES.c.ended.is_(None)
    if report.verdict is Verdict.LIVE:
        ended = {"ended": now, "ended_by": report.wanted.label or None}
        connection.execute(update(EPISODES).where(mine, open_ones).values(ended))
    if report.verdict is not Verdict.NOT_LIVE:
        return
    for cause in dict.fromkeys(one.id for one in report.diagnosis.root_causes):
        same = (mine, open_ones, EPISODES.c.cause == cause)
        if not connection.execute(update(EPISODES).where(*same).values(seen=now)).rowcount:
            new = {"cause": cause, **at(report.target), "began": now, "seen": now}
            connection.execute(insert(EPISODES).values(new))


def _keep_transcript(connection: Connection, sha256: str, content: bytes) -> None:
    """Keep this one, and forget those that no report and no receipt was made from any more."""
    known = select(TRANSCRIPTS.c.sha256)
    if not connection.execute(known.where(TRANSCRIPTS.c.sha256 == sha256)).first():
        connection.execute(insert(TRANSCRIPTS).values(sha256=sha256, content=content))
    needed = select(LOOKS.c.transcript).union(select(RECEIPTS.c.transcript))
    connection.execute(delete(TRANSCRIPTS).where(TRANSCRIPTS.c.sha256.not_in(needed)))


def _past(row: Any) -> Past:
    return Past(
        taken_at=read(row["taken_at"]),
        target=target_of(row),
        verdict=row["verdict"],
        reason=row["reason"],
        version=row["version"],
        deployment=row["deployment"],
        task_definition=row["task_definition"],
        causes=tuple(json.loads(row["causes"])),
    )


def _episode(row: Any) -> SeenBefore:
    return SeenBefore(row["cause"], target_of(row), read(row["began"]), read_or_none(row["ended"]), row["ended_by"])


def _deployment(one: Deployment) -> dict[str, Any]:
    return {
        "arn": one.arn,
        **at(one.target),
        "created_at": written(one.created_at),
        "finished_at": written(one.finished_at) if one.finished_at else None,
        "status": one.status,
        "task_definition": one.task_definition,
        "version": one.version,
        "reason": one.reason,
        "who": one.who,
        "commit_sha": one.commit,
    }


def _recorded(row: Any) -> Deployment:
    return Deployment(
        arn=row["arn"],
        target=target_of(row),
        status=row["status"],
        created_at=read(row["created_at"]),
        finished_at=read_or_none(row["finished_at"]),
        task_definition=row["task_definition"],
        version=row["version"],
        reason=row["reason"],
        who=row["who"],
        commit=row["commit_sha"],
    )
