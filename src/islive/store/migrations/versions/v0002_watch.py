"""What the watch keeps: evidence that AWS forgets, what it has told, and what it still has to tell."""

from alembic import op
from sqlalchemy import Column, Integer, String, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of the watch."""
    op.create_table(
        "evidence",
        Column("key", String(512), primary_key=True),
        Column("kind", String(32), nullable=False),
        *(Column(name, String(255), nullable=False) for name in ("account", "region", "cluster", "service")),
        Column("at", String(32), nullable=False),
        Column("says", Text, nullable=False),
        Column("document", Text, nullable=False),
    )
    op.create_table(
        "watched",
        Column("subject", String(1024), primary_key=True),
        Column("document", Text, nullable=False),
    )
    op.create_table(
        "outbox",
        Column("id", Integer, primary_key=True),
        Column("message", String(64), nullable=False),
        Column("sink", String(64), nullable=False),
        Column("document", Text, nullable=False),
        Column("made", String(32), nullable=False),
        Column("tries", Integer, nullable=False),
        Column("trouble", Text, nullable=False),
        Column("next_try", String(32), nullable=False),
        Column("sent", String(32)),
    )
    op.create_index("evidence_of_service", "evidence", ["account", "region", "cluster", "service", "kind", "at"])
    op.create_index("outbox_once", "outbox", ["message", "sink"], unique=True)
