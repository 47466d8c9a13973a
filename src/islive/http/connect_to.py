"""`--connect-to HOST:PORT:HOST:PORT`, as curl has it: another place to connect to, the same name asked for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from islive.model.errors import UserError

LAST_PORT = 65535
HOST = r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]*)"
FOUR_PARTS = re.compile(rf"{HOST}:(\d*):{HOST}:(\d*)")


@dataclass(frozen=True, slots=True)
class ConnectTo:
    """Connections to `host:port` go to `to_host:to_port`; an empty part means any, or unchanged."""

    host: str = ""
    port: int | None = None
    to_host: str = ""
    to_port: int | None = None

    def applies_to(self, host: str, port: int) -> bool:
        """Whether a connection to that place is one of those that go elsewhere."""
        return self.host.lower() in ("", host.lower()) and self.port in (None, port)


def parse_connect_to(text: str) -> ConnectTo:
    """One such option; IPv6 addresses stand in brackets. Raises UserError."""
    parts = FOUR_PARTS.fullmatch(text)
    if not parts:
        raise UserError(f"--connect-to {text}: not HOST:PORT:HOST:PORT", "as with curl, each part may be empty")
    host, port, to_host, to_port = parts.groups()
    return ConnectTo(_bare(host), _number(port), _bare(to_host), _number(to_port))


def place(host: str, port: int, elsewhere: Iterable[ConnectTo]) -> tuple[str, int]:
    """Where to connect for a host and port: the first option that applies decides."""
    for option in elsewhere:
        if option.applies_to(host, port):
            return option.to_host or host, option.to_port or port
    return host, port


def _bare(host: str) -> str:
    return host.strip("[]")


def _number(port: str) -> int | None:
    if port and not 0 < int(port) <= LAST_PORT:
        raise UserError(f"--connect-to: {port} is no port", "ports are 1 to 65535")
    return int(port) if port else None
