"""What a message says, asked by label: the classifier's reading of it, made once for each text.

Facts and rules ask here, so that AWS's words are read in one place. Only words are known here: where two causes look
alike, a rule goes to the world's evidence. The catalogue is loaded by the first question: a service with nothing to
complain of does not pay for it.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from islive.causes.cause import around
from islive.causes.phrases import NETWORK

# A service's hundred events, its stopped tasks, the end of a log.
KEPT = 4096
LONGEST = 120
NAME_UNKNOWN = "network.dns-failure"
# Nobody is named who was to answer. Said of a message that was cut off, too; then its words are none of these.
NOBODY = "network.unreachable"
NO_ANSWER = frozenset(one.strip() for one in around(NETWORK).phrases)
UNANSWERED = frozenset(
    {
        NOBODY,
        NAME_UNKNOWN,
        "envfile.network-unreachable",
        "logs.network-unreachable",
        "registry.network-unreachable",
        "secret.network-unreachable",
        "ssm.network-unreachable",
    }
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A cause that a message speaks of: in words that hardly mean another (`plain`), as much as of any other (`near`).

    `words` are those that decided, as the classifier reads them.
    """

    label: str
    plain: bool
    near: bool
    words: tuple[str, ...]

    @property
    def unanswered(self) -> bool:
        """Nobody answered; few words say so plainly, but some of them say nothing else."""
        return self.label in UNANSWERED and (self.plain if self.label != NOBODY else bool(self.no_answer))

    @property
    def no_answer(self) -> tuple[str, ...]:
        """Those of the words that say how it ended without an answer."""
        return tuple(one for one in self.words if one in NO_ANSWER)


@dataclass(frozen=True, slots=True)
class Said:
    """What one message says: the causes it speaks of, the best first; none where it says nothing known.

    A family is asked for by its name and a dot: "efs." stands for all its labels.
    """

    causes: tuple[Spoken, ...]

    @property
    def label(self) -> str | None:
        """The cause that it speaks of most."""
        return self.causes[0].label if self.causes else None

    def says(self, *labels: str) -> bool:
        """It says one of these rather than anything else, in words that hardly mean another."""
        return any(one.plain and _is_meant(one.label, labels) for one in self.causes[:1])

    def hints_at(self, *labels: str) -> bool:
        """It speaks of one of these as much as of anything else, however little that is."""
        return any(one.near and _is_meant(one.label, labels) for one in self.causes)

    def touches(self, *labels: str) -> bool:
        """Some of its words speak of one of these, though others may say more."""
        return any(_is_meant(one.label, labels) for one in self.causes)

    @property
    def unanswered(self) -> bool:
        """Nobody answered whoever wrote it: of what was wanted nothing is known, whatever the message claims of it."""
        return any(one.unanswered for one in self.causes[:1])


def _is_meant(label: str, labels: tuple[str, ...]) -> bool:
    return any(label == one or (one.endswith(".") and label.startswith(one)) for one in labels)


@lru_cache(maxsize=KEPT)
def said(message: str) -> Said:
    """The reading of one message. That nobody answered beats what comes near it: the tail counts more than the head."""
    # Only here: a service with nothing to complain of shall not wait for the catalogue.
    from islive.causes.classify import CLEAR_LEAD, STRONG, classify

    found = classify([message]).candidates
    causes = [
        Spoken(one.cause.label, one.score >= STRONG, found[0].score - one.score < CLEAR_LEAD, one.words)
        for one in found
    ]
    silent = [one for one in causes if one.near and one.unanswered]
    rest = [replace(one, near=False) if silent else one for one in causes if one not in silent]
    return Said((*silent, *rest))


def as_written(message: str, words: tuple[str, ...]) -> str:
    """The deciding words as they stand in the message, from the first of them to the last; far apart, the last."""
    found = [last for one in words if (last := _last(message, one))]
    if not found:
        return words[-1] if words else ""
    start, end = min(one.start() for one in found), max(one.end() for one in found)
    return message[start:end] if end - start <= LONGEST else max(found, key=lambda one: one.end())[0]


def _last(message: str, phrase: str) -> re.Match[str] | None:
    """Where a phrase stands last; reading took quotes, colons and case away."""
    written = r"\W{1,4}".join(map(re.escape, phrase.split()))
    return max(re.finditer(written, message, re.IGNORECASE), key=lambda one: one.end(), default=None)
