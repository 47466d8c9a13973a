"""The controls below /_sim: time, faults, reset and the truth of a living world; the troubles of any world's API."""

import json
from collections.abc import Callable

from islive.simulator.clock import FASTEST, Clock
from islive.simulator.document import WorldError
from islive.simulator.living.living import Living
from islive.simulator.living.state import Engine
from islive.simulator.moments import seconds, written
from islive.simulator.names import Json
from islive.simulator.served import Served
from islive.simulator.trouble import trouble_of

# A single request lets at most a year pass.
_LONGEST = 366 * 86400.0
_CLOCK = {"speed": "speed", "perRequest": "per_request"}


class BadControl(Exception):
    """A control that does not exist, or whose body says nothing it understands; `status` is HTTP's."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def read(served: Served, path: str) -> Json:
    """GET /_sim/world, /_sim/truth, /_sim/clock, /_sim/trouble, /_sim/addresses. Raises BadControl."""
    world = served.seen()
    match path:
        case "/_sim/world":
            return {"name": world.name, "description": world.description, "now": written(world.now)}
        case "/_sim/truth":
            return _living(served).truth()
        case "/_sim/clock":
            return _told(served.clock) | {"now": written(_living(served).now)}
        case "/_sim/trouble":
            return {"trouble": [it.told() for it in served.troubles.on]}
        case "/_sim/addresses":
            return served.ports.addresses(world)
        case _:
            known = ", ".join(f"/_sim/{it}" for it in ("world", "truth", "clock", "trouble", "addresses"))
            raise BadControl(404, f"{path} is no control: {known} can be read.")


def do(served: Served, path: str, body: bytes) -> Json:
    """POST /_sim/advance, until, faults, reset, clock, trouble. Raises BadControl."""
    known: dict[str, Callable[[Served, Json], Json]] = {
        "/_sim/advance": _advance,
        "/_sim/until": _until,
        "/_sim/faults": _faults,
        "/_sim/reset": _reset,
        "/_sim/clock": _clock,
        "/_sim/trouble": _trouble,
    }
    if path not in known:
        raise BadControl(404, f"{path} is no control: POST {', '.join(known)}.")
    try:
        asked = json.loads(body or b"{}")
    except ValueError:
        raise BadControl(400, "The body is not JSON.") from None
    if not isinstance(asked, dict):
        raise BadControl(400, "The body is not a JSON object.")
    served.seen()
    return known[path](served, asked) | {"now": written(served.seen().now)}


def _living(served: Served) -> Living:
    if isinstance(served.source, Living):
        return served.source
    raise BadControl(409, "This world stands still: it has no clock and no truth beyond its own file.")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(asked: Json, name: str, default: float) -> float:
    value = asked.get(name, default)
    if not _is_number(value) or not 0 <= value <= _LONGEST:
        raise BadControl(400, f"{name} is a number of seconds between 0 and {_LONGEST:.0f}.")
    return float(value)


def _advance(served: Served, asked: Json) -> Json:
    """`seconds`, 60 unless given."""
    _living(served).advance(_number(asked, "seconds", 60))
    return {}


def _until(served: Served, asked: Json) -> Json:
    """Until `at`, or until a `service` has a `rolloutState` or is `steady`; at most `limit` seconds."""
    living = _living(served)
    limit = _number(asked, "limit", 86400)
    if "at" in asked:
        at = _moment(asked["at"])
        living.advance(min(limit, at - living.engine.now))
        return {"reached": living.engine.now >= at}
    return {"reached": living.until(_condition(living, asked), limit)}


def _moment(text: object) -> float:
    try:
        return seconds(str(text))
    except ValueError:
        raise BadControl(400, "at is a moment in UTC, such as 2025-07-21T08:50:00Z.") from None


def _condition(living: Living, asked: Json) -> Callable[[Engine], bool]:
    named = [it for it in living.engine.services.values() if it.name == asked.get("service")]
    if not named:
        known = ", ".join(it.name for it in living.engine.services.values())
        raise BadControl(400, f"service names one that lives: {known}; or say at.")
    key = named[0].key
    if "rolloutState" in asked:
        return lambda engine: engine.services[key].primary.state == asked["rolloutState"]
    return lambda engine: engine.services[key].is_steady


def _faults(served: Served, asked: Json) -> Json:
    """`patch`, an RFC 7386 merge patch on the world's document, and `cause`, what the truth calls it."""
    living = _living(served)
    if not isinstance(asked.get("patch"), dict):
        raise BadControl(400, "patch is a merge patch (RFC 7386) on the world's document.")
    try:
        living.check(asked["patch"])
        living.change(asked["patch"], asked.get("cause"))
    except WorldError as wrong:
        raise BadControl(400, str(wrong)) from wrong
    return {}


def _reset(served: Served, asked: Json) -> Json:
    del asked
    served.reset(_living(served))
    return {}


def _clock(served: Served, asked: Json) -> Json:
    """One of `speed`, virtual seconds a second, and `perRequest`, virtual seconds for each request to AWS; 0: stop."""
    living = _living(served)
    if len(asked) != 1 or not asked.keys() <= {"speed", "perRequest"}:
        raise BadControl(400, "Say either speed or perRequest: time passes with the wall clock or with the requests.")
    (name, value), *_ = asked.items()
    if not _is_number(value) or not 0 <= value <= FASTEST:
        raise BadControl(400, f"{name} is a number between 0 and {FASTEST:.0f}.")
    served.clock.catch_up(living)
    served.clock.set(**{"speed": 0.0, "per_request": 0.0} | {_CLOCK[name]: float(value)})
    return _told(served.clock)


def _told(clock: Clock) -> Json:
    return {"speed": clock.speed, "perRequest": clock.per_request}


def _trouble(served: Served, asked: Json) -> Json:
    """`is` a kind of trouble, `on` actions, `seconds`, and `next` or `share`; `{"is": "over"}` ends all of them."""
    if asked == {"is": "over"}:
        served.troubles.clear()
    else:
        try:
            served.troubles.add(trouble_of(asked))
        except ValueError as wrong:
            raise BadControl(400, str(wrong)) from None
    return read(served, "/_sim/trouble")
