"""The answer in front of an application: ASGI and WSGI. Other requests pass as they came."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http import HTTPStatus
from typing import Any

from islive_canary.answering import Canary

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Asgi:
    """In front of an ASGI application."""

    def __init__(self, app: AsgiApp, canary: Canary) -> None:
        self.app, self.canary = app, canary

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer at the canary's path; hand everything else on."""
        if scope["type"] != "http" or not self.canary.takes(scope["method"], _below_mount(scope)):
            await self.app(scope, receive, send)
            return
        query = scope.get("query_string", b"").decode("latin-1")
        status, headers, body = self.canary.answer(scope["method"], query)
        named = [(name.lower().encode(), value.encode()) for name, value in headers]
        await send({"type": "http.response.start", "status": status, "headers": named})
        await send({"type": "http.response.body", "body": body})


class Wsgi:
    """In front of a WSGI application."""

    def __init__(self, app: WsgiApp, canary: Canary) -> None:
        self.app, self.canary = app, canary

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer at the canary's path; hand everything else on."""
        method = environ["REQUEST_METHOD"]
        if not self.canary.takes(method, environ.get("PATH_INFO", "")):
            return self.app(environ, start_response)
        status, headers, body = self.canary.answer(method, environ.get("QUERY_STRING", ""))
        start_response(f"{status} {HTTPStatus(status).phrase}", headers)
        return [body]


def _below_mount(scope: MutableMapping[str, Any]) -> str:
    """The path without what the application is mounted at: servers of ASGI give both together."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))
