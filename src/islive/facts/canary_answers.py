"""What the running process itself answers, through every route of the service."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urljoin, urlsplit

from islive.facts.address import address
from islive.facts.load_balancers import LoadBalancers, Route
from islive.facts.reading import Part, gaps_among, json_in, whole
from islive.facts.service import Service
from islive.model.collector import collects
from islive.model.doors import Http, Refused
from islive.model.evidence import Gap, gap
from islive.model.question import Options
from islive.model.settings import Settings

OPERATION = "http:get"
# RFC 9110, "Status Codes". The first ones say that there is no canary; who is asked to log in was not answered by one.
ABSENT = frozenset({401, 403, 404, 405, 410})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
OK = 200
MOST_REDIRECTS = 5
# How the door to HTTP begins to say that nobody took the connection; a certificate that will not do is somebody's.
NO_CONNECTION = frozenset({"dns", "refused", "connect", "timeout"})
QUOTED = 300
WEB_PORTS = frozenset({80, 443})
COMMIT_NAMES = ("commit", "git_commit", "revision", "sha")
# What islive-canary says under `code`, where what it found loaded is not what was built: canary.schema.json.
OTHER_CODE = ("stale", "partial")
CODE_LISTS = ("stale", "missing", "differs", "unlisted")
IMAGE_NAMES = ("image_digest", "image", "image_id")


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
    where the process says nothing against its own code.
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


@dataclass(frozen=True, slots=True)
class Unreached:
    """An address at which no connection came about: `code` is Unreachable or TimedOut, `why` one of NO_CONNECTION."""

    url: str
    code: str
    why: str

    @property
    def gap(self) -> Gap:
        """What is not known for that reason."""
        return gap("CanaryAnswers", Refused(OPERATION, f"{self.code} at {self.url}"))


@dataclass(frozen=True, slots=True)
class CanaryAnswers:
    """One per route, each as value or gap; `asked` is False without routes, or with `--no-probe`.

    A route that takes only requests with certain headers, methods or senders is not asked: it would not be the one
    that answers. Nor is one that gives a part of its requests to somebody else's target group, for nobody knows who of
    them answered, or one that carries something else than the web. `unreached` are those of the gaps where no
    connection came about at all.
    """

    answers: tuple[CanaryAnswer, ...]
    asked: bool
    gaps: tuple[Gap, ...] = ()
    unreached: tuple[Unreached, ...] = ()

    @property
    def speaking(self) -> tuple[CanaryAnswer, ...]:
        """The answers of a canary that is there."""
        return tuple(answer for answer in self.answers if answer.present)


@collects()
def collect(
    http: Http, service: Service, load_balancers: LoadBalancers, settings: Settings, options: Options
) -> CanaryAnswers:
    """Ask every route of users, and every address given with `--url`, once."""
    path = f"/{settings.canary_path.lstrip('/')}"
    routes = (_url(route, path) for route in load_balancers.of_users(service.attachments) if _speaks_for_it(route))
    given = (f"{found.base}{path}" for url in options.urls if (found := address(url)))
    urls = tuple(dict.fromkeys([*routes, *given])) if options.probe else ()
    answers = [_ask(http, url) for url in urls]
    return CanaryAnswers(
        answers=tuple(one for one in answers if isinstance(one, CanaryAnswer)),
        asked=bool(urls),
        gaps=gaps_among([one.gap if isinstance(one, Unreached) else one for one in answers]),
        unreached=tuple(one for one in answers if isinstance(one, Unreached)),
    )


def _speaks_for_it(route: Route) -> bool:
    web = route.protocol in {"HTTP", "HTTPS"} or (route.protocol in {"TCP", "TLS"} and route.port in WEB_PORTS)
    return web and not route.other_conditions and not route.others


def _url(route: Route, path: str) -> str:
    """The canary's address on that way in: below the rule's path, where that is all the rule takes."""
    pattern = route.path
    if pattern is None or fnmatchcase(path, pattern):
        return f"{route.url}{path}"
    return f"{route.url}{re.split('[*?]', pattern, maxsplit=1)[0].rstrip('/')}{path}"


def _ask(http: Http, url: str) -> CanaryAnswer | Unreached | Gap:
    try:
        return _follow(http, url)
    except Refused as refused:
        why = refused.message.partition(":")[0]
        if why in NO_CONNECTION:
            return Unreached(url, refused.code, why)
        return gap("CanaryAnswers", Refused(refused.operation, f"{refused.code} at {url}"))


def _follow(http: Http, url: str) -> CanaryAnswer:
    """What the canary's address answers, or where it leads as long as that is the canary's too. Raises Refused."""
    here = url
    for _ in range(MOST_REDIRECTS + 1):
        answer = whole(http.get(here, cache_control="no-cache"))
        status = answer.number("status")
        if status not in REDIRECTS:
            return _answer(url, status, answer)
        following = _location(here, _header(answer, "location"))
        if not _same_place(here, following):
            return _absent(url, status, f"{status} to {following}")
        here = following
    raise Refused(OPERATION, "TooManyRedirects")


def _location(here: str, location: str) -> str:
    try:
        return urljoin(here, location)
    except ValueError:
        raise Refused(OPERATION, "Malformed", "location") from None


def _same_place(here: str, there: str) -> bool:
    """Another scheme, host or port with the same path is still the canary; another path is a page or a login."""
    return urlsplit(here).path.rstrip("/") == urlsplit(there).path.rstrip("/")


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
    return _spoken(url, status, body)


def _spoken(url: str, status: int, body: str) -> CanaryAnswer:
    said = json_in(OPERATION, "body", body)
    version, commit = _first(said, "version"), _first(said, *COMMIT_NAMES)
    if not version and not commit:
        raise Refused(OPERATION, "Malformed", "neither version nor commit")
    image, features = _first(said, *IMAGE_NAMES), dict(_features(said))
    return CanaryAnswer(url, status, True, version, commit, image, features, body[:QUOTED], _other_code(said))


def _first(said: Part, *names: str) -> str | None:
    """The first of these members that says something."""
    return next((text for name in names if (text := (said.text_or_none(name) or "").strip())), None)


def _other_code(said: Part) -> OtherCode | None:
    """What stands under `code`, if that is islive-canary's; a canary of one's own may mean something else by it."""
    code = said.members.get("code")
    if not isinstance(code, Mapping) or code.get("state") not in OTHER_CODE:
        return None
    lists: list[Any] = [code.get(kind) for kind in CODE_LISTS]
    names = tuple(str(name) for found in lists if isinstance(found, list) for name in found)
    told = {kind: found for kind, found in code.items() if kind == "state" or (kind in CODE_LISTS and found)}
    return OtherCode(code["state"], names, json.dumps({"code": told})[:QUOTED])


def _features(said: Part) -> Iterator[tuple[str, bool]]:
    """A check says true, or {"ok": true}; whatever else it says is not well."""
    part = said.part_or_none("features")
    for name, value in part.members.items() if part else ():
        yield name, _is_well(value)


def _is_well(value: Any) -> bool:
    return value is True or (isinstance(value, Mapping) and value.get("ok") is True)
