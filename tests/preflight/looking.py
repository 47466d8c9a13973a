"""islive's look before a deployment: of each fact whatever it would ask if it were suspect."""

from islive.aws import Live
from islive.aws.live import Pace
from islive.engine.collect import collect
from islive.engine.diagnose import diagnose
from islive.engine.discover import collectors, rules
from islive.engine.report import report
from islive.model.evidence import Evidence
from islive.model.question import Options
from islive.model.report import Report
from islive.model.rule import When
from islive.model.target import Requested
from islive.simulator import Living
from islive.wiring.blobs import BlobsAws
from islive.wiring.discovery import find_target
from islive.wiring.look import Look, recorded
from islive.wiring.opening import known_settings
from islive.wiring.policy import declared
from islive.wiring.simulated import SimulatedDns, SimulatedHttp, SimulatedRepo, session_of
from islive.wiring.words import read_words


def look_at(living: Living, *, inspect: bool = False) -> Look:
    """The doors to a living world at this moment."""
    world, http = living.world, SimulatedHttp(living.world)
    may_ask = declared(inspect_secrets=inspect)
    live = Live(session_of(world), region=world.scope.region, declared=may_ask, pace=Pace(attempts=1), budgets=None)
    doors = BlobsAws(live, http), http, SimulatedDns(world), SimulatedRepo(world)
    return recorded(*doors, known_settings(world), world.now)


def before_deployment(
    look: Look, service: str, version: str | None, *, inspect: bool = False
) -> tuple[Report, Evidence]:
    """The report and the evidence on that version of the service."""
    target = find_target(look.aws, read_words(service), None, look.settings)
    options = Options(inspect_secrets=inspect, preflight=True)
    inputs = (target, Requested(version), options, look.settings, look.now)
    checked = rules(When.AFTER)
    evidence = collect(collectors(), checked, look.doors, inputs, raising=True)
    found = diagnose(checked, evidence, inputs, raising=True)
    return report(target, evidence, found, calls=look.doors.calls(), asked=version), evidence
