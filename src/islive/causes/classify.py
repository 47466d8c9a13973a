"""The classifier: from messages to causes, ranked, with the words that decided. The same words, the same answer."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from islive.causes.catalogue import causes
from islive.causes.cause import Cause, Kind, Seen, Sign
from islive.causes.reading import Reading, read

# Less than that is a guess, and a guess is not said.
ENOUGH = 2.5
# The best must lead by so much, and the words must hardly mean anything else, to be called certain.
CLEAR_LEAD, STRONG = 1.0, 7.0
MORE_SIGNS, MOST_MORE = 0.2, 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cause that the messages speak for, how much (the higher, the more), and the words that did."""

    cause: Cause
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Classified:
    """The causes, the best first; none where nothing was said that is known."""

    candidates: tuple[Candidate, ...]

    @property
    def certain(self) -> bool:
        """The best is a cause, its words hardly mean another, and no other comes near."""
        if not self.candidates or self.candidates[0].cause.kind is not Kind.CAUSE:
            return False
        scores = [one.score for one in self.candidates[:2]]
        return scores[0] >= STRONG and (len(scores) == 1 or scores[0] - scores[1] >= CLEAR_LEAD)


def classify(messages: Sequence[str], context: str = "") -> Classified:
    """What these messages of one incident mean together; the context is used when given, and never needed."""
    said, around = read(messages), read([context])
    found: dict[str, list[Seen]] = {}
    for label, sign in _worth_a_look(said.words):
        if seen := sign.seen(said, around):
            found.setdefault(label, []).append(seen)
    known = causes()
    ranked = sorted((_candidate(known[label], seen) for label, seen in found.items()), key=_order)
    return Classified(tuple(one for one in ranked if one.score >= ENOUGH))


def _candidate(cause: Cause, seen: list[Seen]) -> Candidate:
    best = max(seen, key=lambda one: (one.score, one.words))
    more = min(MORE_SIGNS * (len(seen) - 1), MOST_MORE)
    return Candidate(cause, best.score + more, best.words)


def _order(one: Candidate) -> tuple[float, str]:
    return -one.score, one.cause.label


def _worth_a_look(words: frozenset[str]) -> Iterator[tuple[str, Sign]]:
    """The signs of which at least one telling word is there: most of the catalogue never has to be tried."""
    index = _index()
    tried = {place: one for word in words & index.keys() for place, one in index[word]}
    return (tried[place] for place in sorted(tried))


@cache
def _index() -> Mapping[str, Sequence[tuple[int, tuple[str, Sign]]]]:
    """Word → the signs that cannot be seen without it (or without one like it)."""
    signs = [(cause.label, sign) for cause in causes().values() for sign in cause.signs]
    common = Counter(word for _, sign in signs for word in set(_all_words(sign)))
    index: dict[str, list[tuple[int, tuple[str, Sign]]]] = {}
    for place, (label, sign) in enumerate(signs):
        for word in _anchors(sign, common):
            index.setdefault(word, []).append((place, (label, sign)))
    return index


def _all_words(sign: Sign) -> Iterator[str]:
    return (word for group in sign.groups for one in group.phrases for word in one.split())


def _anchors(sign: Sign, common: Counter[str]) -> set[str]:
    """The rarest word of each alternative, of the group whose alternatives are rarest; it must stand in a message."""
    choices = [
        {min(one.split(), key=lambda word: (common[word], word)) for one in group.phrases}
        for group in sign.groups
        if not group.around
    ]
    return min(choices, key=lambda words: (max(common[word] for word in words), sorted(words)), default=set())


def labels(messages: Iterable[str], context: str = "") -> tuple[str, ...]:
    """The labels alone, the best first; none when unsure."""
    return tuple(one.cause.label for one in classify(list(messages), context).candidates)


__all__ = ["Candidate", "Classified", "Reading", "classify", "labels"]
