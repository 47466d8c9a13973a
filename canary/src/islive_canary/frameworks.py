"""One line for each framework. Options are those of Canary."""

from __future__ import annotations

from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any, TypeVar

from islive_canary.answering import Canary
from islive_canary.middleware import Asgi, AsgiApp, Wsgi, WsgiApp

App = TypeVar("App")


def asgi(app: AsgiApp, **options: Any) -> Asgi:
    """Any ASGI application: `app = islive_canary.asgi(app)`."""
    return Asgi(app, Canary(**options))


def wsgi(app: WsgiApp, **options: Any) -> Wsgi:
    """Any WSGI application: `application = islive_canary.wsgi(application)`."""
    return Wsgi(app, Canary(**options))


def starlette(app: App, **options: Any) -> App:
    """Starlette: `islive_canary.starlette(app)`, before it serves."""
    framework: Any = app
    framework.add_middleware(Asgi, canary=Canary(**options))
    return app


fastapi = starlette


def flask(app: App, **options: Any) -> App:
    """Flask: `islive_canary.flask(app)`."""
    framework: Any = app
    framework.wsgi_app = wsgi(framework.wsgi_app, **options)
    return app


def django(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Django: `MIDDLEWARE = ["islive_canary.django", …]` in the settings; options in ISLIVE_CANARY, a dict."""
    from django.conf import settings
    from django.http import HttpResponse

    canary = Canary(**getattr(settings, "ISLIVE_CANARY", {}))

    def answered(request: Any) -> Any:
        if not canary.takes(request.method, request.path_info):
            return None
        status, headers, body = canary.answer(request.method, request.META.get("QUERY_STRING", ""))
        return HttpResponse(body, status=status, headers=dict(headers))

    if not iscoroutinefunction(get_response):
        return lambda request: answered(request) or get_response(request)

    async def waited(request: Any) -> Any:
        return answered(request) or await get_response(request)

    return waited


django.async_capable = True  # type: ignore[attr-defined] - Django's mark of a middleware for both kinds
