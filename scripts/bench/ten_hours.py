"""How long ten virtual hours of a hundred services take, of which some never come to rest.

Sixty do nothing; twenty are deployed anew every hour; of ten the new version never starts, for its secret is not
there, and ECS tries again and again; of ten it starts and ends after half a minute, again and again. Each has two
tasks behind a target group of its own, and no circuit breaker ends it.
"""

import time
from dataclasses import dataclass
from typing import Any

from islive.simulator import Living
from islive.simulator.services.ecs import update_service
from tests.fleet.world import CLUSTER, fleet

SERVICES, HOURS, MOST_SECONDS = 100, 10, 20.0
HEAD = (
    "| services | virtual hours | tasks begun | deployments | tasks at the end | by the clock | of processor time |",
    "|---|---|---|---|---|---|---|",
)
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
LOGS = {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/shop", "awslogs-stream-prefix": "shop"}}
ENDS = {"endsAfter": 30, "exitCode": 1, "log": "Traceback (most recent call last):\nKeyError: 'TOKEN'"}
REDEPLOYED, UNSTARTABLE, CRASHING = range(60, 80), range(80, 90), range(90, 100)


@dataclass(frozen=True)
class Measured:
    """What happened, how many tasks some API still tells of at the end, and in how many seconds."""

    begun: int
    deployments: int
    kept: int
    seconds: float
    processor: float

    @property
    def row(self) -> str:
        """As the table has it."""
        what = f"{SERVICES} | {HOURS} | {self.begun} | {self.deployments} | {self.kept}"
        return f"| {what} | {self.seconds:.1f} s | {self.processor:.1f} s |"


def document() -> dict[str, Any]:
    """The world: the versions to come are there already, with their logs and their faults."""
    world = fleet(SERVICES)
    aws = world["aws"]
    aws["iam"] = {"roles": {"execution": {"policies": {"everything": {"Statement": [EVERYTHING]}}}}}
    aws["logs"] = {"groups": {"/ecs/shop": {}}}
    for number, (name, revisions) in enumerate(aws["ecs"]["taskDefinitions"].items()):
        aws["ecs"]["clusters"][CLUSTER]["services"][name]["deploymentConfiguration"] = {}
        revisions["7"]["executionRole"] = "execution"
        container = revisions["7"]["containerDefinitions"]["app"]
        container["logConfiguration"] = LOGS
        if number in UNSTARTABLE:
            gone = {"TOKEN": container["secrets"]["TOKEN"].replace("/token-", "/gone-")}
            revisions["8"] = revisions["7"] | {"containerDefinitions": {"app": container | {"secrets": gone}}}
        elif number in CRASHING:
            image = container["image"].replace("v1.0.7", "v1.0.8")
            revisions["8"] = revisions["7"] | {"containerDefinitions": {"app": container | {"image": image}}}
            images = aws["ecr"]["repositories"][name]["images"]
            images["v1.0.8"] = images["v1.0.7"] | {"tags": ["v1.0.8"], "version": "v1.0.8", "process": ENDS}
    return world


def measure() -> Measured:
    """The ten hours."""
    living = Living(document())
    names = list(fleet(SERVICES)["aws"]["ecs"]["taskDefinitions"])
    since, before = time.perf_counter(), time.process_time()
    for number in (*UNSTARTABLE, *CRASHING):
        _deploy(living, names[number], {"taskDefinition": f"{names[number]}:8"})
    for _ in range(HOURS):
        for number in REDEPLOYED:
            _deploy(living, names[number], {"forceNewDeployment": True})
        living.advance(3600)
    seconds, processor = time.perf_counter() - since, time.process_time() - before
    services = living.engine.services.values()
    deployments = sum(len(one.rollouts) for one in services) - SERVICES
    begun = sum(one.made for one in services) - deployments
    return Measured(begun, deployments, sum(len(one.told) for one in services), seconds, processor)


def _deploy(living: Living, service: str, what: dict[str, Any]) -> None:
    update_service(living.world, {"cluster": CLUSTER, "service": service} | what)


def table() -> tuple[list[str], bool]:
    """The table, and whether one processor would have been done in time: the engine waits for nothing."""
    found = measure()
    return [*HEAD, found.row], found.processor < MOST_SECONDS
