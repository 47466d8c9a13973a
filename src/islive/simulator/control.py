"""The living world's own controls, below /_sim: time, faults, reset, and the truth."""

import json
from collections.abc import Callable

from islive.simulator.document import WorldError
from islive.simulator.living.living import Living
from islive.simulator.living.state import Engine
from islive.simulator.moments import seconds, written
from islive.simulator.names import Json
from islive.simulator.source import Source, world_of

# A single request lets at most a year pass.
_LONGEST = 366 * 86400.0


class BadControl(Exception):
    """A control that does not exist, or whose body says nothing it understands; `status` is HTTP's."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def read(source: Source, path: str) -> Json:
    """GET /_sim/world, /_sim/truth. Raises BadControl."""
    world = world_of(source)
    if path == "/_sim/world":
        return {"name": world.name, "description": world.description, "now": written(world.now)}
    if path == "/_sim/truth":
        return _living(source).truth()
    raise BadControl(404, f"{path} is no control: /_sim/world and /_sim/truth can be read.")


def do(source: Source, path: str, body: bytes) -> Json:
    """POST /_sim/advance, /_sim/until, /_sim/faults, /_sim/reset. Raises BadControl."""
    living = _living(source)
    known: dict[str, Callable[[Living, Json], Json]] = {
        "/_sim/advance": _advance,
        "/_sim/until": _until,
        "/_sim/faults": _faults,
        "/_sim/reset": _reset,
    }
    if path not in known:
        raise BadControl(404, f"{path} is no control: POST {', '.join(known)}.")
    try:
        asked = json.loads(body or b"{}")
    except ValueError:
        raise BadControl(400, "The body is not JSON.") from None
    if not isinstance(asked, dict):
        raise BadControl(400, "The body is not a JSON object.")
    return known[path](living, asked) | {"now": written(living.now)}


def _living(source: Source) -> Living:
    if isinstance(source, Living):
        return source
    raise BadControl(409, "This world stands still: it has no clock and no truth beyond its own file.")


def _number(asked: Json, name: str, default: float) -> float:
    value = asked.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LONGEST:
        raise BadControl(400, f"{name} is a number of seconds between 0 and {_LONGEST:.0f}.")
    return float(value)


def _advance(living: Living, asked: Json) -> Json:
    """`seconds`, 60 unless given."""
    living.advance(_number(asked, "seconds", 60))
    return {}


def _until(living: Living, asked: Json) -> Json:
    """Until `at`, or until a `service` has a `rolloutState` or is `steady`; at most `limit` seconds."""
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


def _faults(living: Living, asked: Json) -> Json:
    """`patch`, an RFC 7386 merge patch on the world's document, and `cause`, what the truth calls it."""
    if not isinstance(asked.get("patch"), dict):
        raise BadControl(400, "patch is a merge patch (RFC 7386) on the world's document.")
    try:
        living.check(asked["patch"])
        living.change(asked["patch"], asked.get("cause"))
    except WorldError as wrong:
        raise BadControl(400, str(wrong)) from wrong
    return {}


def _reset(living: Living, asked: Json) -> Json:
    del asked
    living.reset()
    return {}
