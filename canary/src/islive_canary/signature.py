"""The signature of an answer: a shared key proves that the answer is the canary's own, and new."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

HEADER = "Canary-Signature"


def sign(key: bytes, body: bytes) -> str:
    """HMAC-SHA256 over the body, in which nonce and time stand."""
    import hmac

    return "sha256=" + hmac.new(key, body, "sha256").hexdigest()


def verify(key: bytes, body: bytes, signature: str, nonce: str, *, now: float, skew: float = 60.0) -> bool:
    """Whether an answer is the canary's own, to this question, and at most `skew` seconds from `now` (Unix time)."""
    import hmac

    if not hmac.compare_digest(sign(key, body).encode(), signature.encode()):
        return False
    said: dict[str, Any] = json.loads(body)
    return said.get("nonce") == nonce and abs(datetime.fromisoformat(said["time"]).timestamp() - now) <= skew


def moment(seconds: float) -> str:
    """A Unix time as text, in UTC."""
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds")
