"""One answer out of all its pages, or none: half a list would look like a short one."""

from collections.abc import Iterator, Mapping
from typing import Any

from islive.model.doors import AwsRefused

TOKENS = frozenset({"nextToken", "NextToken", "Marker", "NextMarker", "NextPageToken", "PaginationToken"})
MORE = frozenset({"IsTruncated", "isTruncated", "HasMoreResults", "Truncated"})

# Newest first unless told otherwise, and without end: what was built years ago is not asked for
# (API reference, ListBuildsForProject: sortOrder is DESCENDING by default, 100 a page; ListPipelineExecutions).
NEWEST = {"codebuild:ListBuildsForProject": 100, "codepipeline:ListPipelineExecutions": 100}


def ask_all_pages(client: Any, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """The merged answer of `ecs:ListTasks` and its parameters; a refused, empty or repeated page refuses it whole.

    A `limit` in the question (CloudWatch Logs) is how much is wanted in all, `maxResults` and its like only how
    much comes in one page. A question that brings its own token asks for that one page.
    """
    from botocore import xform_name

    method = xform_name(operation.partition(":")[2])
    model = client.meta.service_model.operation_model(operation.partition(":")[2])
    if TOKENS & set(params):
        return _bare(getattr(client, method)(**params))
    limit = params.get("limit", NEWEST.get(operation))
    if operation == "logs:GetLogEvents":
        return _backward(getattr(client, method), params)
    if client.can_paginate(method):
        return merged(operation, iter(client.get_paginator(method).paginate(**params)), limit)
    if token := _token(model):
        return merged(operation, _by_hand(operation, getattr(client, method), params, token), limit)
    return _bare(getattr(client, method)(**params))


def _backward(ask: Any, params: Mapping[str, Any]) -> dict[str, Any]:
    """The newest `limit` log events, oldest first; a page may hold few, or none, while there are more behind it.

    The first page has the same token as the one before it (API reference, GetLogEvents).
    """
    events: list[Any] = []
    token: str | None = None
    while len(events) < params["limit"]:
        page = ask(**params, **({"nextToken": token} if token else {}))
        if "events" not in page:
            return _bare(page)
        events = page["events"] + events
        if page.get("nextBackwardToken") in {token, None}:
            break
        token = page["nextBackwardToken"]
    return {"events": events[-params["limit"] :]}


def _token(model: Any) -> str | None:
    """The member by which an operation is paged that botocore has no paginator for, like ListServiceDeployments."""
    asks = model.input_shape.members if model.input_shape else {}
    answers = model.output_shape.members if model.output_shape else {}
    return next((name for name in ("nextToken", "NextToken") if name in asks and name in answers), None)


def _by_hand(operation: str, ask: Any, params: Mapping[str, Any], token: str) -> Iterator[dict[str, Any]]:
    page = ask(**params)
    yield page
    seen: set[str] = set()
    while (following := page.get(token)) and following not in seen:
        seen.add(following)
        page = ask(**{**params, token: following})
        yield page
    if following:
        raise AwsRefused(operation, "Cut", "the same page came twice")


def merged(operation: str, pages: Iterator[dict[str, Any]], limit: int | None = None) -> dict[str, Any]:
    """Lists joined, everything else as on the first page, up to `limit` entries in the longest list."""
    whole = _bare(next(pages))
    lists = [name for name, member in whole.items() if isinstance(member, list)]
    for page in pages if _wants_more(whole, lists, limit) else ():
        if lists and not any(name in page for name in lists):
            raise AwsRefused(operation, "Cut", "a later page holds nothing")
        _append(whole, _bare(page))
        if not _wants_more(whole, lists, limit):
            break
    return whole if limit is None else {n: m[:limit] if n in lists else m for n, m in whole.items()}


def _wants_more(whole: Mapping[str, Any], lists: list[str], limit: int | None) -> bool:
    return limit is None or max((len(whole[name]) for name in lists), default=0) < limit


def _append(whole: dict[str, Any], page: Mapping[str, Any]) -> None:
    for name, member in page.items():
        if name not in whole:
            whole[name] = member
        elif isinstance(member, list):
            whole[name] = whole[name] + member
        elif isinstance(member, dict):
            # CloudFront and Route 53 keep their lists one level down.
            whole[name] = {**whole[name], **{n: whole[name][n] + m for n, m in _lists(member) if n in whole[name]}}


def _lists(member: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    yield from ((name, inner) for name, inner in member.items() if isinstance(inner, list))


def _bare(page: Mapping[str, Any]) -> dict[str, Any]:
    return {name: member for name, member in page.items() if name not in TOKENS | MORE | {"ResponseMetadata"}}
