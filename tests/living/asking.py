"""What the tests of living worlds share: the world before a deployment, writes by boto3, and islive's look at it."""

from pathlib import Path
from typing import Any

import boto3

from islive.aws import Live
from islive.aws.live import Pace
from islive.engine.investigate import investigate
from islive.model.question import Options
from islive.model.report import Report
from islive.model.target import Requested
from islive.simulator import Living, World
from islive.simulator.in_process import session_on
from islive.wiring.blobs import BlobsAws
from islive.wiring.discovery import find_target
from islive.wiring.look import recorded
from islive.wiring.opening import known_settings
from islive.wiring.policy import declared
from islive.wiring.simulated import SimulatedDns, SimulatedHttp, SimulatedRepo, session_of
from islive.wiring.words import read_words

WORLDS = Path(__file__).parent / "worlds"
BEFORE = WORLDS / "before.yaml"
BEFORE_ON_EC2 = WORLDS / "before-ec2.yaml"
SERVICE = {"cluster": "production", "service": "web"}


def client(living: Living | World, service: str = "ecs") -> Any:
    """A boto3 client that the living world answers, and takes writes from."""
    return boto3.Session(botocore_session=session_on(living)).client(service)  # type: ignore[call-overload]


def deploy(living: Living, definition: str = "web:42") -> None:
    """Deploy that definition to the service web."""
    client(living).update_service(**SERVICE, taskDefinition=definition)


def change_service(living: Living, settings: Any) -> None:
    """Change the settings of the service web as the world has them."""
    living.change({"aws": {"ecs": {"clusters": {"production": {"services": {"web": settings}}}}}})


def described(living: Living) -> Any:
    """The service web as DescribeServices shows it at this moment."""
    return client(living).describe_services(cluster="production", services=["web"])["services"][0]


def asked(
    living: Living, service: str, version: str | None = None, *, inspect: bool = False, ahead: bool = False
) -> Report:
    """islive's report on the living world at this moment, from what AWS's API and the web answer."""
    world = living.world
    settings = known_settings(world)
    may_ask = declared(inspect_secrets=inspect)
    live = Live(session_of(world), region=world.scope.region, declared=may_ask, pace=Pace(attempts=1), budgets=None)
    http = SimulatedHttp(world)
    look = recorded(BlobsAws(live, http), http, SimulatedDns(world), SimulatedRepo(world), settings, world.now)
    target = find_target(look.aws, read_words(service), None, look.settings)
    options = Options(inspect_secrets=inspect, ahead=ahead)
    return investigate(target, Requested(version), look.doors, options, look.settings, look.now, raising=True)
