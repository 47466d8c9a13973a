"""Several people who deploy at once, each with an islive of their own that stops at every door until told to go on.

They share one living account and take turns: nothing happens but what the test says, in the order in which it says it.
"""

import threading
from dataclasses import dataclass, field

from islive.aws.hands import LiveHands
from islive.engine.waiting import Limits
from islive.model.documents import Outcome, Plan, Progress
from islive.model.doors import Reply, Scope
from islive.model.question import Options
from islive.model.receipt import Receipt
from islive.model.remedy import Step
from islive.model.report import Report
from islive.remedy.apply import apply
from islive.rollout.driver import Rolled
from islive.rollout.events import Wish
from islive.simulator import Living
from islive.wiring.acting import reads, writes
from islive.wiring.blobs import BlobsAws
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look, recorded
from islive.wiring.opening import known_settings
from islive.wiring.policy import may_be_asked
from islive.wiring.receipts import receipt_of
from islive.wiring.rolling_out import Asked, Prepared, World, prepared, rolled_out
from islive.wiring.sights import Sights
from islive.wiring.simulated import SimulatedDns, SimulatedHttp, SimulatedRepo
from tests.tagging.world import Wire, live

SCOPE = Scope("111122223333", "eu-west-1")
# Longer than any rollout of these worlds takes.
LIMIT = 3 * 3600.0
# Nobody looks more often: a slow machine, and a test that is over sooner.
SLOW = 20.0


class Killed(BaseException):
    """Somebody ended it, at the door where it stood. It is no Exception, so that nothing in the product survives it."""


@dataclass
class Deployer:
    """One run of `islive deploy web VERSION`, in a thread of its own; `by` is who runs it.

    `memory` is what is remembered on that machine; `until` the moment to which it waits; `came` what it came to,
    `trouble` what kept it from coming to anything.
    """

    living: Living
    version: str
    by: str
    memory: list[Receipt]
    takes_back: bool = True
    wire: Wire = field(init=False)
    until: float = 0.0
    at: str = "the beginning"
    started: Prepared | None = None
    came: Rolled | None = None
    trouble: BaseException | None = None
    wrote: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    is_over: bool = False
    is_doomed: bool = False

    def __post_init__(self) -> None:
        self.wire = Wire(self.living)
        self._mine, self._theirs = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    # --- as the test sees it -----------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Until it comes to its next door, or to its end."""
        assert not self.is_over
        self._mine.release()
        self._theirs.acquire()

    def kill(self) -> None:
        """It ends where it stands."""
        self.is_doomed = True
        self.go_on()
        self._thread.join()

    # --- as islive sees it -------------------------------------------------------------------------------------------

    def now(self) -> float:
        """Seconds: the world's."""
        return self.living.engine.now

    def wait(self, seconds: float) -> None:
        """Time is let pass by whoever tells it to go on."""
        self.until = self.living.engine.now + max(seconds, SLOW)
        self._stop("the clock")

    def act(self, step: Step) -> Reply:
        """A write, with a door before it and one behind it."""
        self._stop(f"before {step.operation}")
        known = {*self.living.service("web").rollouts}, {*self.living.world.ecs.task_definitions}
        try:
            return self._hands.act(step)
        finally:
            self._note(step, *known)
            self._stop(f"after {step.operation}")

    def _note(self, step: Step, rollouts: set[str], definitions: set[str]) -> None:
        """What that write has truly brought about."""
        service = self.living.service("web")
        for id in {*service.rollouts} - rollouts:
            self.wrote.append(("deployed", service.revisions[service.rollouts[id].target].definition))
        for name in {*self.living.world.ecs.task_definitions} - definitions:
            self.wrote.append(("registered", name))
        if step.operation == "ecs:StopServiceDeployment":
            self.wrote.append(("stopped", str(step.params["serviceDeploymentArn"])))

    # --- within ------------------------------------------------------------------------------------------------------

    def _stop(self, at: str) -> None:
        self.at = at
        self._theirs.release()
        self._mine.acquire()
        if self.is_doomed:
            raise Killed(at)

    def _run(self) -> None:
        try:
            self._mine.acquire()
            if not self.is_doomed:
                self.came = self._deploy()
        except Killed as killed:
            self.trouble = killed
        except BaseException as trouble:  # noqa: BLE001 (whatever it is, the test is told)
            self.trouble = trouble
        finally:
            self.is_over = True
            self._theirs.release()

    def _deploy(self) -> Rolled | None:
        self._hands = LiveHands(self.wire.session(), SCOPE, declared=writes(), pauses=(0.0,))
        sights = Sights(self._open, "web")
        command = f"islive deploy web {self.version}"
        asked = Asked(version=self.version, command=command, by=self.by, takes_back=self.takes_back)
        self.started = prepared(sights, asked, lambda _: next(iter(self.memory), None))
        self._remember(self.started.before)
        self._stop("the plan")
        if self.started.rollout is None:
            return None
        world = World(sights, self.started, self._carry_out, lambda _: self.memory)
        return rolled_out(world, self, Limits(timeout=LIMIT), Wish(takes_back=self.takes_back), self._seen)

    def _seen(self, progress: Progress) -> None:
        self._remember(progress.observation.report)

    def _remember(self, report: Report | None) -> None:
        receipt = receipt_of(report, (), "0" * 64) if report else None
        if receipt and not any(one.deployment == receipt.deployment for one in self.memory):
            self.memory.insert(0, receipt)

    def _open(self) -> tuple[Look, Inquiry]:
        world = self.living.world
        http = SimulatedHttp(world)
        aws = BlobsAws(live(self.wire, may_be_asked(inspect_secrets=False)), http)
        look = recorded(aws, http, SimulatedDns(world), SimulatedRepo(world), known_settings(world), world.now)
        return look, Inquiry(service="web", version=self.version, options=Options(probe=False))

    def _carry_out(self, plan: Plan) -> Outcome:
        return apply(plan, self, live(self.wire, reads()), lambda _: None)
