"""Ten minutes of a healthy service that moves, as a sequence of worlds: a pure function of a seed and a moment.

Tasks go through all the states of their lives (ECS developer guide, "Amazon ECS task lifecycle"), targets from initial
over healthy to draining. What one side knows the other learns a little later, in whichever order: the two are asked at
the same time and do not agree at every moment.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

Json = dict[str, Any]

BEGIN = datetime(2025, 9, 3, 12, 0, tzinfo=UTC)
TEN_MINUTES = 600
OLD, NEW = "v1.4.1", "v1.4.2"
REVISIONS = {OLD: ("web:41", "ecs-svc/1410141014101410141"), NEW: ("web:42", "ecs-svc/1420142014201420142")}
COMMITS = {OLD: "7b2fcf031a42b3eac1f5f477f2c7c2eb7b61fe07", NEW: "7158d41d346570019abe1c9bb51c5ed33b517d0f"}
COMING = ("PROVISIONING", "PENDING", "ACTIVATING", "RUNNING")
GOING = ("RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED")
LONG_AGO = -7200.0
NEVER = 1e9
GRACE = 60


def moment(seconds: float) -> str:
    """So long after the beginning, as worlds write it."""
    return (BEGIN + timedelta(seconds=round(seconds))).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True)
class Life:
    """One task: when it comes into each state, and what becomes of its target; seconds after the beginning."""

    id: str
    version: str
    address: str
    coming: Mapping[str, float]
    going: Mapping[str, float]
    registered: float
    unhealthy: tuple[float, float]
    healthy: float
    draining: float
    gone: float

    def status(self, at: float) -> str | None:
        """The task's state, None before it is created."""
        reached = [name for name, since in (*self.coming.items(), *self.going.items()) if since <= at]
        return reached[-1] if reached else None

    def target(self, at: float) -> str | None:
        """Its target's state, None while it is not registered."""
        if not self.registered <= at < self.gone:
            return None
        if at >= self.draining:
            return "draining"
        if self.unhealthy[0] <= at < self.unhealthy[1]:
            return "unhealthy"
        return "healthy" if at >= self.healthy else "initial"

    def leaves(self, told: float, chance: Random) -> "Life":
        """The same, told to stop at that time."""
        steps = (0.0, chance.uniform(20, 90), chance.uniform(1, 30), chance.uniform(2, 15))
        times, since = {}, told
        for name, step in zip(GOING[1:], steps, strict=True):
            since += step
            times[name] = since
        lag = chance.uniform(-3, 6)
        draining = told + lag
        return replace_life(self, going=times, draining=draining, gone=draining + chance.uniform(20, 60))


def replace_life(life: Life, **changes: Any) -> Life:
    """The life with other times."""
    return Life(**{**{name: getattr(life, name) for name in life.__dataclass_fields__}, **changes})


def settled(number: int, version: str) -> Life:
    """A task that has run for two hours."""
    since = {"RUNNING": LONG_AGO}
    return Life(
        id=f"{number:032x}",
        version=version,
        address=f"10.1.1.{number}",
        coming=since,
        going={},
        registered=LONG_AGO,
        unhealthy=(NEVER, NEVER),
        healthy=LONG_AGO,
        draining=NEVER,
        gone=NEVER,
    )


def born(number: int, version: str, at: float, chance: Random) -> Life:
    """A task that starts at that time, and is healthy a while later."""
    times, since = {"PROVISIONING": at}, at
    for name in COMING[1:]:
        since += chance.uniform(2, 20)
        times[name] = since
    registered = since + chance.uniform(-2, 10)
    healthy = registered + chance.uniform(5, 45)
    shaky = chance.random() < 1 / 3
    unhealthy = (registered + 2, healthy) if shaky else (NEVER, NEVER)
    plain = settled(number, version)
    return replace_life(plain, coming=times, registered=registered, unhealthy=unhealthy, healthy=healthy)


@dataclass(frozen=True)
class Motion:
    """Everything that moves: the lives, and when the deployment begins, shifts (blue/green), and is done."""

    lives: Sequence[Life]
    begins: float = LONG_AGO
    shifts: float = NEVER
    done: float = LONG_AGO
    desired: int = 2
    desired_later: tuple[float, int] = (NEVER, 2)
    blue_green: bool = False


def rolling(chance: Random) -> Motion:
    """New tasks come up one after the other or together; as they are healthy, old ones go."""
    count = chance.choice([1, 2, 3])
    old = [settled(20 + i, OLD) for i in range(count)]
    together = chance.random() < 1 / 2
    starts, lives = 5.0, []
    for i, before in enumerate(old):
        new = born(40 + i, NEW, starts + chance.uniform(0, 5), chance)
        left = before.leaves(new.healthy + chance.uniform(1, 20), chance)
        lives += [new, left]
        starts = starts if together else left.going["DEACTIVATING"]
    last = max(life.going["STOPPED"] for life in lives if life.going)
    drained = max(life.draining for life in lives if life.going)
    return Motion(lives, begins=2.0, done=chance.uniform(drained + 1, last + 20), desired=count)


def scale_in(chance: Random) -> Motion:
    """The version is live, and one or two of its tasks go."""
    count = chance.choice([2, 3, 4])
    fewer = chance.randrange(1, count)
    told = chance.uniform(10, 300)
    lives = [settled(40 + i, NEW) for i in range(count)]
    lives = [life if i < fewer else life.leaves(told + chance.uniform(0, 10), chance) for i, life in enumerate(lives)]
    return Motion(lives, desired=count, desired_later=(told, fewer))


def bake(chance: Random) -> Motion:
    """Blue/green: all new tasks come up, the requests move at once, both bake, then the old ones go."""
    new = [born(40 + i, NEW, 5.0, chance) for i in range(2)]
    shifts = max(life.healthy for life in new) + chance.uniform(5, 20)
    baked = shifts + chance.uniform(60, 240)
    old = [settled(20 + i, OLD).leaves(baked + chance.uniform(0, 5), chance) for i in range(2)]
    last = max(life.going["STOPPED"] for life in old)
    return Motion([*new, *old], begins=2.0, shifts=shifts, done=last + chance.uniform(1, 10), blue_green=True)


MOTIONS = {"rolling": rolling, "scale-in": scale_in, "bake": bake}


def snapshot(plain: Json, motion: Motion, at: float) -> Json:
    """The healthy world as it is at that moment of the motion."""
    service = plain["aws"]["ecs"]["clusters"]["production"]["services"]["web"]
    cluster = plain["aws"]["ecs"]["clusters"]["production"]
    plain["now"] = moment(at)
    cluster["tasks"] = {life.id: _task(life, at) for life in motion.lives if life.status(at)}
    since, later = motion.desired_later
    service["desiredCount"] = later if at >= since else motion.desired
    service["healthCheckGracePeriodSeconds"] = GRACE
    service["events"] = {}
    _deploy(service, motion, at)
    _balance(plain["aws"]["elbv2"], service, motion, at)
    return plain


def _task(life: Life, at: float) -> Json:
    definition, deployment = REVISIONS[life.version]
    status = life.status(at)
    told = {**life.coming, **life.going}
    seen = [
        ("createdAt", "PROVISIONING"),
        ("startedAt", "RUNNING"),
        ("stoppingAt", "DEACTIVATING"),
        ("stoppedAt", "STOPPED"),
    ]
    times = {name: moment(told[state]) for name, state in seen if told.get(state, NEVER) <= at}
    stops = bool(life.going) and at >= life.going["DEACTIVATING"]
    words = "Scaling activity initiated by (deployment ecs-svc/1420142014201420142)"
    ended = {"stopCode": "ServiceSchedulerInitiated", "stoppedReason": words} if stops else {}
    canary = {"json": {"version": life.version, "commit": COMMITS[life.version]}}
    return {
        "service": "web",
        "deployment": deployment,
        "taskDefinition": definition,
        "privateIp": life.address,
        "createdAt": moment(LONG_AGO - 60),
        "lastStatus": status,
        "desiredStatus": "STOPPED" if stops else "RUNNING",
        **times,
        **ended,
        **({"image": f"web@{life.version}"} if told.get("RUNNING", NEVER) <= at else {}),
        **({"answers": {"/deployment-canary": canary}} if status in {"RUNNING", "DEACTIVATING"} else {}),
    }


def _deploy(service: Json, motion: Motion, at: float) -> None:
    """The deployment before it begins, while it is under way, and after it is done."""
    (old_definition, old), (new_definition, new) = REVISIONS[OLD], REVISIONS[NEW]
    under_way = motion.begins <= at < motion.done
    began = moment(motion.begins)
    primary = {"taskDefinition": new_definition, "serviceRevision": "4201420142014201420", "createdAt": began}
    state = "IN_PROGRESS" if under_way else "COMPLETED"
    service["deployments"] = {new: {"status": "PRIMARY", "rolloutState": state, **primary}}
    before = {"taskDefinition": old_definition, "createdAt": moment(LONG_AGO - 60)}
    service["deployments"][old] = {"status": "ACTIVE" if under_way else "INACTIVE", **before}
    if under_way:
        service["deployments"][old]["serviceRevision"] = "4101410141014101410"
    record = service["serviceDeployments"]["Bn4mVc8xZl6kJh2gFd9Sa"]
    record |= {"createdAt": began, "startedAt": began, "status": "IN_PROGRESS" if under_way else "SUCCESSFUL"}
    del record["finishedAt"]
    if under_way:
        record["lifecycleStage"] = _stage(motion, at)
        record |= {"productionTrafficWeight": 100.0 if at >= motion.shifts else 0.0} if motion.blue_green else {}
    else:
        record["finishedAt"] = moment(max(motion.done, motion.begins))


def _stage(motion: Motion, at: float) -> str:
    """Where the deployment is, by its own word."""
    if not motion.blue_green or at < motion.shifts:
        return "SCALE_UP"
    going = (life.going["DEACTIVATING"] for life in motion.lives if life.going)
    return "CLEAN_UP" if at >= min(going) else "BAKE_TIME"


def _balance(balancing: Json, service: Json, motion: Motion, at: float) -> None:
    """The targets, in one group, or in a pair of which the listener weighs one with 100."""
    groups = balancing["targetGroups"]
    groups["web-tg"]["targets"] = dict(_targets(motion, at, {OLD} if motion.blue_green else {OLD, NEW}))
    if not motion.blue_green:
        return
    groups["web-green"] = {**groups["web-tg"], "targets": dict(_targets(motion, at, {NEW}))}
    service["deploymentConfiguration"] |= {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 4}
    service["loadBalancers"]["web-tg"] |= {"alternate": "web-green", "productionRule": "web-alb/443/default"}
    weights = {"web-tg": 0, "web-green": 100} if at >= motion.shifts else {"web-tg": 100, "web-green": 0}
    balancing["loadBalancers"]["web-alb"]["listeners"]["443"]["rules"]["default"] = {"forward": weights}


def _targets(motion: Motion, at: float, versions: set[str]) -> Iterator[tuple[str, Json]]:
    for life in motion.lives:
        state = life.target(at)
        if state and life.version in versions:
            reason = {"reason": "Target.Timeout", "description": "Request timed out"} if state == "unhealthy" else {}
            yield f"{life.address}:8080", {"state": state, **reason}
