"""HTTP, live: canary probes, routes, and the interface of the CI provider. Reads only."""

from islive.http.connect_to import ConnectTo, parse_connect_to
from islive.http.fresh import FreshHttp, Pace
from islive.http.live import LiveHttp
from islive.http.tokens import first_token, github_token, gitlab_token

__all__ = [
    "ConnectTo",
    "FreshHttp",
    "LiveHttp",
    "Pace",
    "first_token",
    "github_token",
    "gitlab_token",
    "parse_connect_to",
]
