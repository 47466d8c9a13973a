"""The plan: the remedies of all findings, each once, what stops the harm first, what is safe before what is not."""

from collections.abc import Iterable

from islive.model.finding import Finding
from islive.model.remedy import Horizon, Remedy, Risk


def plan(findings: Iterable[Finding]) -> tuple[Remedy, ...]:
    """In the order to carry them out; remedies with the same title are one."""
    remedies: dict[str, Remedy] = {}
    for finding in findings:
        for remedy in finding.remedies:
            remedies.setdefault(remedy.title, remedy)
    return tuple(sorted(remedies.values(), key=_order))


def _order(remedy: Remedy) -> tuple[int, int]:
    return list(Horizon).index(remedy.horizon), list(Risk).index(remedy.risk)
