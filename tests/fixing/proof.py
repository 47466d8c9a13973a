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
from tests.living.cells import LONGEST, TO_THE_ANSWER, Cell, broken, has_failed, is_steady, serves

# ECS may wait for almost half an hour before it starts the next task, and a rollout follows.
TIME_TO_MEND = 2 * LONGEST


@dataclass(frozen=True)
class Mended:
    """What was planned and done, and what is said and planned after it; `serving` are the tasks that served."""

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
        """Fewer tasks serve than before, or LIVE is said of what does not serve."""
        before, after = self.serving
        return after < before or (self.report.verdict is Verdict.LIVE and not self.serves)


def by_hand(plan: Plan) -> Sequence[str]:
    """What is urgent and left to a person."""
    return [one.title for one in plan.remedies if one.horizon is Horizon.NOW and not is_automatic(one)]


def mended(cell: Cell) -> Mended:
    """Break the world, ask for the plan, carry it out, let time pass, and ask again."""
    living = broken(cell)
    if cell.breaker:
        living.until(is_steady, LONGEST)
    else:
        living.until(has_failed, 900.0)
    living.advance(TO_THE_ANSWER)
    before = _serving(living)
    plan = planned(living)
    outcome = carried_out(plan, living)
    living.advance(10)
    living.until(is_steady, TIME_TO_MEND)
    living.advance(TO_THE_ANSWER)
    report, again = seen(living)
    return Mended(cell, plan, outcome, report, again, serves(living), (before, _serving(living)))


def _serving(living: Living) -> int:
    return sum(it["tasks"] for it in living.truth()["serving"]["production/web"] if not it["failsOpen"])
