"""One answer of a running process at the canary's address, and what it is worth: what CanaryAnswers holds."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from islive.facts.reading import Part, json_in, whole
from islive.model.doors import Http, Refused

OPERATION = "http:get"
# RFC 9110, "Status Codes". The first ones say that there is no canary; who is asked to log in was not answered by one.
ABSENT = frozenset({401, 403, 404, 405, 410})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
OK = 200
MOST_REDIRECTS = 5
QUOTED = 300
COMMIT_NAMES = ("commit", "git_commit", "revision", "sha")
# What islive-canary says under `code`, where what it found loaded is not what was built: canary.schema.json.
OTHER_CODE = ("stale", "partial")
CODE_LISTS = ("stale", "missing", "differs", "unlisted")
IMAGE_NAMES = ("image_digest", "image", "image_id")
# Machines that keep time by NTP are apart by far less (Amazon Time Sync Service: under a second).
MOST_SKEW = 60
# What caches say of themselves: X-Cache of CloudFront ("Hit from cloudfront"), Fastly and Varnish ("HIT").
HIT = "hit"


@dataclass(frozen=True, slots=True)
class OtherCode:
    """The process itself found that it does not run what was built.

    `state` is stale (what is loaded is not what is on disk) or partial (what is on disk is not what was built); `names`
    are modules and files.
    """

    state: str
    names: tuple[str, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class CanaryAnswer:
    """One route's answer: `present` is False where the application serves no canary there (404, a page, a login).

    `features` are the feature checks that the application registered: name -> whether it is well. `other_code` is None
    where the process says nothing against its own code. `task` is the ARN that it says it runs in. `as_built`: it has
    read the manifest of its build, and what it has loaded is what was built.

    `doubt` is why it is no proof of what answers now: cached, or (where a key is known) unsigned, forged, replayed;
    None where nothing speaks against it. `skew` is by how many seconds its clock is ahead, None where that is little.
    """

    url: str
    status: int
    present: bool
    version: str | None
    commit: str | None
    image: str | None
    features: Mapping[str, bool]
    quote: str
    other_code: OtherCode | None = None
    task: str | None = None
    fingerprint: str | None = None
    doubt: str | None = None
    doubt_quote: str = ""
    skew: int | None = None
    cookies: tuple[str, ...] = ()
    as_built: bool = False

    @property
    def names(self) -> str:
        """What it says that it is."""
        return self.version or (self.commit or "")[:7] or "no version"


def asked(http: Http, url: str, own: Collection[str], **which: str) -> CanaryAnswer:
    """What the canary's address answers, or where it leads as long as that is the canary's too. Raises Refused.

    A redirect is followed to the hosts in `own` and no other, for nobody knows who is there.
    """
    here, path = url, urlsplit(url).path.rstrip("/")
    for _ in range(MOST_REDIRECTS + 1):
        answer = whole(http.get(here, cache_control="no-cache", **which))
        status = answer.number("status")
        if status not in REDIRECTS:
            return _answer(url, status, answer)
        following = _location(here, _header(answer, "location"))
        if urlsplit(following).path.rstrip("/") != path:
            return _absent(url, status, f"{status} to {following}")
        if urlsplit(following).hostname not in own:
            return _absent(url, status, f"{status} to {following}, which is no address of this service")
        here = following
    raise Refused(OPERATION, "TooManyRedirects")


def _location(here: str, location: str) -> str:
    """Where it leads, without the query: it repeats that of the question."""
    try:
        found = urlsplit(urljoin(here, location))
        # A port that is no number shows only when it is read.
        _ = found.port
        return found._replace(query="", fragment="").geturl()
    except ValueError:
        raise Refused(OPERATION, "Malformed", "location") from None


def _header(answer: Part, name: str) -> str:
    headers = answer.part_or_none("headers")
    return (headers.text_or_none(name) if headers else None) or ""


def _absent(url: str, status: int, quote: str) -> CanaryAnswer:
    return CanaryAnswer(url, status, False, None, None, None, {}, quote[:QUOTED])


def _answer(url: str, status: int, answer: Part) -> CanaryAnswer:
    """What was said. Raises Refused for what may be a canary that could not speak."""
    body = answer.text_or_none("body") or ""
    if status in ABSENT:
        return _absent(url, status, f"{status} {body}")
    if status != OK:
        raise Refused(OPERATION, f"status {status}")
    if not body.strip():
        raise Refused(OPERATION, "Empty")
    if "html" in _header(answer, "content-type").lower() or body.lstrip().startswith("<"):
        return _absent(url, status, body)
    return _worth(_spoken(url, status, body), answer)


def _spoken(url: str, status: int, body: str) -> CanaryAnswer:
    said = spoken(json_in(OPERATION, "body", body), url, body)
    if not said.version and not said.commit:
        raise Refused(OPERATION, "Malformed", "neither version nor commit")
    return replace(said, status=status)


def spoken(said: Part, url: str, quote: str) -> CanaryAnswer:
    """What a document of the canary's schema says, wherever it stands."""
    code: Any = said.members.get("code")
    task: Any = said.members.get("task")
    return CanaryAnswer(
        url=url,
        status=OK,
        present=True,
        version=_first(said, "version"),
        commit=_first(said, *COMMIT_NAMES),
        image=_first(said, *IMAGE_NAMES),
        features=dict(_features(said)),
        quote=quote[:QUOTED],
        other_code=_other_code(code),
        task=_text_in(task, "arn"),
        fingerprint=_text_in(code, "fingerprint"),
        as_built=_text_in(code, "state") == "current" and _text_in(said.members.get("manifest"), "state") == "read",
    )


def _text_in(members: Any, name: str) -> str | None:
    found: Any = members.get(name) if isinstance(members, Mapping) else None
    return found if isinstance(found, str) and found else None


def _first(said: Part, *names: str) -> str | None:
    """The first of these members that says something."""
    return next((text for name in names if (text := (said.text_or_none(name) or "").strip())), None)


def _other_code(code: Any) -> OtherCode | None:
    """What stands under `code`, if that is islive-canary's; a canary of one's own may mean something else by it."""
    if not isinstance(code, Mapping) or code.get("state") not in OTHER_CODE:
        return None
    lists: list[Any] = [code.get(kind) for kind in CODE_LISTS]
    names = tuple(str(name) for found in lists if isinstance(found, list) for name in found)
    told = {kind: found for kind, found in code.items() if kind == "state" or (kind in CODE_LISTS and found)}
    return OtherCode(str(code["state"]), names, json.dumps({"code": told})[:QUOTED])


def _features(said: Part) -> Iterator[tuple[str, bool]]:
    """A check says true, or {"ok": true}; whatever else it says is not well."""
    part = said.part_or_none("features")
    for name, value in part.members.items() if part else ():
        yield name, _is_well(value)


def _is_well(value: Any) -> bool:
    return value is True or (isinstance(value, Mapping) and value.get("ok") is True)


def _worth(said: CanaryAnswer, answer: Part) -> CanaryAnswer:
    """With what the door found out about its freshness: a bundle from before knows nothing of that."""
    fresh = answer.part_or_none("fresh")
    signature, nonce = (fresh.text_or_none("signature"), fresh.text_or_none("nonce")) if fresh else (None, None)
    skew = fresh.number_or_none("skew") if fresh else None
    far = skew if skew is not None and abs(skew) > MOST_SKEW else None
    # Somebody on the way takes the query away: then the time alone says that the answer is new.
    doubt, quote = _doubt(answer, signature, "other" if nonce == "lost" and far else nonce)
    return replace(
        said,
        doubt=doubt,
        doubt_quote=quote,
        skew=None if doubt else far,
        cookies=fresh.texts_or_none("cookies") if fresh else (),
    )


def _doubt(answer: Part, signature: str | None, nonce: str | None) -> tuple[str | None, str]:
    """Why it may not be what answers now, and the words that show it."""
    if age := _header(answer, "age").strip().lstrip("0"):
        return "cached", f"age: {age}"
    if HIT in (cache := _header(answer, "x-cache")).lower():
        return "cached", f"x-cache: {cache}"
    match signature:
        case "missing":
            return "unsigned", "no Canary-Signature"
        case "wrong":
            return "forged", "Canary-Signature is not that of the key"
        case "right" if nonce != "own":
            return "replayed", "signed, with another nonce"
        case _:
            return ("cached", "nonce of another question") if nonce == "other" else (None, "")
