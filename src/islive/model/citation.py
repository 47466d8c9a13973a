"""Where the outside world said so, in its own words."""

from dataclasses import dataclass

# Longer than what ECS says of a task; a page of HTML or a line of a log may be longer than anybody reads.
MOST = 800


@dataclass(frozen=True, slots=True)
class Citation:
    """One quotation: the operation that was asked, the path in its reply, and the words found there.

    Of more than 800 characters the middle is left out: AWS says what at the beginning, and why at the end.
    """

    operation: str
    path: str
    quote: str

    def __post_init__(self) -> None:
        """Leave out the middle."""
        if len(self.quote) > MOST:
            object.__setattr__(self, "quote", f"{self.quote[: MOST // 2]}…{self.quote[-MOST // 2 + 1 :]}")
