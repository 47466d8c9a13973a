"""The canary's own answers at islive's door: whoever signs and whoever checks are two programs that agree."""

from urllib.parse import urlsplit

import pytest
from islive_canary import Canary

from islive.http import FreshHttp
from islive.model.doors import Reply

URL = "http://shop.example.com/deployment-canary"


class Process:
    """A process with the canary, behind HTTP."""

    def __init__(self, key: str | None) -> None:
        self._canary = Canary(version="v1", key=key, delay=60)

    def get(self, url: str, **headers: str) -> Reply:
        """What it answers to that question."""
        assert headers
        status, told, body = self._canary.answer("GET", urlsplit(url).query)
        named = {name.lower(): value for name, value in told}
        return Reply("http:get", {"status": int(status[:3]), "headers": named, "body": body.decode()})


@pytest.mark.parametrize(
    "signs,checks,signature",
    [("k" * 40, "k" * 40, "right"), ("k" * 40, "K" * 40, "wrong"), (None, "k" * 40, "missing"), ("k" * 40, None, None)],
)
def test_the_keys_decide(signs: str | None, checks: str | None, signature: str | None) -> None:
    """The number is that of the question, and the clocks are one."""
    door = FreshHttp(Process(signs), checks.encode() if checks else None)
    fresh = door.get(URL, cache_control="no-cache")["fresh"]
    assert (fresh["signature"], fresh["nonce"]) == (signature, "own")
    assert abs(fresh["skew"]) <= 1


def test_a_question_without_a_number_is_told() -> None:
    """Somebody on the way took it away."""

    class Stripping(Process):
        def get(self, url: str, **headers: str) -> Reply:
            return super().get(urlsplit(url)._replace(query="").geturl(), **headers)

    assert FreshHttp(Stripping("k"), b"k").get(URL, cache_control="no-cache")["fresh"]["nonce"] == "lost"
