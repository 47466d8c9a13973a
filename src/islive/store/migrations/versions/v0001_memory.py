"""Looks, the transcripts and receipts that belong to them, causes, and ECS's own record."""

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, String, Text

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of the memory."""
    op.create_table(
        "transcripts",
        Column("sha256", String(64), primary_key=True),
        Column("content", LargeBinary, nullable=False),
    )
    op.create_table(
        "looks",
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
    )
    op.create_table(
        "receipts",
        Column("id", Integer, primary_key=True),
        Column("taken_at", String(32), nullable=False),
        *_target(),
        Column("says_the_same", String(64), nullable=False),
        Column("document", Text, nullable=False),
        Column("transcript", String(64), nullable=False),
    )
    _episodes_and_deployments()
    service = ["account", "region", "cluster", "service"]
    op.create_index("looks_of_service", "looks", [*service, "taken_at"])
    op.create_index("receipts_of_service", "receipts", [*service, "taken_at"])
    op.create_index("episodes_of_cause", "episodes", ["cause", "began"])
    op.create_index("episodes_of_service", "episodes", service)
    op.create_index("deployments_of_service", "deployments", [*service, "created_at"])


def _episodes_and_deployments() -> None:
    op.create_table(
        "episodes",
        Column("id", Integer, primary_key=True),
        Column("cause", String(255), nullable=False),
        *_target(),
        Column("began", String(32), nullable=False),
        Column("seen", String(32), nullable=False),
        Column("ended", String(32)),
        Column("ended_by", Text),
    )
    op.create_table(
        "deployments",
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
    )


def _target() -> tuple[Column[str], ...]:
    return tuple(Column(name, String(255), nullable=False) for name in ("account", "region", "cluster", "service"))
