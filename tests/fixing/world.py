"""A broken world, islive's plan to mend it, and the plan carried out over the real wire, in this process."""

from islive.model.documents import Outcome, Plan
from islive.model.question import Options
from islive.model.report import Report
from islive.simulator import Living
from islive.wiring.blobs import BlobsAws
from islive.wiring.fixing import report_and_plan
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look, recorded
from islive.wiring.opening import known_settings
from islive.wiring.policy import may_be_asked
from islive.wiring.simulated import SimulatedDns, SimulatedHttp, SimulatedRepo
from tests.living.cells import BEFORE_IT, Cell, broken, has_failed
from tests.tagging.world import Wire, applied, live

__all__ = ["Wire", "applied", "carried_out", "looked_at", "planned", "seen", "stuck"]


def looked_at(source: Living | Wire, *, inspect: bool = False) -> Look:
    """A look at the world as it is at this moment."""
    wire = source if isinstance(source, Wire) else Wire(source)
    world = wire.living.world
    http = SimulatedHttp(world)
    aws = BlobsAws(live(wire, may_be_asked(inspect_secrets=inspect)), http)
    return recorded(aws, http, SimulatedDns(world), SimulatedRepo(world), known_settings(world), world.now)


def seen(
    source: Living | Wire, service: str = "web", version: str | None = "v1.4.2", *, inspect: bool = False
) -> tuple[Report, Plan]:
    """What islive says of it, and what `islive fix` would do, from one and the same look."""
    inquiry = Inquiry(service=service, version=version, options=Options(inspect_secrets=inspect))
    command = f"islive fix {service} {version or ''}".strip() + " --apply"
    return report_and_plan(looked_at(source, inspect=inspect), inquiry, service, command)


def planned(
    source: Living | Wire, service: str = "web", version: str | None = "v1.4.2", *, inspect: bool = False
) -> Plan:
    """What `islive fix` would do."""
    return seen(source, service, version, inspect=inspect)[1]


def carried_out(plan: Plan, source: Living | Wire) -> Outcome:
    """The plan carried out, every step that can be."""
    return applied(plan, source)


def stuck(fault: str = "secret-gone", *, breaker: bool = False) -> Living:
    """v1.4.2 is being deployed, and its tasks keep failing; v1.4.1 serves."""
    living = broken(Cell(fault, BEFORE_IT, breaker=breaker))
    living.until(has_failed, 900.0)
    living.advance(3600.0)
    return living
