"""A service in the states that deployments leave it in, islive's plan to go back, and the plan carried out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from islive.model.documents import Outcome
from islive.model.receipt import Receipt
from islive.model.target import Target
from islive.model.verdict import Grade
from islive.simulator import Living
from islive.simulator.document import merge, read
from islive.wiring.blobs import BlobsAws
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import recorded
from islive.wiring.opening import known_settings
from islive.wiring.policy import may_be_asked
from islive.wiring.returning import How, WayBack, way_back
from islive.wiring.simulated import SimulatedDns, SimulatedHttp, SimulatedRepo
from tests.living.asking import BEFORE, SERVICE, change_service, client, deploy, described
from tests.living.moving import BLUE_GREEN, WORLD, at_stage, is_steady
from tests.tagging.world import Wire, applied, live

HOUR = 3600.0
KEY = "production/web"
TARGET = Target("111122223333", "eu-west-1", "production", "web")
ENDS: Any = {"process": {"endsAfter": 3, "exitCode": 1, "log": "could not read the configuration\n"}}
WITHOUT_BREAKER = {"deploymentConfiguration": None}
GIVES_UP = {"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": True, "rollback": False}}}
TAKES_BACK = {"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}}
PAUSES = {"lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"]}]}


def world(*patches: Any, service: Any = None, file: Any = BEFORE) -> Living:
    """v1.4.1 serves by web:41, v1.4.2 is registered as web:42; and what the patches say. Connections drain fast."""
    document = merge({}, read(file))
    fast = {"aws": {"elbv2": {"targetGroups": {"web-tg": {"deregistrationDelaySeconds": 15}}}}}
    settings = {"aws": {"ecs": {"clusters": {"production": {"services": {"web": service or {}}}}}}}
    for patch in (fast, settings, *patches):
        document = merge(document, patch)
    return Living(document)


def image(key: str, patch: Any) -> Any:
    """A change of one image of web."""
    return {"aws": {"ecr": {"repositories": {"web": {"images": {key: patch}}}}}}


def definition(revision: str, patch: Any) -> Any:
    """A change of one revision of web."""
    return {"aws": {"ecs": {"taskDefinitions": {"web": {revision: patch}}}}}


def digest(living: Living, key: str) -> str:
    """The digest of an image of web."""
    return living.world.ecr.repositories["web"].by_key[key].digest


def receipt(living: Living, key: str, revision: str, at: timedelta = timedelta(hours=-1)) -> Receipt:
    """What islive would have written down when it saw that version live."""
    when = living.world.now + at
    return Receipt(
        when, TARGET, key, None, (digest(living, key),), revision, "ecs-svc/1", Grade.ROUTED, False, "0" * 64, ()
    )


def planned(
    source: Living | Wire, *receipts: Receipt, to: str | None = None, automatic: bool = False, words: str = "web"
) -> WayBack:
    """islive's plan at this moment; the receipts are those in its memory, the newest first."""
    wire = source if isinstance(source, Wire) else Wire(source)
    now = wire.living.world
    http = SimulatedHttp(now)
    aws = BlobsAws(live(wire, may_be_asked(inspect_secrets=False)), http)
    look = recorded(aws, http, SimulatedDns(now), SimulatedRepo(now), known_settings(now), now.now)
    how = How(to, "ava@laptop", "islive rollback web", automatic)
    return way_back(look, Inquiry(service=words), words, lambda _: receipts, how)


def operations(way: WayBack) -> list[str]:
    """What the plan would change, in order."""
    return [(step.operation or "").partition(":")[2] for step in way.plan.steps]


def healthy(living: Living) -> int:
    """How many tasks truly serve users."""
    return sum(one["tasks"] for one in living.truth()["serving"][KEY])


def described_deployments(living: Living) -> int:
    """How many service deployments there have been."""
    return len(client(living).list_service_deployments(**SERVICE)["serviceDeployments"])


def carried_out(way: WayBack, living: Living) -> tuple[Outcome, int]:
    """What came of the plan, and the fewest tasks that served at any moment until all was quiet."""
    outcome = applied(way.plan, living)
    fewest = healthy(living)
    until = living.engine.now + HOUR
    while living.engine.now < until and not is_steady(living.engine) and living.engine.agenda.step():
        fewest = min(fewest, healthy(living))
    return outcome, fewest


@dataclass(frozen=True, slots=True)
class State:
    """One state that a service may be in: how it comes to it, what the plan changes then, and what it must say."""

    make: Callable[[], Living]
    changes: tuple[str, ...]
    says: str
    serves: str | None = "web:41"


def _deployed(living: Living, seconds: float) -> Living:
    deploy(living)
    living.advance(seconds)
    return living


def _taken_back() -> Living:
    living = _deployed(world(image("v1.4.2", ENDS), service=TAKES_BACK), 0)
    assert living.until(is_steady, HOUR)
    return living


def _going_back() -> Living:
    living = _deployed(world(service=WITHOUT_BREAKER), 30)
    newest = described(living)["currentServiceDeployment"]
    client(living).stop_service_deployment(serviceDeploymentArn=newest, stopType="ROLLBACK")
    living.advance(5)
    return living


def _superseded() -> Living:
    living = _deployed(world(), 30)
    deploy(living, "web:41")
    living.advance(5)
    return living


def _scaled_to_zero() -> Living:
    living = _deployed(world(), HOUR)
    client(living).update_service(**SERVICE, desiredCount=0)
    living.advance(600)
    return living


def _paused() -> Living:
    living = world(service={"deploymentConfiguration": BLUE_GREEN | PAUSES}, file=WORLD)
    deploy(living)
    assert living.until(at_stage("POST_TEST_TRAFFIC_SHIFT"), HOUR)
    living.advance(60)
    return living


def _inactive() -> Living:
    living = _deployed(world(), HOUR)
    client(living).deregister_task_definition(taskDefinition="web:41")
    return living


def _without_success(*patches: Any) -> Living:
    living = world(*patches, service=GIVES_UP)
    service = living.service("web")
    service.primary.state, service.rollouts[service.primary.rollout].status = "FAILED", "STOPPED"
    return living


def _moved() -> Living:
    """Both were deployed by the same revision, which names a tag that has been moved."""
    name = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:latest"
    tagged = image("v1.4.1", {"tags": ["v1.4.1", "latest"]})
    living = world(
        image("v1.4.1", tagged["aws"]["ecr"]["repositories"]["web"]["images"]["v1.4.1"]),
        definition("41", {"containerDefinitions": {"web": {"image": name}}}),
    )
    living.change(image("v1.4.1", {"tags": ["v1.4.1"]}))
    living.change(image("v1.4.2", {"tags": ["v1.4.2", "latest"]}))
    client(living).update_service(**SERVICE, forceNewDeployment=True)
    living.advance(HOUR)
    return living


def _gone_back_and_sick() -> Living:
    living = _deployed(world(), HOUR)
    deploy(living, "web:41")
    living.advance(HOUR)
    living.change(image("v1.4.1", {"process": {"answers": {"/health": {"status": 500}}}}))
    living.advance(1800)
    return living


def _tight(**percentages: int) -> Living:
    return _deployed(world(service={"desiredCount": 1, "deploymentConfiguration": percentages}), HOUR)


def _never_moving() -> Living:
    """From now on ECS may neither start a task nor stop one."""
    living = _deployed(world(), HOUR)
    change_service(living, {"deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 100}})
    return living


# By name: everything that a deployment may leave behind.
STATES: dict[str, State] = {
    "unfinished, and well": State(lambda: _deployed(world(), 30), ("StopServiceDeployment",), "serves right now"),
    "unfinished, and failing for ever": State(
        lambda: _deployed(world(image("v1.4.2", ENDS), service=WITHOUT_BREAKER), 400),
        ("StopServiceDeployment",),
        "it serves right now: 2 of 2 tasks healthy",
    ),
    "finished": State(lambda: _deployed(world(), HOUR), ("UpdateService",), "not verified by islive"),
    "given up": State(
        lambda: _deployed(world(image("v1.4.2", ENDS), service=GIVES_UP), HOUR), ("UpdateService",), "v1.4.1 (web:41)"
    ),
    "rolled back by ECS": State(_taken_back, (), "is what PRIMARY deploys, and it is live"),
    "being rolled back by ECS": State(_going_back, (), "ECS is going back to v1.4.1 (web:41) already"),
    "superseded by the old version": State(_superseded, (), "PRIMARY went back to it from web:42 already"),
    "scaled to zero": State(_scaled_to_zero, ("UpdateService",), "the desired count is 0", serves=None),
    "paused at a hook": State(_paused, ("StopServiceDeployment",), "serves right now"),
    "its revision is INACTIVE": State(
        _inactive, ("RegisterTaskDefinition", "UpdateService"), "web:41 is INACTIVE: it is registered again", "web:43"
    ),
    "the tag was moved": State(_moved, ("RegisterTaskDefinition", "UpdateService"), "not verified by islive", "web:43"),
    "no deployment was ever successful": State(_without_success, (), "there is nothing to go back to"),
    "no deployment was ever successful, and the old one serves": State(
        lambda: _deployed(_without_success(image("v1.4.2", ENDS)), 600), ("UpdateService",), "it serves right now"
    ),
    "gone back, and that is sick": State(_gone_back_and_sick, (), "is what PRIMARY deploys already", None),
    "one task, which may be stopped first": State(
        lambda: _tight(minimumHealthyPercent=0, maximumPercent=100), ("UpdateService",), "stop every task before"
    ),
    "percentages that never move": State(_never_moving, ("UpdateService",), "neither start a task nor stop one"),
}
