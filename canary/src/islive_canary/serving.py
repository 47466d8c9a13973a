"""The answer in front of an application, and one line for each framework; options are those of Canary.

Other requests pass as they came.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from islive_canary.canary import Canary

AsgiApp = Callable[[Any, Any, Any], Awaitable[None]]
WsgiApp = Callable[[Any, Any], Iterable[bytes]]


def asgi(app: AsgiApp, made: Any = None, **options: Any) -> AsgiApp:
    """Any ASGI application: `app = islive_canary.asgi(app)`."""
    canary: Canary = made or Canary(**options)

    async def answering(scope: Any, receive: Any, send: Any) -> None:
        # The path without where the application is mounted: servers give both together.
        path = scope["path"].removeprefix(scope.get("root_path", "")) if scope["type"] == "http" else ""
        if not canary.takes(scope.get("method", ""), path):
            await app(scope, receive, send)
            return
        status, headers, body = canary.answer(scope["method"], scope.get("query_string", b"").decode("latin-1"))
        named = [(name.lower().encode(), value.encode()) for name, value in headers]
        await send({"type": "http.response.start", "status": int(status[:3]), "headers": named})
        await send({"type": "http.response.body", "body": body})

    return answering


def wsgi(app: WsgiApp, **options: Any) -> WsgiApp:
    """Any WSGI application: `application = islive_canary.wsgi(application)`."""
    canary = Canary(**options)

    def answering(environ: Any, start_response: Any) -> Iterable[bytes]:
        if not canary.takes(environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")):
            return app(environ, start_response)
        status, headers, body = canary.answer(environ["REQUEST_METHOD"], environ.get("QUERY_STRING", ""))
        start_response(status, headers)
        return [body]

    return answering


def starlette(app: Any, **options: Any) -> None:
    """Starlette and FastAPI: `islive_canary.starlette(app)`, before it serves."""
    app.add_middleware(asgi, made=Canary(**options))


fastapi = starlette


def flask(app: Any, **options: Any) -> None:
    """Flask: `islive_canary.flask(app)`."""
    app.wsgi_app = wsgi(app.wsgi_app, **options)


def django(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Django: `MIDDLEWARE = ["islive_canary.django", …]` in the settings; options in ISLIVE_CANARY, a dict."""
    from inspect import iscoroutinefunction

    from django.conf import settings
    from django.http import HttpResponse

    canary = Canary(**getattr(settings, "ISLIVE_CANARY", {}))

    def answered(request: Any) -> Any:
        if not canary.takes(request.method, request.path_info):
            return None
        status, headers, body = canary.answer(request.method, request.META.get("QUERY_STRING", ""))
        return HttpResponse(body, status=int(status[:3]), headers=dict(headers))

    async def waited(request: Any) -> Any:
        return answered(request) or await get_response(request)

    return waited if iscoroutinefunction(get_response) else lambda request: answered(request) or get_response(request)


django.async_capable = True  # type: ignore[attr-defined] - Django's mark of a middleware for both kinds
