"""The door to HTTP itself: one GET, one answer, nothing followed, nothing tried again."""

import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from islive import __version__
from islive.http.addresses import LookUp, addresses_of, look_up
from islive.http.connect_to import ConnectTo, place
from islive.http.refusals import refusals
from islive.model.doors import Refused, Reply
from islive.transcript.deadline import within

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, HTTPConnectionPool

OPERATION = "http:get"
LARGEST_BODY = 1024 * 1024
PORTS = {"http": 80, "https": 443}
# How a refusal begins where no connection came about.
NOBODY = ("refused", "connect")


def no_token(_: str) -> None:
    """For those who have no token for any place."""


@dataclass(frozen=True, slots=True)
class LiveHttp:
    """Asks with urllib3. Times are in seconds: `connect_timeout` to be connected, `deadline` for all of it.

    `tokens` gives the token for a URL, or None; `tls` replaces the certificates that the machine trusts,
    `known` what it knows of names.
    """

    connect_to: Sequence[ConnectTo] = ()
    tokens: Callable[[str], str | None] = no_token
    connect_timeout: float = 3
    deadline: float = 10
    tls: ssl.SSLContext | None = None
    known: LookUp = look_up

    def get(self, url: str, **headers: str) -> Reply:
        """`status`, `headers` (lower-case names), `body` (text, at most 1 MiB), `authenticated`, `cookies` (whole).

        Raises Refused: Unreachable (dns, refused, tls, url, address), TimedOut, Cut.
        """
        parts = _parts(url)
        return within(self.deadline, OPERATION, lambda: self._get(url, parts, headers))

    def _get(self, url: str, parts: SplitResult, headers: Mapping[str, str]) -> Reply:
        token = self.tokens(url)
        sent = {"user-agent": f"islive/{__version__}", **{_dashed(name): value for name, value in headers.items()}}
        if token:
            sent["authorization"] = f"Bearer {token}"
        host, port = place(str(parts.hostname), parts.port or PORTS[parts.scheme], self.connect_to)
        *others, last = addresses_of(host, port, OPERATION, self.known)
        for address in others:
            try:
                return self._asked(parts, (address, port), sent)
            except Refused as refused:
                # As everybody does who connects to a name: the next address, where nobody takes the connection.
                if not refused.message.startswith(NOBODY):
                    raise
        return self._asked(parts, (last, port), sent)

    def _asked(self, parts: SplitResult, where: tuple[str, int], sent: Mapping[str, str]) -> Reply:
        with refusals(OPERATION), self._connection(parts, where) as connection:
            response = connection.request(
                "GET", _target(parts), headers={**sent, "host": _host(parts)},
                redirect=False, retries=False, preload_content=False, enforce_content_length=True,
            )  # fmt: skip
            return Reply(OPERATION, {**_read(response), "authenticated": "authorization" in sent})

    def _connection(self, parts: SplitResult, where: tuple[str, int]) -> "HTTPConnectionPool":
        """A connection to that address that asks for, and checks the certificate of, the host in the URL."""
        from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout

        name, (host, port) = str(parts.hostname), where
        timeout = Timeout(connect=min(self.connect_timeout, self.deadline), read=self.deadline)
        if parts.scheme == "http":
            return HTTPConnectionPool(host, port, timeout=timeout)
        tls = self.tls or ssl.create_default_context()
        return HTTPSConnectionPool(
            host, port, timeout=timeout, ssl_context=tls, server_hostname=name, assert_hostname=name
        )


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in PORTS and parts.hostname and (parts.port is None or parts.port)
    except ValueError:
        usable = False
    if not usable:
        raise Refused(OPERATION, "Unreachable", "url: not an http or https address")
    return urlsplit(url)


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _dashed(name: str) -> str:
    """A header's name: in Python no name has a dash."""
    return name.lower().replace("_", "-")


def _host(parts: SplitResult) -> str:
    """The Host header: the URL's, without what stands before an @."""
    return parts.netloc.rpartition("@")[2]


def _read(response: "BaseHTTPResponse") -> dict[str, Any]:
    body = response.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise Refused(OPERATION, "Cut", f"the answer is longer than {LARGEST_BODY} bytes")
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        known = headers.get(name.lower())
        said = _cookie_name(value) if name.lower() == "set-cookie" else value
        headers[name.lower()] = f"{known}, {said}" if known else said
    cookies = [value.partition(";")[0] for name, value in response.headers.items() if name.lower() == "set-cookie"]
    said = {"status": response.status, "headers": headers, "body": body.decode("utf-8", "replace")}
    return {**said, "cookies": cookies} if cookies else said


def _cookie_name(cookie: str) -> str:
    """A cookie's name: its value is a session of somebody's."""
    return cookie.partition("=")[0].strip()
