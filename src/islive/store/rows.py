"""What the rows of several tables have in common: the service they are about, and runs that say the same."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, insert, select, update

from islive.model.target import Target


def at(target: Target) -> dict[str, str]:
    """The service as columns."""
    return {
        "account": target.account,
        "region": target.region,
        "cluster": target.cluster,
        "service": target.service,
    }


def is_of(table: Table, target: Target) -> ColumnElement[bool]:
    """The rows of that service."""
    return and_(*(table.c[name] == value for name, value in at(target).items()))


def target_of(row: Mapping[str, Any]) -> Target:
    """The service that a row is about."""
    return Target(row["account"], row["region"], row["cluster"], row["service"])


def run_of(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Add the row. Where the two newest of its service say the same as it does, it takes the place of the newest.

    So of a run that says the same the first and the newest are there, however often somebody looks.
    """
    mine = and_(*(table.c[name] == row[name] for name in ("account", "region", "cluster", "service")))
    newest = select(table.c.id, table.c.says_the_same).where(mine).order_by(table.c.taken_at.desc(), table.c.id.desc())
    found = connection.execute(newest.limit(2)).all()
    if len(found) == 2 and all(one.says_the_same == row["says_the_same"] for one in found):  # noqa: PLR2004 (a pair)
        connection.execute(update(table).where(table.c.id == found[0].id).values(dict(row)))
    else:
        connection.execute(insert(table).values(dict(row)))
