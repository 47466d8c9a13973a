"""Every way in which an HTTP server, or the way to it, fails to answer, as one refusal with a code."""

import http.client
from collections.abc import Generator
from contextlib import contextmanager

from islive.model.doors import Refused


@contextmanager
def refusals(operation: str) -> Generator[None]:
    """urllib3's errors inside the block leave it as Refused: Unreachable (and why), TimedOut, Cut."""
    from urllib3 import exceptions as e

    try:
        yield
    except (e.HTTPError, http.client.HTTPException, OSError, UnicodeError) as error:
        raise Refused(operation, *_said(error)) from error


def _said(error: Exception) -> tuple[str, str]:
    from urllib3 import exceptions as e

    # The more special ones first: a name that does not resolve is a failed connection, a timeout is one, too.
    kinds: tuple[tuple[tuple[type[Exception], ...], str, str], ...] = (
        ((e.NameResolutionError,), "Unreachable", "dns"),
        ((e.NewConnectionError,), "Unreachable", "refused"),
        ((e.ConnectTimeoutError,), "TimedOut", "connect"),
        ((e.TimeoutError, TimeoutError), "TimedOut", ""),
        ((e.SSLError,), "Unreachable", "tls"),
        ((e.LocationValueError, UnicodeError), "Unreachable", "url"),
        ((e.ProtocolError, e.DecodeError, http.client.HTTPException), "Cut", ""),
    )
    code, why = next(((code, why) for kind, code, why in kinds if isinstance(error, kind)), ("Unreachable", "other"))
    return code, f"{why}: {error}" if why else str(error)
