"""The memory around a look: what it adds to the answer, and what the answer leaves in it. Trouble changes neither."""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from islive.cli.looking import place_of
from islive.cli.options import Reading

if TYPE_CHECKING:
    from islive.model.documents import ClusterReport
    from islive.model.receipt import Receipt
    from islive.model.report import Report
    from islive.model.store import Store
    from islive.model.target import Target
    from islive.wiring.inquiry import Inquiry
    from islive.wiring.look import Look

D = TypeVar("D", bound="Report | ClusterReport")
T = TypeVar("T")


class Remembering:
    """The memory for one command. Where it fails that is said once, and from there on there is none."""

    def __init__(self, reading: Reading) -> None:
        from islive.wiring.memory import memory_at

        self._store = memory_at(place_of(reading), os.environ)
        self._seen: tuple[Look, Inquiry, Report | ClusterReport] | None = None

    def around(self, ask: "Callable[[Look, Inquiry], D]") -> "Callable[[Look, Inquiry], D]":
        """The same question; to its answer is added what is remembered."""

        def asked(look: "Look", inquiry: "Inquiry") -> D:
            return self.recalled(look, inquiry, ask(look, inquiry))

        return asked

    def recalled(self, look: "Look", inquiry: "Inquiry", document: D) -> D:
        """The document with what is remembered."""
        from islive.wiring.memory import recalled

        self._seen = (look, inquiry, document)
        return self._tried(lambda store: recalled(store, document), document)

    def newest_receipt(self, target: "Target") -> "Receipt | None":
        """What proves that a version of the service was live last; None where nothing is remembered."""
        return self._tried(lambda store: next(iter(store.receipts(target)), None), None)

    def receipts(self, target: "Target") -> "tuple[Receipt, ...]":
        """What proves that versions of the service were live, the newest first."""
        return self._tried(lambda store: tuple(store.receipts(target)), ())

    def keep(self) -> None:
        """Remember the look, once the answer has been given."""
        from islive.wiring.memory import keep

        if self._seen:
            look, inquiry, document = self._seen
            self._tried(lambda store: keep(store, look, inquiry, document), None)

    def _tried(self, use: "Callable[[Store], T]", otherwise: T) -> T:
        from islive.model.store import StoreTrouble

        if self._store is None:
            return otherwise
        try:
            return use(self._store)
        except StoreTrouble as trouble:
            self._store = None
            told = "; ".join(filter(None, (trouble.what, trouble.hint)))
            print(f"islive: {told} (the answer does not need it)", file=sys.stderr)
            return otherwise
