"""A cell of the fault matrix, mended: what was planned, what came of it, and what islive says when time has passed."""

from collections.abc import Sequence
from dataclasses import dataclass

from islive.model.documents import Outcome, Plan
from islive.model.remedy import Horizon
from islive.model.report import Report
from islive.model.verdict import Verdict
from islive.remedy.equipping import is_automatic
from islive.simulator import Living
from tests.fixing.world import carried_out, planned, seen
from tests.living.cells import LONGEST, TO_THE_ANSWER, Cell, cells, failing, is_steady, serves

# ECS may wait for almost half an hour before it starts the next task, and a rollout follows.
TIME_TO_MEND = 2 * LONGEST


@dataclass(frozen=True)
class Mended:
    """What was planned and done, and what is said and planned after it.

    `serving` are the tasks that serve after it, and those that would without it.
    """

    cell: Cell
    plan: Plan
    outcome: Outcome
    report: Report
    again: Plan
    serves: bool
    serving: tuple[int, int]

    @property
    def was_automatic(self) -> bool:
        """The plan had something urgent to carry out."""
        return any(one.horizon is Horizon.NOW and is_automatic(one) for one in self.plan.remedies)

    @property
    def is_live(self) -> bool:
        """The question is answered LIVE, and it is true."""
        return self.report.verdict is Verdict.LIVE and self.serves

    @property
    def left(self) -> Sequence[str]:
        """What is urgent after it, and was not printed as left to a person."""
        printed = set(by_hand(self.plan))
        automatic = [one.title for one in self.again.remedies if one.horizon is Horizon.NOW and is_automatic(one)]
        return [*automatic, *(one for one in by_hand(self.again) if one not in printed)]

    @property
    def is_proved(self) -> bool:
        """All of it was done, and it is live, or what is urgent is what was printed as left to a person."""
        return self.outcome.stopped_by is None and (self.is_live or not self.left)

    @property
    def is_worse(self) -> bool:
        """Fewer tasks serve than if nothing had been done, or LIVE is said of what does not serve."""
        with_it, without_it = self.serving
        return with_it < without_it or (self.report.verdict is Verdict.LIVE and not self.serves)


def by_hand(plan: Plan) -> Sequence[str]:
    """What is urgent and left to a person."""
    return [one.title for one in plan.remedies if one.horizon is Horizon.NOW and not is_automatic(one)]


def cells_to_mend() -> Sequence[Cell]:
    """Every fault, where and whenever it can come; whether the application says its version changes no remedy."""
    return [cell for cell in cells() if cell.canary]


def mended(cell: Cell) -> Mended:
    """Break the world, ask for the plan, carry it out, let time pass, and ask again."""
    living = failing(cell)
    before, plan = _serving(living), planned(living)
    outcome = carried_out(plan, living)
    _pass(living)
    report, again = seen(living)
    after = _serving(living)
    return Mended(
        cell, plan, outcome, report, again, serves(living), (after, min(before, _left_alone(cell, after, before)))
    )


def _pass(living: Living) -> None:
    living.advance(10)
    living.until(is_steady, TIME_TO_MEND)
    living.advance(TO_THE_ANSWER)


def _left_alone(cell: Cell, after: int, before: int) -> int:
    """How many tasks would serve if nobody had done anything; the same world is asked only where fewer do."""
    if after >= before:
        return before
    alone = failing(cell)
    _pass(alone)
    return _serving(alone)


def _serving(living: Living) -> int:
    """How many tasks serve, at most as many as are desired: during a rollout there are more."""
    serving = sum(it["tasks"] for it in living.truth()["serving"]["production/web"] if not it["failsOpen"])
    return min(serving, living.service("web").desired)
