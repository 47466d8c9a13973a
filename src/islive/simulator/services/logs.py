"""CloudWatch Logs: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/."""

from islive.simulator.names import Json
from islive.simulator.refusal import Refusal
from islive.simulator.world import World

_LARGEST_PAGE = 10_000


def get_log_events(world: World, params: Json) -> Json:
    """A page of one stream's events; at the end of the stream the token stays the one that was passed.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
    """
    events = _within(_stream(world, params), params)
    limit = min(params.get("limit", _LARGEST_PAGE), world.page_size or _LARGEST_PAGE)
    start, end = _range(params, limit, len(events))
    return {
        "events": events[start:end],
        "nextForwardToken": f"f/{end:056d}/s",
        "nextBackwardToken": f"b/{start:056d}/s",
    }


def _stream(world: World, params: Json) -> list[Json]:
    group = params.get("logGroupName") or params.get("logGroupIdentifier", "").rpartition(":log-group:")[2]
    logs = world.codebuild.logs
    if (group, params.get("logStreamName")) in logs:
        return logs[group, params["logStreamName"]]
    kind = "stream" if any(known == group for known, _ in logs) else "group"
    raise Refusal("ResourceNotFoundException", f"The specified log {kind} does not exist.")


def _within(events: list[Json], params: Json) -> list[Json]:
    start, end = params.get("startTime", 0), params.get("endTime", float("inf"))
    return [event for event in events if start <= event["timestamp"] < end]


def _range(params: Json, limit: int, length: int) -> tuple[int, int]:
    token: str = params.get("nextToken", "")
    if not token:
        return (0, min(limit, length)) if params.get("startFromHead") else (max(0, length - limit), length)
    direction, _, rest = token.partition("/")
    position = rest.removesuffix("/s")
    if direction not in ("f", "b") or not position.isdecimal():
        raise Refusal("InvalidParameterException", "The specified nextToken is invalid.")
    place = min(int(position), length)
    return (place, min(place + limit, length)) if direction == "f" else (max(0, place - limit), place)
