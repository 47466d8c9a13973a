"""A webhook: the alert as JSON, signed, posted to one address.

The receiver checks `X-Islive-Signature: v1=<hex>`, HMAC-SHA256 with the shared key over the header
`X-Islive-Timestamp`, a full stop, and the body, and refuses what is older than a few minutes: so nobody else can
send, and nobody can send again.
"""

import hashlib
import hmac
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from islive.model.errors import UserError
from islive.model.watching import Message, SinkTrouble

TIMEOUT = 10.0
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Webhook:
    """One address. Only a 2xx counts as taken; redirects are not followed, for they lead to others."""

    def __init__(self, url: str, key: bytes, wall: Callable[[], float] = time.time) -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            # Before the @ there may be a password.
            host = parts.netloc.rpartition("@")[2]
            raise UserError(f"the webhook {parts.scheme}://{host} is not https", "alerts name what is broken")
        self.name = f"webhook:{hashlib.sha256(url.encode()).hexdigest()[:8]}"
        self._url, self._key, self._wall = url, key, wall

    def send(self, message: Message) -> None:
        """Post it. Raises SinkTrouble."""
        import urllib3

        body = message.document.encode()
        stamp = str(int(self._wall()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "islive",
            "X-Islive-Id": message.id,
            "X-Islive-Timestamp": stamp,
            "X-Islive-Signature": f"v1={signature(self._key, stamp, body)}",
        }
        try:
            # Of the answer only the status is read: a body without end would hold up the watch.
            answer = urllib3.request(
                "POST",
                self._url,
                body=body,
                headers=headers,
                timeout=TIMEOUT,
                retries=False,
                redirect=False,
                preload_content=False,
            )
            answer.close()
        except urllib3.exceptions.HTTPError as failed:
            raise SinkTrouble(f"nobody answered: {type(failed).__name__}") from failed
        if not 200 <= answer.status < 300:  # noqa: PLR2004 (any success)
            raise SinkTrouble(f"it answered {answer.status}")


def signature(key: bytes, timestamp: str, body: bytes) -> str:
    """What the receiver computes as well."""
    return hmac.new(key, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
