"""What somebody who looks again and again keeps from look to look: the read budgets, and CI runs that cannot change.

Everything else is asked afresh. The doors of each look are new; what is kept stands behind them.
"""

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from islive.facts.ci_github import are_finished, is_about_runs
from islive.model.doors import Clock, Http, Reply
from islive.model.motion import Observation
from islive.model.stage import Stage, StageState

if TYPE_CHECKING:
    from islive.aws.budget import Budget

# Without a token GitHub answers sixty questions an hour (REST API, "Rate limits").
WITHOUT_TOKEN = 60.0
# A workflow that another one starts is there a moment after that one has ended.
AFTER_THE_END = 60.0


@dataclass(slots=True)
class Kept:
    """Kept for as long as one person waits. `made` says that what the runs were for is there: they cannot change it."""

    clock: Clock
    made: bool = False
    _budgets: dict[tuple[str, str], "Budget"] = field(default_factory=dict[tuple[str, str], "Budget"])
    _runs: dict[str, tuple[float, Reply]] = field(default_factory=dict[str, tuple[float, Reply]])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def budget(self, whose: str, region: str) -> "Budget":
        """The budget of that account (by its role; "" is at home) and region: the same one at each look."""
        from islive.aws.budget import Budget

        with self._lock:
            return self._budgets.setdefault((whose, region), Budget())

    def http(self, http: Http) -> Http:
        """That door, with what is known of CI runs before it."""
        return _Remembering(http, self)

    def learn(self, seen: Observation) -> None:
        """What a look saw: an image of the version, or a deployment of it, is what its runs were for."""
        later = {Stage.PUSH, Stage.IMAGE, Stage.TASK_DEFINITION, Stage.DEPLOYMENT}
        self.made = any(one.stage in later and one.state is StageState.PASSED for one in seen.report.stages)

    def runs(self, url: str) -> Reply | None:
        """The answer that still holds, None where it is time to ask."""
        at, answer = self._runs.get(url, (0.0, None))
        if answer is None:
            return None
        finished = are_finished(answer)
        if finished and self.made:
            return answer
        least = AFTER_THE_END if finished else 0.0 if answer.get("authenticated") else WITHOUT_TOKEN
        return answer if self.clock.now() - at < least else None

    def remember(self, url: str, answer: Reply) -> None:
        """Keep what GitHub answered."""
        self._runs[url] = (self.clock.now(), answer)


@dataclass(frozen=True, slots=True)
class _Remembering:
    """A door to HTTP that does not ask GitHub what it knows."""

    door: Http
    kept: Kept

    def get(self, url: str, **headers: str) -> Reply:
        """`status`, `headers`, `body`. Raises Refused."""
        if not is_about_runs(url):
            return self.door.get(url, **headers)
        answer = self.kept.runs(url)
        if answer is None:
            answer = self.door.get(url, **headers)
            self.kept.remember(url, answer)
        return answer
