"""The tables as they are now. How older ones become these is said in `migrations/`.

Moments are text, ISO 8601 in UTC with microseconds: they sort as they are, in every database.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

# The newest migration: a database of it needs no migrating, and Alembic is not even loaded.
HEAD = "0002"

METADATA = MetaData()


def _target() -> tuple[Column[str], ...]:
    return tuple(Column(name, String(255), nullable=False) for name in ("account", "region", "cluster", "service"))


TRANSCRIPTS = Table(
    "transcripts",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

LOOKS = Table(
    "looks",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("taken_at", String(32), nullable=False),
    *_target(),
    Column("verdict", String(16), nullable=False),
    Column("reason", String(32)),
    Column("version", Text, nullable=False),
    Column("deployment", String(255), nullable=False),
    Column("task_definition", Text, nullable=False),
    Column("causes", Text, nullable=False),
    Column("says_the_same", String(64), nullable=False),
    Column("document", Text, nullable=False),
    Column("transcript", String(64), nullable=False),
    Index("looks_of_service", "account", "region", "cluster", "service", "taken_at"),
)

RECEIPTS = Table(
    "receipts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("taken_at", String(32), nullable=False),
    *_target(),
    Column("says_the_same", String(64), nullable=False),
    Column("document", Text, nullable=False),
    Column("transcript", String(64), nullable=False),
    Index("receipts_of_service", "account", "region", "cluster", "service", "taken_at"),
)

EPISODES = Table(
    "episodes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("cause", String(255), nullable=False),
    *_target(),
    Column("began", String(32), nullable=False),
    Column("seen", String(32), nullable=False),
    Column("ended", String(32)),
    Column("ended_by", Text),
    Index("episodes_of_cause", "cause", "began"),
    Index("episodes_of_service", "account", "region", "cluster", "service"),
)

DEPLOYMENTS = Table(
    "deployments",
    METADATA,
    Column("arn", String(512), primary_key=True),
    *_target(),
    Column("created_at", String(32), nullable=False),
    Column("finished_at", String(32)),
    Column("status", String(64), nullable=False),
    Column("task_definition", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", Text),
    Column("commit_sha", String(64)),
    Index("deployments_of_service", "account", "region", "cluster", "service", "created_at"),
)

# --- what the watch keeps ------------------------------------------------------------------------------------------

EVIDENCE = Table(
    "evidence",
    METADATA,
    Column("key", String(512), primary_key=True),
    Column("kind", String(32), nullable=False),
    *_target(),
    Column("at", String(32), nullable=False),
    Column("says", Text, nullable=False),
    Column("document", Text, nullable=False),
    Index("evidence_of_service", "account", "region", "cluster", "service", "kind", "at"),
)

WATCHED = Table(
    "watched",
    METADATA,
    Column("subject", String(1024), primary_key=True),
    Column("document", Text, nullable=False),
)

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("message", String(64), nullable=False),
    Column("sink", String(64), nullable=False),
    Column("document", Text, nullable=False),
    Column("made", String(32), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("trouble", Text, nullable=False),
    Column("next_try", String(32), nullable=False),
    Column("sent", String(32)),
    Index("outbox_once", "message", "sink", unique=True),
)
