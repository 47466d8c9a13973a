"""The memory: reports, the transcripts they were made from, receipts, and what ECS forgets, in one database."""

from islive.store.opening import open_ledger, open_store

__all__ = ["open_ledger", "open_store"]
