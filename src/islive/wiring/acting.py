"""Handing the hands to whoever carries out a plan: here, and nowhere else."""

import os
from typing import TYPE_CHECKING

from islive.aws import Live, open_session
from islive.aws.hands import LiveHands
from islive.model.documents import Outcome, Plan
from islive.model.doors import Refused, Scope
from islive.model.errors import EvidenceMissing
from islive.model.settings import Settings
from islive.remedy.apply import Tell, apply
from islive.remedy.builder import builders
from islive.wiring.place import Place
from islive.wiring.scopes import roles_of

if TYPE_CHECKING:
    from islive.simulator.living import Living


def carried_out(plan: Plan, place: Place, settings: Settings, tell: Tell) -> Outcome:
    """Carry out a plan that was shown, in the account that it was made for. Raises UserError, before anything is done.

    The door that reads again is another one than that of the look: nothing is recorded, so nothing is redacted.
    """
    region = place.region or os.environ.get("AWS_REGION")
    reading, writing = open_session(place.profile, region), open_session(place.profile, region)
    home = str(reading.region_name)
    roles = roles_of(settings, home)
    live = Live(reading, region=home, declared=reads(), roles=roles)
    return apply(plan, LiveHands(writing, _home(live), declared=writes(), roles=roles), live, tell)


def carried_out_on(living: "Living", plan: Plan, tell: Tell) -> Outcome:
    """The same in a simulated world that lives, over AWS's wire in this process."""
    from islive.aws.live import Pace
    from islive.wiring.simulated import session_of

    scope, calm = living.world.scope, Pace(attempts=1)
    live = Live(session_of(living), region=scope.region, declared=reads(), pace=calm, budgets=None)
    hands = LiveHands(session_of(living), Scope(scope.account, scope.region), declared=writes(), pauses=(0.0,))
    return apply(plan, hands, live, tell)


def _home(live: Live) -> Scope:
    """Whose credentials these are, asked once more."""
    try:
        return live.scope
    except Refused as refused:
        raise EvidenceMissing(f"nothing was changed: {refused}", "run it again") from refused


def reads() -> frozenset[str]:
    """What is read again before a step acts."""
    return frozenset(operation for one in builders() for operation in one.reads)


def writes() -> frozenset[str]:
    """What may be changed at all."""
    return frozenset(one.operation for one in builders())
