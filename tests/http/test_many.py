"""Many answers of a real process, over real connections: signed, counted, at the pace that is kept."""

import threading
import time
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import islive_canary
import pytest

from islive.facts.measured_answers import MeasuredAnswers
from islive.http import ConnectTo, FreshHttp, LiveHttp, Pace
from islive.model.doors import Http
from islive.model.question import Options
from tests.facts.doors import Look
from tests.facts.shop import COMMIT, SHOP

KEY = "k" * 40


class Server(ThreadingMixIn, WSGIServer):
    """One thread for each connection."""

    daemon_threads = True


class Silent(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, format: str, *_: Any) -> None:
        """Nothing."""


def visited(environ: Any, start_response: Any) -> list[bytes]:
    """The application behind the canary."""
    assert environ
    start_response("404 Not Found", [("Content-Length", "0")])
    return [b""]


@pytest.fixture
def port() -> Iterator[int]:
    """Where the process listens."""
    app = islive_canary.wsgi(visited, version="v1.2.0", commit=COMMIT, key=KEY, delay=60)
    server = make_server("127.0.0.1", 0, app, Server, Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_many_answers_of_a_real_process(port: int) -> None:
    """Forty answers of a listener of port 80, all signed and new, at a hundred a second."""
    listener = {"ListenerArn": "l", "Protocol": "HTTP", "Port": 80, "DefaultActions": [{"Type": "forward"}]}
    group = SHOP["elbv2:DescribeTargetGroups"]
    rule = {"Priority": "default", "RuleArn": "r", "Actions": [{"Type": "forward", "TargetGroupArn": arn(group)}]}
    answers = {"elbv2:DescribeListeners": {"Listeners": [listener]}, "elbv2:DescribeRules": {"Rules": [rule]}}
    look = Look({**SHOP, **answers}, options=Options(answers=40))
    live = LiveHttp(connect_to=(ConnectTo("", None, "127.0.0.1", port),))
    look.known[Http] = FreshHttp(live, KEY.encode(), pace=Pace(100))
    began = time.monotonic()
    found = look.read(MeasuredAnswers)
    assert time.monotonic() - began >= 0.38
    (way,) = found.ways
    assert (way.answers, way.doubted, way.failed, found.gaps) == (40, (), {}, ())
    assert [one.answer.version for one in way.said] == ["v1.2.0"]


def arn(answer: Any) -> str:
    """The ARN of the one group."""
    return answer["TargetGroups"][0]["TargetGroupArn"]
