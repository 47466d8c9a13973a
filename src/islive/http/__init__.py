"""HTTP, live: canary probes, routes, and the interface of the CI provider. Reads only."""

from islive.http.connect_to import ConnectTo, parse_connect_to
from islive.http.live import LiveHttp
from islive.http.tokens import github_token

__all__ = ["ConnectTo", "LiveHttp", "github_token", "parse_connect_to"]
