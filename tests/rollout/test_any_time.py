"""Whatever the world does, whoever else deploys, and wherever islive is killed: what holds at any time."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as tried

from islive.model.doors import Refused
from islive.model.errors import UserError
from islive.model.receipt import Receipt
from islive.model.rollout import ROLLOUT
from islive.rollout.machine import State
from islive.simulator import Living
from islive.simulator.living.scheduler import counts
from islive.simulator.living.watching import is_healthy
from tests.living.asking import BEFORE, client
from tests.living.asking import SERVICE as WEB
from tests.living.moving import CANARY, LINEAR
from tests.living.moving import WORLD as BLUE_GREEN
from tests.matrix import tries
from tests.rollout.account import KEY, SERVICE, before
from tests.rollout.deployers import Deployer
from tests.rollout.stories import DRAINS_FAST
from tests.rollout.third import THIRD

IMAGES = ("v1.4.1", "v1.4.2", "v1.4.3")
HEALTHY = {"/health": {"json": {"status": "ok"}, "status": None}}
WELL = {"endsAfter": None, "exitCode": None, "startsIn": None, "answers": HEALTHY}
ILL: dict[str, Any] = {
    "ends at once": {"endsAfter": 3, "exitCode": 1},
    "flaps": {"endsAfter": 70, "exitCode": 1},
    "fails its checks": {"answers": {"/health": {"status": 500, "json": None}}},
    "starts slowly": {"startsIn": 200},
}
# Of two groups of targets, and a minute in which one could still go back.
MOVES: dict[str, Any] = {
    "blue-green": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1},
    "linear": LINEAR | {"bakeTimeInMinutes": 1},
    "canary": CANARY | {"bakeTimeInMinutes": 1},
}
SECRET = {"arnSuffix": "Qw3rTy", "value": '{"username": "web", "password": "x"}'}
TROUBLES = ("throttled", "broken", "cut before", "cut after", "broken after", "denied", "empty")
# More doors than any run of a command comes to.
MOST = 600


def happenings() -> st.SearchStrategy[tuple[str, Any, Any]]:
    """What becomes of a version, of the service, of its revisions; and that all is well again."""
    version, none = st.sampled_from(IMAGES), st.none()
    return st.one_of(
        st.tuples(st.just("falls ill"), version, st.sampled_from(sorted(ILL))),
        st.tuples(st.just("is deleted"), version, none),
        st.tuples(st.just("loses its secret"), none, none),
        st.tuples(st.just("is deployed by somebody else"), st.sampled_from(["web:41", "web:42"]), st.booleans()),
        st.tuples(st.just("is scaled"), st.integers(0, 4), none),
        st.tuples(st.just("is tidied up"), st.integers(0, 2), none),
        st.tuples(st.just("is mended"), none, none),
    )


class AtAnyTime(RuleBasedStateMachine):
    """Ada, and later Ben, deploy; others do what they do; things break and are mended."""

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[str, Deployer] = {}
        self.past: list[Deployer] = []
        # (version, whether it is taken back) of a run that was killed: the same command is run again.
        self.unfinished: dict[str, tuple[str, bool]] = {}
        self.memory: list[Receipt] = []
        self.scaled: set[str] = set()
        self.minimum: Any = None

    @initialize(
        desired=st.integers(1, 3),
        percent=st.sampled_from([(100, 200), (50, 200), (50, 100), (0, 100)]),
        breaker=st.booleans(),
        moves=st.sampled_from([None, None, *MOVES]),
    )
    def begins(self, desired: int, percent: tuple[int, int], breaker: bool, moves: str | None) -> None:  # noqa: FBT001
        """v1.4.1 serves, with or without a circuit breaker; requests are moved all at once, in steps, or with tasks."""
        lower, upper = percent
        configuration = {
            **MOVES.get(moves or "", {}),
            "minimumHealthyPercent": lower,
            "maximumPercent": upper,
            "deploymentCircuitBreaker": {"enable": breaker, "rollback": breaker},
        }
        settings_of_web = {"deploymentConfiguration": configuration}
        world = {"aws": {"ecs": {"clusters": {"production": {"services": {"web": settings_of_web}}}}}}
        file = BLUE_GREEN if moves else BEFORE
        self.living: Living = before(DRAINS_FAST, THIRD, world, world=file)
        self.minimum = percent
        client(self.living).update_service(**WEB, desiredCount=desired)
        self.pass_time(300)
        self.begins_to_deploy("ada", "v1.4.2", takes_back=True, elsewhere=False)

    # --- islive ------------------------------------------------------------------------------------------------------

    @rule(
        who=st.sampled_from(["ada", "ada", "ben"]),
        version=st.sampled_from(IMAGES[1:]),
        takes_back=st.booleans(),
        elsewhere=st.booleans(),
    )
    def begins_to_deploy(self, who: str, version: str, takes_back: bool, elsewhere: bool) -> None:  # noqa: FBT001
        """The command, up to the plan, here or on a machine without a memory; who was killed runs the same again."""
        if who in self.people:
            return
        wanted, back = self.unfinished.pop(who, (version, takes_back))
        self.people[who] = Deployer(self.living, wanted, who, [] if elsewhere else self.memory, back)
        self.goes_on(who, 1)

    @precondition(lambda self: bool(self.people))
    @rule(data=st.data(), doors=st.integers(1, 6))
    def somebody_goes_on(self, data: st.DataObject, doors: int) -> None:
        """Past so many doors."""
        self.goes_on(data.draw(st.sampled_from(sorted(self.people))), doors)

    @precondition(lambda self: "ada" in self.people)
    @rule(doors=st.integers(4, 12))
    def ada_comes_far(self, doors: int) -> None:
        """Or to the end."""
        self.goes_on("ada", doors)

    @precondition(lambda self: bool(self.people))
    @rule(data=st.data())
    def somebody_is_killed(self, data: st.DataObject) -> None:
        """Wherever it stands."""
        who = data.draw(st.sampled_from(sorted(self.people)))
        killed = self.people.pop(who)
        killed.kill()
        self.past.append(killed)
        self.unfinished[who] = (killed.version, killed.takes_back)

    def goes_on(self, who: str, doors: int) -> None:
        """Past so many doors, or to its end; who waits is waited for."""
        one = self.people[who]
        for _ in range(doors):
            self.pass_time(one.until - self.living.engine.now)
            one.go_on()
            if one.is_over:
                self.ended(who)
                return

    def ended(self, who: str) -> None:
        """What was said is true."""
        one = self.people.pop(who)
        self.past.append(one)
        if isinstance(one.trouble, UserError | Refused) and not one.wrote:
            # Said before anything was done, with the way on: to run it again.
            self.unfinished[who] = (one.version, one.takes_back)
            return
        if one.trouble:
            raise one.trouble
        serves = {it["version"] for it in self.living.truth()["serving"][KEY]}
        if one.came and one.came.state in {State.LIVE, State.DEGRADED}:
            assert serves == {one.version}, f"called live: {one.version}"
        if one.started and one.started.found:
            assert serves == {one.version}, f"called live already: {one.version}"
        assert one.came is None or one.came.state.is_end

    # --- the world ---------------------------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([5, 30, 120, 900]))
    def time_passes(self, seconds: float) -> None:
        """And nobody looks."""
        self.pass_time(seconds)

    @rule(what=happenings())
    def something_happens(self, what: tuple[str, Any, Any]) -> None:
        """To the world, by somebody else, or to the API."""
        match what:
            case "falls ill", version, ill:
                self.living.change(image(version, {"process": ILL[ill]}))
            case "is deleted", version, _:
                # By a lifecycle policy.
                self.living.change(image(version, {"deleted": True}))
            case "loses its secret", _, _:
                self.living.change({"aws": {"secretsmanager": {"secrets": {"web/database": None}}}})
            case "is deployed by somebody else", revision, forced:
                self.calls("update_service", taskDefinition=revision, forceNewDeployment=forced)
            case "is scaled", desired, _:
                self.calls("update_service", desiredCount=desired)
            case "is tidied up", back, _:
                self.tidied_up(back)
            case _:
                self.all_is_mended()

    @precondition(lambda self: bool(self.people))
    @rule(data=st.data(), kind=st.sampled_from(TROUBLES), at=st.integers(0, 40), lasts=st.booleans())
    def the_api_is_in_trouble(self, data: st.DataObject, kind: str, at: int, lasts: bool) -> None:  # noqa: FBT001
        """For one of them, at one request or from there on."""
        wire = self.people[data.draw(st.sampled_from(sorted(self.people)))].wire
        wire.at, wire.kind, wire.lasts = wire.requests + at, kind, lasts

    def all_is_mended(self) -> None:
        """What was ill, deleted or in trouble is well again."""
        for version in IMAGES:
            self.living.change(image(version, {"process": WELL, "deleted": None}))
        self.living.change({"aws": {"secretsmanager": {"secrets": {"web/database": SECRET}}}})
        for one in self.people.values():
            one.wire.at = None

    def tidied_up(self, back: int) -> None:
        """As ecs-deploy does: a revision is taken away, whoever needs it."""
        active = [one for one in self.living.world.ecs.task_definitions.values() if one["status"] == "ACTIVE"]
        newest = sorted(active, key=lambda one: one["revision"])[-1 - back :]
        if newest:
            client(self.living).deregister_task_definition(taskDefinition=f"web:{newest[0]['revision']}")

    def calls(self, operation: str, **params: Any) -> None:
        """A call that AWS may refuse."""
        try:
            getattr(client(self.living), operation)(**WEB, **params)
        except client(self.living).exceptions.ClientError:
            return

    def pass_time(self, seconds: float) -> None:
        """Deed by deed, each of them looked at."""
        agenda, end = self.living.engine.agenda, self.living.engine.now + max(0.0, seconds)
        while (due := agenda.next_at) is not None and due <= end:
            well = self.well()
            agenda.step()
            self.nobody_was_given_up(well)
        agenda.run_until(end)

    # --- what holds --------------------------------------------------------------------------------------------------

    def well(self) -> set[str]:
        """The tasks that are healthy and should run."""
        service = self.living.service(SERVICE)
        return {it.id for it in service.tasks.values() if is_healthy(self.living.engine, service, it)}

    def nobody_was_given_up(self, well: set[str]) -> None:
        """Whenever the scheduler has stopped a healthy task, as many as the service's own minimum are left."""
        service = self.living.service(SERVICE)
        gone = {it.id for it in service.told if (it.stopped_reason or "").startswith("Scaling activity")}
        if (gone - self.scaled) & well:
            seen = counts(self.living.engine, service)
            assert seen.healthy_new + seen.healthy_old >= seen.lower
        self.scaled = gone

    @invariant()
    def the_service_keeps_its_own_settings(self) -> None:
        """islive changes neither how many tasks are desired nor how few may be healthy."""
        if self.minimum:
            configuration = self.living.service(SERVICE).configuration
            assert (configuration["minimumHealthyPercent"], configuration["maximumPercent"]) == self.minimum

    @invariant()
    def once_forward_and_once_back(self) -> None:
        """Whoever began it and however often it was gone on with: one revision, one deployment, one way back."""
        forward, back, registered = Counter[str](), Counter[str](), Counter[str]()
        for one in [*self.past, *self.people.values()]:
            rollout = one.started.rollout.id if one.started and one.started.rollout else ""
            for what, name in one.wrote:
                own = what != "stopped" and self.rollout_of(name) == rollout
                if what == "registered":
                    registered[f"{rollout} {'forward' if own else 'back'}"] += 1
                elif own:
                    forward[rollout] += 1
                else:
                    back[rollout] += 1
        assert not [many for many in (*forward.values(), *back.values(), *registered.values()) if many > 1]

    def rollout_of(self, revision: str) -> str | None:
        """Which rollout the revision's tags name."""
        found = client(self.living).describe_task_definition(taskDefinition=revision, include=["TAGS"])
        return {tag["key"]: tag["value"] for tag in found.get("tags", ())}.get(ROLLOUT)

    def teardown(self) -> None:
        """Once all is mended, everybody comes to an end, and so does who runs the same command again."""
        if self.minimum is None:
            return
        try:
            self.all_is_mended()
            for who in [*self.people]:
                self.goes_on(who, MOST)
            for who in [*self.unfinished]:
                self.begins_to_deploy(who, "", takes_back=True, elsewhere=True)
                if who in self.people:
                    self.goes_on(who, MOST)
            assert not self.people
            self.once_forward_and_once_back()
        finally:
            for one in self.people.values():
                one.kill()


def image(version: str, change: Any) -> Any:
    """The change of one image."""
    return {"aws": {"ecr": {"repositories": {"web": {"images": {version: change}}}}}}


@pytest.mark.slow
def test_at_any_time() -> None:
    """No story, however it is told, breaks what holds."""
    tried(AtAnyTime, settings=settings(max_examples=tries(100, 2), stateful_step_count=tries(40, 20), deadline=None))
