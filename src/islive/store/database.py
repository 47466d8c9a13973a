"""The database: opened for each transaction, made at the first one, not trusted to stay where it is."""

import os
import sqlite3
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from islive.model.errors import UserError
from islive.model.store import StoreTrouble
from islive.store.tables import HEAD
from islive.store.trouble import named

# Seconds to wait for another process that writes. Whoever waits has the answer already, but not the prompt.
PATIENCE = 2.0
MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """A transaction is whole or not at all, also after kill -9. Raises StoreTrouble, and nothing else.

    Only where the URL names no kind of database that is known here, it raises UserError when it is made.
    """

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        try:
            address = make_url(url)
            self._file = Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None
            self._engine = _engine(url, patience) if self._file else create_engine(url, poolclass=NullPool)
        except (SQLAlchemyError, ImportError) as wrong:
            # The URL may hold a password, and so may what SQLAlchemy says of it.
            raise UserError("ISLIVE_STORE names no database that can be opened here", "name a file, or off") from wrong
        self.place = str(self._file or address.render_as_string(hide_password=True))
        self._patience = patience
        self._seen: tuple[int, int] | None = None

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """A transaction that nobody else's comes between."""
        with named(self.place):
            self._prepare()
            with self._engine.begin() as connection:
                yield connection
            self._check_place()

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """What is there; a database that is not there yet holds nothing, and is made."""
        with named(self.place):
            self._prepare()
            with self._engine.connect().execution_options(reading=True) as connection:
                yield connection

    def _prepare(self) -> None:
        """Make it, migrate it, and remember which file it is."""
        self._check_place()
        if self._seen:
            return
        if self._file and not self._file.exists():
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # What is remembered of an account is nobody else's business.
            os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))
        self._bring_up_to_date()
        self._seen = self._identity()

    def _check_place(self) -> None:
        """A file that was deleted lives on for those who have it open, and what they write is lost."""
        if self._seen and self._seen != self._identity():
            self._seen = None
            raise StoreTrouble(f"the memory {self.place} was deleted or replaced meanwhile", "a new one is made")

    def _identity(self) -> tuple[int, int]:
        if self._file is None:
            return 0, 0
        try:
            found = self._file.stat()
        except FileNotFoundError:
            return -1, -1
        return found.st_dev, found.st_ino

    def _bring_up_to_date(self) -> None:
        with self._engine.connect().execution_options(reading=True) as connection:
            version = _version(connection)
        if version == HEAD:
            return
        if version is not None and version not in _known():
            raise StoreTrouble(
                f"the memory {self.place} was written by a newer islive (schema {version}, this one knows {HEAD})",
                "install the newer islive, or move it with ISLIVE_STORE",
            )
        if self._file:
            _let_read_while_written(self._file, self._patience)
        with self._engine.begin() as connection:
            _migrate(connection)


def _engine(url: str, patience: float) -> Engine:
    """SQLite, with transactions that begin where we say: Python's own begin too late to keep two writers apart."""
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": patience})

    @event.listens_for(engine, "connect")
    def _opened(connection: Any, record: Any) -> None:
        del record
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("reading"):
            connection.exec_driver_sql("BEGIN")
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    del _opened, _begin
    return engine


def _let_read_while_written(file: Path, patience: float) -> None:
    """Write-ahead logging: readers and one writer at once, and nothing half-written after kill -9; it stays so.

    SQLite does not wait here for others who do the same, so we do.
    """
    end = time.monotonic() + patience
    while True:
        try:
            with closing(sqlite3.connect(file, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise OperationalError(None, None, error) from error
            time.sleep(0.02)


def _version(connection: Connection) -> str | None:
    """The migration that the database is at; None where it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _known() -> frozenset[str]:
    from alembic.script import ScriptDirectory

    return frozenset(one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def _migrate(connection: Connection) -> None:
    """Bring it to the newest version, within this transaction: whoever comes second finds it done."""
    from alembic import command
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
