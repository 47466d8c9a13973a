"""Health checks over time: when a container or a target turns healthy or unhealthy, and why.

Containers: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
Targets: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
"""

import re
from dataclasses import dataclass
from math import ceil

from islive.simulator.living.network_path import admitted
from islive.simulator.living.process import Process
from islive.simulator.names import Json
from islive.simulator.world import World

HEALTHY, UNHEALTHY = "healthy", "unhealthy"
_URL = re.compile(r"https?://[^/\s\"']+(?P<path>/[^\s\"']*)?")
Turn = tuple[float, str]


@dataclass(frozen=True)
class Rhythm:
    """When checks happen (`first` of them, then every `interval` seconds) and how many of a kind turn the state.

    A fresh target or container needs one success; one that was unhealthy needs `passes`. Failures before
    `counted_from` do not count.
    """

    first: float
    interval: float
    failures: int
    passes: int
    counted_from: float = 0.0

    def next(self, moment: float) -> float:
        """The first check at or after that moment."""
        return self.first + max(0, ceil((moment - self.first) / self.interval)) * self.interval


def turns(rhythm: Rhythm, state: str, now: float, ready: float | None) -> list[Turn]:
    """What the state turns to, and when, if checks pass from `ready` on (None: never); `state` may be neither word."""
    passing = None if ready is None else rhythm.next(max(now, ready))
    failing = rhythm.next(max(now, rhythm.counted_from)) + (rhythm.failures - 1) * rhythm.interval
    recovered = None if passing is None else passing + (rhythm.passes - 1) * rhythm.interval
    if state == UNHEALTHY:
        return [] if recovered is None else [(recovered, HEALTHY)]
    if state == HEALTHY:
        return [] if ready is not None and ready <= now else _fallen(failing, passing, recovered)
    if passing is not None and passing <= failing:
        return [(passing, HEALTHY)]
    return _fallen(failing, passing, recovered)


def _fallen(failing: float, passing: float | None, recovered: float | None) -> list[Turn]:
    if passing is not None and passing <= failing:
        return []
    return [(failing, UNHEALTHY), *([] if recovered is None else [(recovered, HEALTHY)])]


def container_rhythm(check: Json, started: float) -> Rhythm:
    """The rhythm of a container's health check, with the defaults of the API; the first comes after one interval."""
    interval = float(check.get("interval", 30))
    counted = started + float(check.get("startPeriod", 0))
    return Rhythm(started + interval, interval, int(check.get("retries", 3)), 1, counted)


def container_passes(check: Json, process: Process) -> bool:
    """Whether the command succeeds once the process is up: its tool is there, and the path it asks is answered."""
    words = " ".join(word for word in check["command"] if word not in ("CMD", "CMD-SHELL"))
    if words.split()[0] in process.lacks:
        return False
    asked = _URL.search(words)
    return asked is None or process.status(asked["path"] or "/") < 400  # noqa: PLR2004 - errors of HTTP begin there


def target_rhythm(group: Json, first: float) -> Rhythm:
    """The rhythm of a target group's health check."""
    return Rhythm(
        first,
        float(group["HealthCheckIntervalSeconds"]),
        int(group["UnhealthyThresholdCount"]),
        int(group["HealthyThresholdCount"]),
    )


@dataclass(frozen=True)
class Refusal:
    """Why a target's check fails: the API's reason code, its description, and the truth in a word."""

    reason: str
    description: str
    cause: str


_FAILED = "Health checks failed"
_TIMED_OUT = "Request timed out"


def target_fails(world: World, group: Json, port: int, process: Process, groups: list[str]) -> Refusal | None:
    """What the load balancer's check is answered once the process is up, None if it passes."""
    asked = group["HealthCheckPort"]
    checked = port if asked == "traffic-port" else int(asked)
    if not admitted(world, groups, _balancer_groups(world, group), checked):
        return Refusal("Target.Timeout", _TIMED_OUT, "security-group-blocks-load-balancer")
    if checked != (process.port or port):
        cause = "nothing-listens" if checked == port else "health-check-port-wrong"
        return Refusal("Target.FailedHealthChecks", _FAILED, cause)
    if "Matcher" not in group:
        return None
    status = process.status(group["HealthCheckPath"])
    if _matches(group["Matcher"]["HttpCode"], status):
        return None
    says = f"Health checks failed with these codes: [{status}]"
    return Refusal("Target.ResponseCodeMismatch", says, "health-path-wrong")


def _balancer_groups(world: World, group: Json) -> list[str]:
    balancers = world.elbv2.load_balancers.values()
    return [
        it for one in balancers if one["LoadBalancerArn"] in group["LoadBalancerArns"] for it in one["SecurityGroups"]
    ]


def _matches(matcher: str, status: int) -> bool:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html."""
    for part in matcher.split(","):
        first, _, last = part.strip().partition("-")
        if int(first) <= status <= int(last or first):
            return True
    return False
