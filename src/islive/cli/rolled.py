"""How a rollout ended: the exit code, and the lines that say why, and what can be done next."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from islive.cli.answer import code_of
from islive.cli.deploying import HOLD, Deploying
from islive.model.verdict import Reason, Verdict, exit_code

if TYPE_CHECKING:
    from islive.model.report import Report
    from islive.rollout.driver import Rolled
    from islive.wiring.rolling_out import World

UNKNOWN = exit_code(Verdict.UNKNOWN, None)
FAILED = exit_code(Verdict.NOT_LIVE, Reason.FAILED)
PENDING = exit_code(Verdict.IN_PROGRESS, None)


def code_of_end(found: "Rolled", report: "Report | None") -> int:
    """The exit code of where it stands; what is held is what its report says, and never 0."""
    from islive.rollout.machine import State

    codes = {
        State.LIVE: exit_code(Verdict.LIVE, None),
        State.DEGRADED: exit_code(Verdict.LIVE, Reason.DEGRADED),
        State.RETURNED: exit_code(Verdict.NOT_LIVE, Reason.ROLLED_BACK),
        State.SUPERSEDED: exit_code(Verdict.NOT_LIVE, Reason.SUPERSEDED),
        State.PAUSED: PENDING,
        State.OVER: PENDING,
    }
    if found.state in codes:
        return codes[found.state]
    if found.stopped:
        return FAILED
    if report is None or report.verdict is not Verdict.NOT_LIVE or found.blind:
        return UNKNOWN
    return code_of(report)


def closing(asked: Deploying, found: "Rolled", world: "World") -> Iterator[str]:
    """Why it ended, what goes on in AWS, and what can be done next."""
    for number, said in enumerate(_said(asked, found, world)):
        yield f"  {said}" if number else f"islive: {said}"


def _said(asked: Deploying, found: "Rolled", world: "World") -> Iterator[str]:
    from islive.rollout.machine import State

    version, expects = asked.version, found.progress.expects if found.progress else ""
    after = _after(found)
    match found.state:
        case State.LIVE:
            yield f"{version} is proved live{after}"
        case State.DEGRADED:
            yield f"{version} is live, but degraded, and that did not pass{after}"
        case State.RETURNED:
            yield f"{version} did not come, and what served before it is proved to serve again{after}"
        case State.SUPERSEDED:
            yield f"another deployment has taken its place{after}: {_whose(world)}"
            yield "it is left alone"
        case State.PAUSED:
            yield f"{version} is paused, and waits for somebody's word{after}"
            yield f"to let it go on: {asked.again('--continue')}"
            yield f"to take it back: {asked.back}"
        case State.OVER:
            yield f"the time is over{after}: {expects}; AWS goes on without islive"
            yield f"to go on: {asked.again()}"
        case _:
            yield from _held(asked, found, world)


def _held(asked: Deploying, found: "Rolled", world: "World") -> Iterator[str]:
    """It is not proved, and stays as it is."""
    from islive.rollout.machine import Event

    version, expects = asked.version, found.progress.expects if found.progress else "nothing could be seen"
    if found.stopped:
        yield "stopped: what was done, and what was not, is said above"
    elif _is_stalled(world):
        yield f"{version} did not come, and ECS could not go back{_after(found)}: it starts no more tasks of either"
    elif found.event is Event.NOT_BACK:
        yield f"{version} did not come, and what served before it does not serve either: {expects}"
    elif found.blind and found.progress:
        yield f"it cannot be told how it stands: {found.progress.trouble}; AWS goes on without islive"
    else:
        yield f"{version} is not proved live, and nothing more is done{_after(found)}: {expects}"
    if asked.wishes.on_fail == HOLD:
        yield "it stays as it is: --on-fail hold"
    hindered = world.back.hindered if world.back else ()
    yield from (f"not taken back: {one.says}: {one.way_out}" for one in hindered)
    yield f"to go on: {asked.again()}"
    if not hindered and not found.stopped:
        yield f"to take it back: {asked.back}"


def _is_stalled(world: "World") -> bool:
    """ECS's own way back failed, and PRIMARY is still the deployment that failed (API, ServiceDeploymentStatus)."""
    record = world.record()
    return record is not None and record.status == "ROLLBACK_FAILED"


def _whose(world: "World") -> str:
    """What PRIMARY is, and whose, as far as AWS carries it."""
    from islive.model.evidence import Gap
    from islive.rollout.standing import known

    seen = known(world.evidence) if world.evidence else None
    if seen is None or isinstance(seen, Gap):
        return "whose cannot be told"
    primary, carried = seen.service.primary, seen.primary
    by = f", {carried.version} by {carried.by}" if carried and carried.by else ""
    return f"{primary.task_definition}{by}, since {primary.created_at:%Y-%m-%d %H:%M:%S} UTC"


def _after(found: "Rolled") -> str:
    from islive.render.drawing.progress_page import clock

    return f" after {clock(found.progress.waited)}" if found.progress else ""
