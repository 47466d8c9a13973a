"""Those who are told: a line, a webhook, an address of Apprise."""

import hashlib
import hmac
import json
import threading
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from jsonschema import Draft202012Validator

from islive.model.errors import UserError
from islive.model.watching import Message, SinkTrouble
from islive.sinks.apprise_url import AppriseUrl
from islive.sinks.json_lines import JsonLines
from islive.sinks.webhook import Webhook
from islive.watch import policy
from islive.watch.noticing import messages
from islive.watch.state import Watched
from tests.render.sample_reports import NOW
from tests.render.test_json import REGISTRY, SCHEMAS
from tests.watch.test_policy import IMAGE, SECRET, failing

KEY = b"0123456789abcdef"


def message() -> Message:
    """An alert."""
    (found,) = messages(policy.saw(Watched(), failing(3, SECRET), NOW).notices)
    return found


@dataclass
class Receiver:
    """A server that answers with that status, and remembers what it was sent."""

    status: int = 200
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list[tuple[dict[str, str], bytes]])
    url: str = ""
    # For how many hundredths of a second its answer goes on.
    lasts: int = 0
    was_cut: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def receiver() -> Generator[Receiver]:
    """A receiver on loopback."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append((dict(self.headers.items()), body))
            self.send_response(found.status)
            self.send_header("Location", f"{found.url}/elsewhere")
            if not found.lasts:
                self.send_header("Content-Length", "0")
            self.end_headers()
            try:
                for _ in range(found.lasts):
                    self.wfile.write(b"." * 1024)
                    threading.Event().wait(0.01)
            except OSError:
                found.was_cut.set()

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    server = HTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


def test_an_alert_is_as_its_schema_says() -> None:
    """The document is valid, and lacks nothing."""
    body = json.loads(message().document)
    judge = Draft202012Validator(SCHEMAS["islive.alert/1"], registry=REGISTRY)
    assert list(judge.iter_errors(body)) == []
    assert all(list(judge.iter_errors({k: v for k, v in body.items() if k != gone})) for gone in body)


def test_the_first_line_is_the_answer() -> None:
    """Then come cause, fix, evidence, and who is served."""
    lines = message().text.splitlines()
    assert lines[0] == "NOT LIVE: web v3.3.2: 3 tasks failed"
    assert [one.partition(":")[0] for one in lines[1:4]] == ["cause", "fix", "evidence"]
    assert SECRET.summary in lines[1]


def test_services_with_one_cause_are_one_message() -> None:
    """Four services without the same secret wake somebody once; another cause is another message."""
    notices = policy.saw(Watched(), failing(3, SECRET, IMAGE), NOW).notices
    found = list(messages([*notices, *notices]))
    assert [one.cause for one in found] == ["secret-invalid-json", "image-not-found"]
    assert found[0].text.splitlines()[0].startswith("NOT LIVE: web v3.3.2, web v3.3.2: ")
    assert len(json.loads(found[0].document)["services"]) == 2


def test_the_same_alert_has_the_same_id() -> None:
    """So whoever gets one twice knows."""
    assert message().id == message().id
    later = policy.saw(Watched(), failing(3, SECRET), NOW.replace(year=2026)).notices
    assert next(messages(later)).id != message().id


def test_a_line() -> None:
    """One alert is one line of JSON."""
    lines: list[str] = []
    JsonLines(lines.append).send(message())
    assert [json.loads(one)["id"] for one in lines] == [message().id]
    assert lines[0].count("\n") == 1


def test_stdout_that_is_closed() -> None:
    """What could not be written was not sent."""

    def write(text: str) -> None:
        raise OSError(28, "No space left on device", text)

    with pytest.raises(SinkTrouble, match="No space left"):
        JsonLines(write).send(message())


def test_a_webhook_is_signed(receiver: Receiver) -> None:
    """With nothing but the key, the body and the timestamp anybody can check it."""
    Webhook(receiver.url, KEY, lambda: 1753087800.9).send(message())
    ((headers, body),) = receiver.got
    assert headers["X-Islive-Timestamp"] == "1753087800"
    expected = hmac.new(KEY, b"1753087800." + body, hashlib.sha256).hexdigest()
    assert headers["X-Islive-Signature"] == f"v1={expected}"
    assert json.loads(body) == json.loads(message().document)
    assert headers["X-Islive-Id"] == message().id


@pytest.mark.parametrize("status", [301, 302, 400, 401, 404, 500, 503])
def test_only_a_success_counts(receiver: Receiver, status: int) -> None:
    """Redirects are not followed: what is behind them is somebody else."""
    receiver.status = status
    with pytest.raises(SinkTrouble, match=str(status)):
        Webhook(receiver.url, KEY).send(message())
    assert len(receiver.got) == 1


def test_an_answer_without_end(receiver: Receiver) -> None:
    """Its status is all that counts: the connection is cut, and nobody waits for the rest."""
    receiver.lasts = 200
    Webhook(receiver.url, KEY).send(message())
    assert receiver.was_cut.wait(4)


def test_a_lone_surrogate_is_sent(receiver: Receiver) -> None:
    """UTF-8 has none, and AWS's words may: it arrives as an escape."""
    (found,) = messages(policy.saw(Watched(), failing(3, replace(SECRET, summary="no \ud800 value")), NOW).notices)
    lines: list[str] = []
    Webhook(receiver.url, KEY).send(found)
    JsonLines(lines.append).send(found)
    ((_, body),) = receiver.got
    assert rb"no \ud800 value" in body
    assert lines[0].isascii()


def test_nobody_answers() -> None:
    """A server that is down is trouble, and no crash."""
    with pytest.raises(SinkTrouble, match="nobody answered"):
        Webhook("http://127.0.0.1:9", KEY).send(message())


def test_a_webhook_over_plain_http_is_refused() -> None:
    """Alerts name what is broken, and who may read that is not everybody; the address is not printed whole."""
    with pytest.raises(UserError, match="is not https") as caught:
        Webhook("http://alerts.example.com/token-in-the-path", KEY)
    assert "token" not in str(caught.value)


def test_a_refused_address_does_not_tell_its_password() -> None:
    """What stands before the @ is not printed: stderr ends in logs."""
    with pytest.raises(UserError, match=r"http://alerts\.example\.com:8080 is not https") as caught:
        Webhook("http://ada:pa55word@alerts.example.com:8080/", KEY)
    assert "pa55word" not in str(caught.value)


def test_names_hold_no_secret() -> None:
    """The outbox knows a sink by a name that is the same after a restart, and tells no token."""
    found = Webhook("https://alerts.example.com/T0KEN", KEY)
    assert found.name == Webhook("https://alerts.example.com/T0KEN", b"other").name
    assert "T0KEN" not in found.name


@pytest.mark.slow
# Apprise imports a module that Python 3.13 no longer has, and knows what to do there.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_apprise(receiver: Receiver) -> None:
    """Any address that Apprise knows; the first line is the title, and a refusal is trouble."""
    sink = AppriseUrl(receiver.url.replace("http://", "json://"))
    sink.send(message())
    body = json.loads(receiver.got[0][1])
    assert body["title"] == message().text.splitlines()[0]
    assert SECRET.summary in body["message"]
    receiver.status = 500
    with pytest.raises(SinkTrouble):
        sink.send(message())
    with pytest.raises(UserError, match="none that Apprise knows"):
        AppriseUrl("no-such-service://T0KEN")
