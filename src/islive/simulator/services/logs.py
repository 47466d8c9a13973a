"""CloudWatch Logs: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/."""

import json
import re
from collections.abc import Callable
from typing import Any

from islive.simulator.names import Json
from islive.simulator.paging import Pages
from islive.simulator.refusal import Refusal
from islive.simulator.world import World, alive

_LARGEST_PAGE = 10_000
_FILTERED = Pages(default=_LARGEST_PAGE, largest=_LARGEST_PAGE, bad_token="InvalidParameterException")
_EQUALS = re.compile(r'\{ *\$\.(\w+) *= *(?:(\d+)|"([^"]*)") *\}')
_NAME = re.compile(r"[\.\-_/#A-Za-z0-9]{1,512}")
_PAGES = Pages(default=50, largest=50, bad_token="InvalidParameterException")


def describe_log_groups(world: World, params: Json) -> Json:
    """The groups whose names begin like the prefix, by name; no other choice is answered.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
    """
    prefix = params.get("logGroupNamePrefix", "")
    kept = [group for name, group in sorted(world.logs.groups.items()) if name.startswith(prefix)]
    page = _PAGES.of(kept, params.get("limit"), params.get("nextToken"), world.page_size)
    return {"logGroups": page.items, "nextToken": page.next_token}


def create_log_group(world: World, params: Json) -> Json:
    """A new log group, in a world that lives.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    """
    living, name = alive(world, "logs:CreateLogGroup"), params.get("logGroupName", "")
    if not _NAME.fullmatch(name):
        says = f"Value '{name}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression"
        raise Refusal("InvalidParameterException", f"1 validation error detected: {says} pattern: {_NAME.pattern}")
    if name in world.logs.groups:
        raise Refusal("ResourceAlreadyExistsException", "The specified log group already exists")
    living.change({"aws": {"logs": {"groups": {name: {}}}}})
    return {}


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


def filter_log_events(world: World, params: Json) -> Json:
    """The events of a group that are JSON with one member of one value, by time; no other pattern is answered.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
    """
    group = _group(params)
    if group not in world.logs.groups:
        raise Refusal("ResourceNotFoundException", "The specified log group does not exist.")
    prefix, fits = params.get("logStreamNamePrefix", ""), _fitting(params.get("filterPattern", ""))
    kept = [
        {"logStreamName": stream, **event, "eventId": f"{event['timestamp']}{place:040d}"}
        for (of, stream), events in sorted(world.logs.streams.items())
        for place, event in enumerate(_within(events, params))
        if of == group and stream.startswith(prefix) and fits(event["message"])
    ]
    page = _FILTERED.of(
        sorted(kept, key=lambda event: event["timestamp"]),
        params.get("limit"),
        params.get("nextToken"),
        world.page_size,
    )
    # "searchedLogStreams": "as of May 15, 2020, … returns an empty list" (API reference).
    return {"events": page.items, "searchedLogStreams": [], "nextToken": page.next_token}


def _fitting(pattern: str) -> Callable[[str], bool]:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html, "JSON log events"."""
    found = _EQUALS.fullmatch(pattern)
    if not found:
        raise Refusal("InvalidParameterException", f"The simulator does not answer the filter pattern {pattern}.")
    member, number, text = found.groups()
    value: Any = float(number) if number else text

    def fits(message: str) -> bool:
        try:
            said: Any = json.loads(message)
        except ValueError:
            return False
        return isinstance(said, dict) and said.get(member) == value

    return fits


def _group(params: Json) -> str:
    return params.get("logGroupName") or params.get("logGroupIdentifier", "").rpartition(":log-group:")[2]


def _stream(world: World, params: Json) -> list[Json]:
    group = _group(params)
    streams = world.logs.streams
    if (group, params.get("logStreamName")) in streams:
        return streams[group, params["logStreamName"]]
    kind = "stream" if group in world.logs.groups else "group"
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
