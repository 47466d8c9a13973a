"""The door to names itself: the resolver of this machine, which also knows its hosts file and its VPN."""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from islive.model.doors import Refused, Reply
from islive.transcript.deadline import within

OPERATION = "dns:resolve"
NO_SUCH_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})

Lookup = Callable[..., Sequence[tuple[Any, Any, Any, str, tuple[Any, ...]]]]


@dataclass(frozen=True, slots=True)
class LiveDns:
    """Asks `lookup` (the system's resolver), for `deadline` seconds at most."""

    lookup: Lookup = socket.getaddrinfo
    deadline: float = 5

    def resolve(self, name: str) -> Reply:
        """`addresses`, sorted, empty when the name does not exist, and `canonical`. Raises Refused."""
        return within(self.deadline, OPERATION, lambda: self._resolve(name))

    def _resolve(self, name: str) -> Reply:
        try:
            found = self.lookup(name, None, type=socket.SOCK_STREAM, flags=socket.AI_CANONNAME)
        except socket.gaierror as error:
            return _nothing(name, error)
        except (UnicodeError, ValueError) as error:
            raise Refused(OPERATION, "Unreachable", f"not a name: {error}") from error
        addresses = sorted({str(address[0]) for *_, address in found})
        canonical = next((canonical for *_, canonical, _ in found if canonical), name)
        return Reply(OPERATION, {"addresses": addresses, "canonical": canonical})


def _nothing(name: str, error: socket.gaierror) -> Reply:
    if error.errno in NO_SUCH_NAME:
        return Reply(OPERATION, {"addresses": [], "canonical": name})
    code = "TimedOut" if error.errno == socket.EAI_AGAIN else "Unreachable"
    raise Refused(OPERATION, code, str(error.strerror or error)) from error
