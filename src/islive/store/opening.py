"""Opening the memory at a URL: a file of SQLite for one machine."""

from islive.store.database import Database
from islive.store.ledger import WatchLedger
from islive.store.memory import Memory


def open_store(url: str, key: bytes | None = None) -> Memory:
    """The memory there; nothing is opened or made before it is used. With a key only receipts signed with it count."""
    return Memory(Database(url), key)


def open_ledger(url: str) -> WatchLedger:
    """What the watch keeps in the same database."""
    return WatchLedger(Database(url))
