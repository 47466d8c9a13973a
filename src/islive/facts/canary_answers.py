"""What the running process itself answers, through every route of the service."""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from islive.facts.address import address
from islive.facts.canary_answer import OPERATION, CanaryAnswer, OtherCode, asked
from islive.facts.load_balancers import LoadBalancers, Route
from islive.facts.reading import gaps_among
from islive.facts.service import Service
from islive.model.collector import collects
from islive.model.doors import Http, Refused
from islive.model.evidence import Gap, gap
from islive.model.question import Options
from islive.model.settings import Settings

__all__ = ["CanaryAnswer", "CanaryAnswers", "OtherCode", "Unreached", "collect"]

# How the door to HTTP begins to say that nobody took the connection; a certificate that will not do is somebody's.
NO_CONNECTION = frozenset({"dns", "refused", "connect", "timeout"})
# And what else it says of a way that led to somebody: his certificate, or an address that is never asked.
ON_THE_WAY = frozenset({"tls", "address"})
WEB_PORTS = frozenset({80, 443})


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
    path = canary_path(settings)
    routes = (url_of(route, path) for route in load_balancers.of_users(service.attachments) if _speaks_for_it(route))
    given = (f"{found.base}{path}" for url in options.urls if (found := address(url)))
    urls = tuple(dict.fromkeys([*routes, *given])) if options.probe else ()
    own = own_hosts(service, load_balancers, settings, options)
    answers = [_ask(http, url, own) for url in urls]
    return CanaryAnswers(
        answers=tuple(one for one in answers if isinstance(one, CanaryAnswer)),
        asked=bool(urls),
        gaps=gaps_among([one.gap if isinstance(one, Unreached) else one for one in answers]),
        unreached=tuple(one for one in answers if isinstance(one, Unreached)),
    )


def canary_path(settings: Settings) -> str:
    """Where the canary answers."""
    return f"/{settings.canary_path.lstrip('/')}"


def own_hosts(service: Service, load_balancers: LoadBalancers, settings: Settings, options: Options) -> frozenset[str]:
    """The hosts that are known to be the service's: those of its routes, and those that somebody wrote down."""
    written = [*settings.routes, *settings.of(service.name).routes, *options.urls]
    urls = [*written, *(route.url for route in (*load_balancers.routes, *load_balancers.closed))]
    names = [one.dns_name.lower() for one in load_balancers.load_balancers]
    return frozenset([*names, *(found.host.lower() for url in urls if (found := address(url)))])


def carries_the_web(route: Route) -> bool:
    """Any request for its host and path may take it, and it is one of the web's."""
    web = route.protocol in {"HTTP", "HTTPS"} or (route.protocol in {"TCP", "TLS"} and route.port in WEB_PORTS)
    return web and not route.other_conditions


def _speaks_for_it(route: Route) -> bool:
    return carries_the_web(route) and not route.others


def url_of(route: Route, path: str) -> str:
    """The canary's address on that way in: below the rule's path, where that is all the rule takes."""
    pattern = route.path
    if pattern is None or fnmatchcase(path, pattern):
        return f"{route.url}{path}"
    return f"{route.url}{re.split('[*?]', pattern, maxsplit=1)[0].rstrip('/')}{path}"


def _ask(http: Http, url: str, own: frozenset[str]) -> CanaryAnswer | Unreached | Gap:
    try:
        return asked(http, url, own)
    except Refused as refused:
        why = refused.message.partition(":")[0]
        if why in NO_CONNECTION:
            return Unreached(url, refused.code, why)
        return gap("CanaryAnswers", told(refused, url))


def told(refused: Refused, url: str) -> Refused:
    """The refusal with the address, and with what stood in the way there."""
    why = refused.message.partition(":")[0]
    named = f" ({why})" if why in ON_THE_WAY else ""
    return Refused(refused.operation, f"{refused.code} at {url}{named}")
