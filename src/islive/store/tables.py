"""The tables as they are now. How older ones become these is said in `migrations/`.

Moments are text, ISO 8601 in UTC with microseconds: they sort as they are, in every database.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, Table

from islive.store.words import Name, Words

# The newest migration: a database of it needs no migrating, and Alembic is not even loaded.
HEAD = "0002"

METADATA = MetaData()


def _target() -> tuple[Column[str], ...]:
    return tuple(Column(name, Name(255), nullable=False) for name in ("account", "region", "cluster", "service"))


TRANSCRIPTS = Table(
    "transcripts",
    METADATA,
    Column("sha256", Name(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

LOOKS = Table(
    "looks",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("taken_at", Name(32), nullable=False),
    *_target(),
    Column("verdict", Name(16), nullable=False),
    Column("reason", Name(32)),
    Column("version", Words, nullable=False),
    Column("deployment", Name(255), nullable=False),
    Column("task_definition", Words, nullable=False),
    Column("causes", Words, nullable=False),
    Column("says_the_same", Name(64), nullable=False),
    Column("document", Words, nullable=False),
    Column("transcript", Name(64), nullable=False),
    Index("looks_of_service", "account", "region", "cluster", "service", "taken_at"),
)

RECEIPTS = Table(
    "receipts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("taken_at", Name(32), nullable=False),
    *_target(),
    Column("says_the_same", Name(64), nullable=False),
    Column("document", Words, nullable=False),
    Column("transcript", Name(64), nullable=False),
    Index("receipts_of_service", "account", "region", "cluster", "service", "taken_at"),
)

EPISODES = Table(
    "episodes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("cause", Name(255), nullable=False),
    *_target(),
    Column("began", Name(32), nullable=False),
    Column("seen", Name(32), nullable=False),
    Column("ended", Name(32)),
    Column("ended_by", Words),
    Index("episodes_of_cause", "cause", "began"),
    Index("episodes_of_service", "account", "region", "cluster", "service"),
)

DEPLOYMENTS = Table(
    "deployments",
    METADATA,
    Column("arn", Name(512), primary_key=True),
    *_target(),
    Column("created_at", Name(32), nullable=False),
    Column("finished_at", Name(32)),
    Column("status", Name(64), nullable=False),
    Column("task_definition", Words, nullable=False),
    Column("version", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("who", Words),
    Column("commit_sha", Name(64)),
    Index("deployments_of_service", "account", "region", "cluster", "service", "created_at"),
)

# --- what the watch keeps ------------------------------------------------------------------------------------------

EVIDENCE = Table(
    "evidence",
    METADATA,
    Column("key", Name(512), primary_key=True),
    Column("kind", Name(32), nullable=False),
    *_target(),
    Column("at", Name(32), nullable=False),
    Column("says", Words, nullable=False),
    Column("document", Words, nullable=False),
    Index("evidence_of_service", "account", "region", "cluster", "service", "kind", "at"),
)

WATCHED = Table(
    "watched",
    METADATA,
    Column("subject", Name(1024), primary_key=True),
    Column("document", Words, nullable=False),
)

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("message", Name(64), nullable=False),
    Column("sink", Name(64), nullable=False),
    Column("document", Words, nullable=False),
    Column("made", Name(32), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("trouble", Words, nullable=False),
    Column("next_try", Name(32), nullable=False),
    Column("sent", Name(32)),
    Index("outbox_once", "message", "sink", unique=True),
)
