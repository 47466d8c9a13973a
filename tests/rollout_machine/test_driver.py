"""The driver, in a world that shows what it is told to: what is ordered, what is written down, and how it ends."""

from typing import Any

import pytest

from islive.engine.waiting import Limits
from islive.model.documents import Ended
from islive.model.errors import UserError
from islive.model.verdict import Reason
from islive.rollout.driver import LAG, Rolled, Run, roll_out
from islive.rollout.events import Wish
from islive.rollout.machine import Command, Event, State
from tests.render.sample_documents import LIVE, ROLLING
from tests.rollout_machine import seen
from tests.rollout_machine.seen import BAD, OURS, Scripted, Time, evidence, ours, primary

FIRST = [(seen.ABSENT, ROLLING), (seen.REGISTERED, ROLLING), (seen.UNDER_WAY, ROLLING)]
EXPIRED = UserError("the session has expired", "aws sso login")
PAUSED = evidence(primary(3, under_way=True), records=(ours(awaiting_hooks=("h1",)), seen.FROM))


def rolled(world: Scripted, **how: Any) -> Rolled:
    """How it ended."""
    limits, wish = how.get("limits", Limits()), how.get("wish", Wish())
    return roll_out(Run(OURS, world, Time(), limits, wish, lambda _: None))


def test_forward() -> None:
    """Registered, deployed, looked at until it is proved: each once."""
    world = Scripted([*FIRST, (seen.DONE, LIVE)])
    found = rolled(world)
    assert (found.state, found.event) == (State.LIVE, Event.PROVED)
    assert world.ordered == [Command.REGISTER, Command.UPDATE]
    assert set(world.asked) == {"v3"}


@pytest.mark.parametrize("at", range(1, 4))
def test_gone_on_with_from_wherever_it_stands(at: int) -> None:
    """What AWS carries already is not ordered again."""
    world = Scripted([*FIRST[at:], (seen.DONE, LIVE)])
    assert rolled(world).state is State.LIVE
    assert world.ordered == [Command.UPDATE][: at < 2]


@pytest.mark.parametrize(
    "there",
    [
        evidence(primary(3), records=(ours("IN_PROGRESS"), seen.FROM), tasks=seen.TASKS),
        evidence(primary(3), records=(ours("SUCCESSFUL"), seen.FROM), tasks=()),
        evidence(
            primary(3), records=(ours("SUCCESSFUL"), seen.FROM), tasks=(seen.b.task("1", deployment="ecs-svc/2"),)
        ),
    ],
)
def test_a_live_report_alone_is_no_success(there: Any) -> None:
    """ECS must call the deployment SUCCESSFUL, and each task be of it and run what it pins."""
    found = rolled(Scripted([*FIRST, (there, LIVE)]), limits=Limits(timeout=600))
    assert found.state in {State.OVER, State.HELD}


def test_what_will_not_be_live_is_taken_back() -> None:
    """Once, and then it is looked at until what served before is proved to serve."""
    world = Scripted([*FIRST, *[(seen.UNDER_WAY, BAD)] * 8, (seen.GOING_BACK, BAD), (seen.BACK, LIVE)])
    found = rolled(world)
    assert (found.state, found.event) == (State.RETURNED, Event.BACK)
    assert world.ordered == [Command.REGISTER, Command.UPDATE, Command.GO_BACK]
    assert world.asked[-1] is None
    assert found.decided is BAD


def test_with_hold_it_stays() -> None:
    """Nothing is ordered any more."""
    world = Scripted([*FIRST, (seen.UNDER_WAY, BAD)])
    assert rolled(world, wish=Wish(takes_back=False)).state is State.HELD
    assert Command.GO_BACK not in world.ordered


@pytest.mark.parametrize("reason", [Reason.SCALED_TO_ZERO, Reason.WRONG_ROUTE])
def test_what_going_back_does_not_mend_stays(reason: Reason) -> None:
    """Nobody would be served better by the old version."""
    report = seen.replace(BAD, reason=reason)
    world = Scripted([*FIRST, (seen.UNDER_WAY, report)])
    assert rolled(world).state is State.HELD
    assert Command.GO_BACK not in world.ordered


def test_without_a_way_back_it_is_held() -> None:
    """There is nothing proved to go back to."""
    found = rolled(Scripted([*FIRST, (seen.UNDER_WAY, BAD)], {Command.GO_BACK: None}))
    assert (found.state, found.decided) == (State.HELD, None)


def test_ecs_took_it_back() -> None:
    """Nothing is ordered; it ends when what served before is proved to serve."""
    world = Scripted([*FIRST, (seen.GOING_BACK, BAD), (seen.BACK, LIVE)])
    assert rolled(world).state is State.RETURNED
    assert Command.GO_BACK not in world.ordered


def test_ecs_could_not_take_it_back() -> None:
    """PRIMARY is still the version that failed, and ECS starts no more tasks: then the way back is ordered here."""
    failed = evidence(primary(3), records=(ours("ROLLBACK_FAILED"), seen.FROM))
    sights = [*FIRST, (seen.GOING_BACK, ROLLING), *[(failed, BAD)] * 5, (seen.BACK, LIVE)]
    world = Scripted(sights)
    assert rolled(world).state is State.RETURNED
    assert world.ordered[-1] is Command.GO_BACK


def test_a_way_back_that_nobody_sees_is_not_ordered_again() -> None:
    """It is held, and somebody must look."""
    world = Scripted([*FIRST, (seen.UNDER_WAY, BAD)])
    found = rolled(world)
    assert (found.state, found.event) == (State.HELD, Event.UNTOLD)
    assert world.ordered.count(Command.GO_BACK) == 1


def test_what_came_back_and_does_not_serve_is_no_return() -> None:
    """It is held, and somebody must look."""
    found = rolled(Scripted([*FIRST, (seen.GOING_BACK, BAD), (seen.BACK, BAD)]))
    assert (found.state, found.event) == (State.HELD, Event.NOT_BACK)


def test_superseded() -> None:
    """Another's deployment is left alone."""
    world = Scripted([*FIRST, (seen.ELSE, BAD)])
    assert rolled(world).state is State.SUPERSEDED
    assert world.ordered == [Command.REGISTER, Command.UPDATE]


@pytest.mark.parametrize("sight", [EXPIRED, (seen.BLIND, ROLLING), (seen.UNDER_WAY, seen.UNTOLD)])
def test_what_cannot_be_told_is_held(sight: Any) -> None:
    """Neither promoted nor taken back, however long it lasts."""
    world = Scripted([*FIRST, sight])
    found = rolled(world)
    assert (found.state, found.event) == (State.HELD, Event.UNTOLD)
    assert world.ordered == [Command.REGISTER, Command.UPDATE]


def test_a_look_that_fails_is_only_another_look() -> None:
    """It goes on once it can see again."""
    world = Scripted([*FIRST, *[EXPIRED] * 5, (seen.DONE, LIVE)])
    assert rolled(world).state is State.LIVE


def test_the_first_look_must_see() -> None:
    """Nothing was begun: the error is the answer."""
    with pytest.raises(UserError, match="expired"):
        rolled(Scripted([EXPIRED]))


def test_time_over() -> None:
    """AWS goes on; nothing is taken back."""
    world = Scripted([*FIRST])
    found = rolled(world, limits=Limits(timeout=60))
    assert found.state is State.OVER
    assert world.ordered == [Command.REGISTER, Command.UPDATE]


def test_an_order_that_nobody_sees_is_not_repeated() -> None:
    """The readings of ECS lag behind: for a minute it is waited for, and never ordered again."""
    world = Scripted([*FIRST[:2], (seen.REGISTERED, ROLLING)])
    found = rolled(world)
    assert (found.state, found.event) == (State.HELD, Event.UNTOLD)
    assert world.ordered == [Command.REGISTER, Command.UPDATE]
    assert LAG < 100


def test_a_pause_waits_for_somebody() -> None:
    """Without a word it ends there; with it that pause is passed, and no other."""
    world = Scripted([*FIRST, (PAUSED, ROLLING)])
    assert rolled(world).state is State.PAUSED
    passed = Scripted([(PAUSED, ROLLING), (seen.UNDER_WAY, ROLLING), (seen.DONE, LIVE)])
    assert rolled(passed, wish=Wish(passes=frozenset({"h1"}))).state is State.LIVE
    assert passed.ordered == [Command.CONTINUE]
    other = Scripted([(PAUSED, ROLLING)])
    assert rolled(other, wish=Wish(passes=frozenset({"h2"}))).state is State.PAUSED


@pytest.mark.parametrize(
    "command, end, state",
    [
        (Command.REGISTER, Ended.REFUSED, State.HELD),
        (Command.UPDATE, Ended.REFUSED, State.HELD),
        (Command.REGISTER, Ended.CHANGED, State.SUPERSEDED),
        (Command.UPDATE, Ended.CHANGED, State.SUPERSEDED),
    ],
)
def test_what_is_refused_ends_it(command: Command, end: Ended, state: State) -> None:
    """Somebody was first, or AWS said no: the outcome names the step."""
    found = rolled(Scripted([*FIRST, (seen.DONE, LIVE)], {command: end}))
    assert found.state is state
    assert found.stopped is not None


def test_of_what_is_not_known_whether_it_was_done_the_next_look_tells() -> None:
    """The answer to UpdateService was lost, and it was done all the same."""
    world = Scripted([*FIRST, (seen.DONE, LIVE)], {Command.UPDATE: Ended.UNKNOWN})
    assert rolled(world).state is State.LIVE
    assert world.ordered == [Command.REGISTER, Command.UPDATE]


def test_a_way_back_that_could_not_be_ordered_is_ordered_again() -> None:
    """No session for a moment: nothing was done, so it is still to be done."""
    sights = [*FIRST, *[(seen.UNDER_WAY, BAD)] * 20, (seen.GOING_BACK, BAD), (seen.BACK, LIVE)]
    world = Scripted(sights, {Command.GO_BACK: EXPIRED})
    assert rolled(world).state is State.RETURNED
    assert world.ordered.count(Command.GO_BACK) == 2


def test_it_is_written_down_before_it_is_done() -> None:
    """Whoever reads it knows what was about to happen."""
    world = Scripted([*FIRST, (seen.DONE, LIVE)])
    rolled(world)
    assert world.noted[:3] == [State.REGISTERED, State.GOING, State.GOING]
    assert world.noted[-1] is State.LIVE


def test_what_cannot_be_ordered_for_long_is_held() -> None:
    """The session is gone after the revision was registered: it is tried for a while, and then it is for somebody."""
    world = Scripted([*FIRST[:2]], {Command.UPDATE: EXPIRED}, lasting=True)
    found = rolled(world)
    assert found.state is State.HELD
    assert world.ordered.count(Command.UPDATE) > 1
