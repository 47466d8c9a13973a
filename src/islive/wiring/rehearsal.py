"""The way out of the incident, rung by rung: its world comes to life, islive acts on it, people do what is left.

Everything goes over AWS's wire, in this process; only the time is the world's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from islive.engine.waiting import Limits
from islive.model.documents import Outcome, Plan
from islive.model.question import Options
from islive.model.report import Report
from islive.model.verdict import exit_code
from islive.rollout.driver import Rolled
from islive.rollout.events import Wish
from islive.rollout.machine import State
from islive.simulator import Living
from islive.simulator.document import find, parse
from islive.wiring.acting import carried_out_on
from islive.wiring.fixing import plan_of_fixes
from islive.wiring.inquiry import Inquiry
from islive.wiring.investigating import report_on_service
from islive.wiring.look import Look
from islive.wiring.opening import look_on
from islive.wiring.place import DEMO
from islive.wiring.preparing import Asked, Prepared, prepared
from islive.wiring.rolling_out import World, rolled_out
from islive.wiring.sights import Sights

SERVICE, VERSION = "agricultural-core", "v3.3.2"
# Seconds of the world: a rollback is over by then, and a rollout should be.
WHILE_IT_GOES_BACK, BETWEEN_LOOKS, LONGEST = 900.0, 45.0, 3600.0
BY = "demo"


@dataclass(frozen=True, slots=True)
class Rung:
    """What happened meanwhile ("" where nothing did), what is typed, what it came to, and the exit code."""

    meanwhile: str
    command: str
    document: Report | Plan | Outcome
    code: int


def ladder() -> Iterator[Rung]:
    """Each rung as somebody climbs it."""
    rehearsal = Rehearsal(Living.load(DEMO))
    yield rehearsal.asks("")
    rehearsal.change("ava-olo-built", "git", "ci", "aws")
    yield rehearsal.asks("Peter mends the Dockerfile and pushes; the build pushes v3.3.2 and latest.")
    yield rehearsal.fixes("")
    rehearsal.living.advance(WHILE_IT_GOES_BACK)
    yield rehearsal.asks("A quarter of an hour later.")
    yield rehearsal.deploys("")
    rehearsal.change("ava-olo-mended", "aws")
    yield rehearsal.deploys("Somebody writes a valid value into ava-olo/admin.")
    yield rehearsal.asks("")


@dataclass
class Rehearsal:
    """islive on a world that lives; who waits lets its time pass."""

    living: Living

    def now(self) -> float:
        """Seconds: the world's."""
        return self.living.engine.now

    def wait(self, seconds: float) -> None:
        """Let them pass, and some more: a rehearsal looks less often."""
        self.living.advance(max(seconds, BETWEEN_LOOKS))

    def change(self, scenario: str, *parts: str) -> None:
        """What that scenario says otherwise than the one it extends, but for ECS: there follows what follows."""
        path = find(scenario)
        written: Any = parse(path.read_text("utf-8"), path.name)
        patch = {part: written[part] for part in parts}
        patch["aws"] = {name: one for name, one in written["aws"].items() if name != "ecs"}
        self.living.change(patch)

    def asks(self, meanwhile: str) -> Rung:
        """`islive SERVICE VERSION`."""
        look, inquiry = self._open()
        report = report_on_service(look, inquiry, SERVICE)
        return Rung(meanwhile, f"islive {SERVICE} {VERSION}", report, exit_code(report.verdict, report.reason))

    def fixes(self, meanwhile: str) -> Rung:
        """`islive fix SERVICE VERSION --apply --yes`."""
        command = f"islive fix {SERVICE} {VERSION} --apply"
        look, inquiry = self._open()
        outcome = self._act(plan_of_fixes(look, inquiry, SERVICE, command))
        return Rung(meanwhile, f"{command} --yes", outcome, 10)

    def deploys(self, meanwhile: str) -> Rung:
        """`islive deploy SERVICE VERSION --inspect-secrets --yes`."""
        command = f"islive deploy {SERVICE} {VERSION} --inspect-secrets"
        sights = Sights(lambda: self._open(inspect=True), SERVICE)
        ready = prepared(sights, Asked(version=VERSION, command=command, by=BY))
        if ready.rollout is None:
            return Rung(meanwhile, f"{command} --yes", ready.plan, ready.code)
        found = self._rolled_out(sights, ready)
        report = found.progress.observation.report if found.progress else None
        stopped = found.outcomes[-1] if found.outcomes else None
        document = report or stopped or ready.plan
        return Rung(meanwhile, f"{command} --yes", document, 0 if found.state is State.LIVE else 10)

    def _rolled_out(self, sights: Sights, ready: Prepared) -> Rolled:
        world = World(sights, ready, self._act)
        return rolled_out(world, self, Limits(timeout=LONGEST), Wish(), lambda _: None)

    def _act(self, plan: Plan) -> Outcome:
        return carried_out_on(self.living, plan, lambda _: None)

    def _open(self, *, inspect: bool = False) -> tuple[Look, Inquiry]:
        inquiry = Inquiry(service=SERVICE, version=VERSION, options=Options(inspect_secrets=inspect))
        return look_on(self.living.world, inspecting=inspect), inquiry
