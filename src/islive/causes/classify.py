"""The classifier: from messages to causes, ranked, with the words that decided. The same words, the same answer."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from islive.causes.catalogue import causes
from islive.causes.cause import Cause, Group, Kind, Places, Seen, Sign
from islive.causes.reading import Reading, read

# Less than that is a guess, and a guess is not said.
ENOUGH = 2.5
# The best must lead by so much, and the words must hardly mean anything else, to be called certain.
CLEAR_LEAD, STRONG = 1.0, 7.0
# In a log of more statements than that, something always looks like an error: its words must name the cause.
LOG, NAMED = 20, 9.0
MORE_SIGNS, MOST_MORE = 0.2, 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cause that the messages speak for, how much (the higher, the more), and the words that did.

    `together`: one statement holds them all.
    """

    cause: Cause
    score: float
    words: tuple[str, ...]
    together: bool = True


@dataclass(frozen=True, slots=True)
class Classified:
    """The causes, the best first; none where nothing was said that is known. `statements`: how many were read."""

    candidates: tuple[Candidate, ...]
    statements: int = 1

    @property
    def certain(self) -> bool:
        """The best is a cause, its words hardly mean another, are said of no other, and none comes near."""
        if not self.candidates:
            return False
        best = self.candidates[0]
        if best.cause.kind is not Kind.CAUSE or best.cause.alike or not best.together:
            return False
        scores = [one.score for one in self.candidates[:2]]
        enough = STRONG if self.statements <= LOG else NAMED
        return scores[0] >= enough and (len(scores) == 1 or scores[0] - scores[1] >= CLEAR_LEAD)


def classify(messages: Sequence[str], context: str = "") -> Classified:
    """What these messages of one incident mean together; the context is used when given, and never needed."""
    index, reading = _index(), read(messages)
    said = _places(reading, index.phrases)
    around = _places(read([context]), index.around) if context else {}
    found: dict[str, list[Seen]] = {}
    for label, sign in _worth_a_look(said):
        if seen := sign.seen(said, around, reading):
            found.setdefault(label, []).append(seen)
    known = causes()
    ranked = sorted((_candidate(known[label], seen) for label, seen in found.items()), key=_order)
    return Classified(tuple(one for one in ranked if one.score >= ENOUGH), len(reading.begins) + 1)


def _candidate(cause: Cause, seen: list[Seen]) -> Candidate:
    best = max(seen, key=lambda one: (one.score, one.words))
    more = min(MORE_SIGNS * (len(seen) - 1), MOST_MORE)
    return Candidate(cause, best.score + more, best.words, best.together)


def _order(one: Candidate) -> tuple[bool, float, str]:
    """What only reports progress stands behind everything that failed."""
    progress = one.cause.kind is Kind.INFORMATION and one.score < STRONG
    return progress, -one.score, one.cause.label


def _places(reading: Reading, phrases: Mapping[str, Sequence[str]]) -> Places:
    """The phrases of the catalogue that are there: each is looked for only where its rarest word stands."""
    line = reading.line
    tried = (one for word in reading.words & phrases.keys() for one in phrases[word])
    return {one: place / len(line) for one in tried if (place := line.rfind(one)) >= 0}


def _worth_a_look(said: Places) -> Iterator[tuple[str, Sign]]:
    """The signs of whose rarest group a phrase was said, in the order of the catalogue."""
    index = _index()
    numbers = {number for one in said for number in index.signs_of.get(one, ())}
    return (index.signs[number] for number in sorted(numbers))


@dataclass(frozen=True, slots=True)
class _Index:
    """The catalogue turned round: rarest word → phrases, phrase → the signs whose rarest group it is of.

    `around` holds those phrases that count in a context, too.
    """

    phrases: Mapping[str, Sequence[str]]
    around: Mapping[str, Sequence[str]]
    signs_of: Mapping[str, Sequence[int]]
    signs: Sequence[tuple[str, Sign]]


@cache
def _index() -> _Index:
    signs = [(cause.label, sign) for cause in causes().values() for sign in cause.signs]
    shared = Counter(one for _, sign in signs for group in sign.groups for one in group.phrases)
    signs_of: dict[str, list[int]] = {}
    for number, (_, sign) in enumerate(signs):
        for one in _rarest(sign, shared).phrases:
            signs_of.setdefault(one, []).append(number)
    groups = [group for _, sign in signs for group in sign.groups]
    every = {one for group in groups for one in group.phrases}.union(*(sign.unless for _, sign in signs))
    around = {one for group in groups if group.around for one in group.phrases}
    return _Index(_by_rarest_word(every), _by_rarest_word(around), signs_of, signs)


def _by_rarest_word(phrases: AbstractSet[str]) -> Mapping[str, Sequence[str]]:
    common = Counter(word for one in phrases for word in set(one.split()))
    turned: dict[str, list[str]] = {}
    for one in sorted(phrases):
        turned.setdefault(min(one.split(), key=lambda word: (common[word], word)), []).append(one)
    return turned


def _rarest(sign: Sign, shared: Mapping[str, int]) -> Group:
    """The group that decides whether a sign is worth a look: all are needed, so the one that few signs share."""
    within = [group for group in sign.groups if not group.around]
    return min(within, key=lambda group: max(shared[one] for one in group.phrases))


def labels(messages: Iterable[str], context: str = "") -> tuple[str, ...]:
    """The labels alone, the best first; none when unsure."""
    return tuple(one.cause.label for one in classify(list(messages), context).candidates)
