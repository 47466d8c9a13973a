"""Explaining what a person pasted: the causes, the words that decided, and the question that leads on."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from islive.causes.catalogue import causes
from islive.causes.cause import Cause, Kind
from islive.causes.classify import CLEAR_LEAD, STRONG, Candidate, Classified, classify
from islive.causes.leads import WHOLE, is_cut, lead
from islive.model.explanation import Explained, Explanation, Sure

# So many causes are worth reading; so many lines of a long paste are worth putting together.
MOST_CAUSES, MOST_LINES = 3, 40
# A paste up to this length is one message that somebody's terminal wrapped; a longer one is a log.
ONE_MESSAGE = 6000
NOTHING_SAID = (
    "paste the whole message: the stopped task's stoppedReason and each container's reason and exit code, "
    "the service's newest event, or the log's last 40 lines"
)


def explain(text: str, context: str = "") -> Explanation:
    """What a pasted text means: a message, several of them, or a log. Linear in its length."""
    lines = [line for line in text.splitlines() if line.strip()]
    telling, unread = _sorted_out(lines)
    messages = [text if len(text) <= ONE_MESSAGE else "\n".join(telling)]
    classified = replace(classify(messages, context), statements=len(lines))
    best = classified.candidates[:MOST_CAUSES]
    explained = tuple(_explained(one, _sure(one, best, classified)) for one in best)
    return Explanation(explained, _question(best, lines), tuple(unread), len(lines))


def of_cause(cause: Cause) -> Explanation:
    """What a cause is, asked by its name: certain, and nothing was pasted."""
    return Explanation((_explained(Candidate(cause, STRONG, ()), Sure.CERTAIN),), _told(cause.unlike), (), 0)


def _told(labels: Iterable[str]) -> str:
    """What each of these causes is known by."""
    return "; ".join(f"{label} if {causes()[label].known_by}" for label in sorted(labels))


def _explained(one: Candidate, sure: Sure) -> Explained:
    cause = one.cause
    return Explained(
        label=cause.label,
        kind=cause.kind,
        sure=sure,
        means=cause.means,
        words=one.words,
        looks=cause.looks,
        look=cause.look,
        fix=cause.fix,
        rule=cause.rule,
        sources=cause.sources,
    )


def _sorted_out(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines that say most, in their order, and those that say nothing known."""
    scores = {line: _score(line) for line in dict.fromkeys(lines)}
    scored = [(scores[line], number) for number, line in enumerate(lines)]
    most = sorted((-score, number) for score, number in scored if score)[:MOST_LINES]
    return [lines[number] for number in sorted(number for _, number in most)], [
        lines[number] for score, number in scored if not score
    ]


def _score(line: str) -> float:
    return max((one.score for one in classify([line]).candidates), default=0.0)


def _sure(one: Candidate, best: Sequence[Candidate], classified: Classified) -> Sure:
    if one is best[0]:
        return Sure.CERTAIN if classified.certain else Sure.LIKELY if one.score >= STRONG else Sure.POSSIBLE
    near = one.score >= STRONG and best[0].score - one.score < CLEAR_LEAD
    return Sure.LIKELY if near else Sure.POSSIBLE


def _question(best: Sequence[Candidate], lines: Sequence[str]) -> str:
    """What to look at next; nothing where the first cause stands alone."""
    if not best:
        return lead(lines) or NOTHING_SAID
    first = best[0].cause
    if first.kind is Kind.SYMPTOM:
        return f"a symptom, not the cause; what is needed: {first.look}"
    if best[0].score < STRONG:
        if is_cut(lines[-1]):
            return WHOLE
        return f"these words alone do not decide it; what is needed: {first.look}"
    if first.alike:
        return _decided_by_evidence(first)
    close = [one.cause for one in best[1:] if best[0].score - one.score < CLEAR_LEAD and one.cause.kind is Kind.CAUSE]
    return "; ".join(_apart(first, other) for other in close[:1])


def _decided_by_evidence(first: Cause) -> str:
    """What tells a cause from those for which AWS says the same words."""
    return f"evidence decides, the same words are said of other causes; look at {first.look}: {_told(first.alike)}"


def _apart(first: Cause, second: Cause) -> str:
    """What tells two causes apart, in the catalogue's words."""
    told = _told((first.label, second.label)) if second.label in first.unlike else f"look at {first.look}"
    return f"{first.label} or {second.label}? {told}"
