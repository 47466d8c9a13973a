"""Where the outside world said so, in its own words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """One quotation: the operation that was asked, the path in its reply, and the words found there."""

    operation: str
    path: str
    quote: str
