"""AWS answered inside the process: botocore's requests never reach a socket."""

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Protocol

import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from islive.simulator.answer import answer
from islive.simulator.models import loader
from islive.simulator.source import Source, world_of


class Session(Protocol):
    """A botocore session; a boto3 session has the same event emitter as its `events`."""

    def get_component(self, name: str) -> Any:
        """The session's component of this name."""
        ...


class Boto3Session(Protocol):
    """What this module needs of a boto3 session."""

    @property
    def events(self) -> Any:
        """The session's event emitter."""
        ...


def attach(
    session: Session | Boto3Session, world: Source, *, latency: float = 0.0, page_size: int | None = None
) -> None:
    """Let the world answer every client that this session creates from now on.

    `latency` is in seconds, for each request; `page_size` caps every page. Requests are still
    signed, so that the session needs some credentials, which need not be real. botocore's event is `before-send`:
    https://boto3.amazonaws.com/v1/documentation/api/latest/guide/events.html
    """
    events = session.events if hasattr(session, "events") else session.get_component("event_emitter")  # type: ignore[union-attr]
    events.register("before-send", _handler(world, latency, page_size))


def session_on(world: Source, *, latency: float = 0.0, page_size: int | None = None) -> botocore.session.Session:
    """A botocore session on the world, with made-up credentials; boto3 takes it as `botocore_session`."""
    session = botocore.session.Session()
    session.register_component("data_loader", loader())
    session.set_credentials("simulated", "simulated")
    session.set_config_variable("region", world_of(world).scope.region)
    attach(session, world, latency=latency, page_size=page_size)
    return session


def _handler(source: Source, latency: float, page_size: int | None) -> Callable[..., AWSResponse]:
    def respond(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        if latency:
            time.sleep(latency)
        world = world_of(source)
        seen = replace(world, page_size=page_size) if page_size else world
        given = answer(seen, _text(request.headers), _bytes(request.body))
        return AWSResponse(request.url, given.status, given.headers, _Raw(given.body))

    return respond


def _text(headers: Any) -> dict[str, str]:
    return {name: value.decode() if isinstance(value, bytes) else str(value) for name, value in headers.items()}


def _bytes(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else body or b""


class _Raw(io.BytesIO):
    """The part of urllib3's response that botocore reads."""

    def stream(self, amount: int = 65536, **_: Any) -> Iterator[bytes]:
        while chunk := self.read(amount):
            yield chunk
