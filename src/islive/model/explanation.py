"""An explanation: what a pasted text means, as it is drawn."""

from dataclasses import dataclass
from enum import StrEnum


class Sure(StrEnum):
    """How sure the words are."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One cause that the text may mean: what it is, the words of the text that say so, what to look at, the fix.

    `kind` is cause, symptom or information; `rule` finds the cause in an account, where there is such a rule.
    """

    label: str
    kind: str
    sure: Sure
    means: str
    words: tuple[str, ...]
    looks: str
    look: str
    fix: str
    rule: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The causes, the best first (none: nothing known was said), and what would tell the first two apart.

    `question` leads on: what is missing where nothing or only a symptom was pasted, and where the first two are close.
    `unread` are the lines that said nothing known, kept as they were; `lines` counts all.
    """

    causes: tuple[Explained, ...]
    question: str
    unread: tuple[str, ...]
    lines: int

    @property
    def is_answer(self) -> bool:
        """Something known was said."""
        return bool(self.causes)

    @property
    def says(self) -> str:
        """The answer in one sentence."""
        if not self.causes:
            return "nothing known was said, so no cause is named"
        first = self.causes[0]
        sure = first.sure if first.kind == "cause" else f"a {first.kind}" if first.kind == "symptom" else first.kind
        return f"{first.label}, {sure}: {first.means}"
