"""A door to AWS below every recorder: it counts what really reaches AWS, and allows what a policy allows."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from islive.aws import Live
from islive.aws.live import Pace
from islive.model.doors import Aws, AwsRefused, Question, Reply, Scope
from islive.simulator import load
from islive.transcript.plain import canonical
from islive.wiring.blobs import BlobsAws
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look, recorded
from islive.wiring.opening import open_look
from islive.wiring.place import Place
from islive.wiring.policy import declared
from islive.wiring.simulated import SimulatedDns, SimulatedHttp, SimulatedRepo, session_of

Allowed = Callable[[str], bool]


def everything(operation: str) -> bool:
    """Whatever it is."""
    return bool(operation)


@dataclass(frozen=True)
class Gate:
    """What it does not allow is denied as AWS denies; `asked` counts each question that arrives."""

    aws: Aws
    allowed: Allowed = everything
    asked: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])

    @property
    def scope(self) -> Scope:
        """Where the door leads."""
        return self.aws.scope

    def call(self, operation: str, /, **params: Any) -> Reply:
        """Raises AwsRefused."""
        self.asked[operation, canonical(params)] += 1
        if not self.allowed(operation):
            raise AwsRefused(operation, "AccessDeniedException", f"not authorized to perform {operation}")
        return self.aws.call(operation, **params)

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """One after another; each refusal is an answer."""
        return [self._one(question) for question in questions]

    def at(self, arn: str) -> "Gate":
        """The door of another scope, with the same policy and the same count."""
        return Gate(self.aws.at(arn), self.allowed, self.asked)

    def _one(self, question: Question) -> Reply | AwsRefused:
        try:
            return self.call(question.operation, **question.params)
        except AwsRefused as refused:
            return refused


def gated(scenario: str, *, inspect: bool = False, allowed: Allowed = everything) -> tuple[Look, Gate]:
    """A look at a world, and the gate that all its questions to AWS pass."""
    ordinary, _ = open_look(Place(scenario=scenario), Inquiry())
    world = load(scenario)
    may_ask = declared(inspect_secrets=inspect)
    live = Live(session_of(world), region=world.scope.region, declared=may_ask, pace=Pace(attempts=1), budgets=None)
    http = SimulatedHttp(world)
    gate = Gate(BlobsAws(live, http), allowed)
    return recorded(gate, http, SimulatedDns(world), SimulatedRepo(world), ordinary.settings, world.now), gate
