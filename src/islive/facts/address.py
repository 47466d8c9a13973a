"""An address as people write it in settings: a URL, or a host name with or without a path."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Address:
    """Its host in lower case, and its base: scheme, host and port, without a path."""

    host: str
    base: str
    path: str


def bare_url(text: str) -> str:
    """The address without user, query and fragment, where people leave passwords and tokens."""
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = None
    if parts is None or not parts.scheme or not parts.netloc:
        return text.partition("?")[0].partition("#")[0].rpartition("@")[2]
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def address(text: str) -> Address | None:
    """Take an address apart; http where it names no scheme. None where it is none."""
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if not host or parts.scheme not in {"http", "https"}:
        return None
    shown = f"[{host}]" if ":" in host else host
    return Address(host, f"{parts.scheme}://{shown}" + (f":{port}" if port else ""), parts.path)
