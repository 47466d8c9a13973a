"""What the canary answers, and how."""

import hashlib
import hmac
import json
import os
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from islive_canary.canary import Canary

from islive.facts.canary_answers import CanaryAnswers
from tests.canary.scene import endpoint, manifest, process, said, shop, wait_for
from tests.facts.doors import Look
from tests.facts.shop import CANARY_URL, SHOP

VARIABLE = "ECS_CONTAINER_METADATA_URI_V4"
NOBODY = "http://127.0.0.1:9"
DIGEST = f"sha256:{'ab' * 32}"
ARN = "arn:aws:ecs:eu-central-1:123456789012:task/prod/0123456789abcdef0123456789abcdef"
# The shape is that of AWS's examples of the endpoint's answers.
PAGES: dict[str, Any] = {
    "/v4/one": {"DockerId": "one", "Name": "web", "Image": "shop:latest", "ImageID": DIGEST, "Labels": {}},
    "/v4/one/task": {"Cluster": "prod", "TaskARN": ARN, "Family": "shop", "Revision": "7", "Containers": []},
}
TASK = {"arn": ARN, "family": "shop", "revision": "7", "container": "web"}


def test_before_the_first_look_it_says_so() -> None:
    """The version is known, and what is not known is pending."""
    answer = said(Canary(version="v1.4.2", delay=3600))
    assert answer["version"] == "v1.4.2"
    assert [answer[name]["state"] for name in ("code", "metadata", "manifest")] == ["pending"] * 3


def test_version_and_commit_come_from_the_caller_then_the_build_then_the_environment(tmp_path: Path) -> None:
    """What stands nearest to the code counts."""
    environment = {"APP_VERSION": "from the environment", "GIT_COMMIT": "0" * 40}
    with process(tmp_path, options="", **environment) as one:
        assert [one.says()[name] for name in ("version", "commit")] == list(environment.values())
    shop(tmp_path)
    manifest(tmp_path, "--version", "from the build", "--commit", "1" * 40)
    with process(tmp_path, options=f"commit='{'2' * 40}'", **environment) as one:
        baked = one.says_after_a_look()
    assert (baked["version"], baked["commit"], baked["manifest"]) == ("from the build", "2" * 40, {"state": "read"})


def test_the_manifest_holds_what_the_build_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file with its hash, but bytecode and hidden ones; the commit of GIT_COMMIT, unless the command says it."""
    file = shop(tmp_path)
    for other in (".env", "old.pyc", ".git/HEAD", "__pycache__/till.cpython-311.pyc", "page.html"):
        (file.parent / other).parent.mkdir(exist_ok=True)
        (file.parent / other).write_text("other")
    monkeypatch.setenv("GIT_COMMIT", "3" * 40)
    made = manifest(tmp_path, "--version", "v1.4.2")
    assert (made["version"], made["commit"], made["roots"]) == ("v1.4.2", "3" * 40, ["shop"])
    assert set(made["files"]) == {"shop/__init__.py", "shop/till.py", "shop/page.html"}
    assert made["files"]["shop/till.py"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert manifest(tmp_path, "--commit", "4" * 40)["commit"] == "4" * 40


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": [], "roots": []}', '{"files": {}, "roots": 7}'])
def test_a_manifest_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    """The answer says so and goes on."""
    (tmp_path / "canary-manifest.json").write_text(text)
    with process(tmp_path) as one:
        answer = one.says_after_a_look()
    assert answer["manifest"]["state"] == "failed"
    assert answer["code"]["state"] == "current"


def test_the_task_is_what_the_metadata_endpoint_says(tmp_path: Path) -> None:
    """Image, task, family and revision, asked once however often the canary looks, and past any proxy."""
    with (
        endpoint(PAGES) as (address, asked),
        process(tmp_path, HTTP_PROXY=NOBODY, **{VARIABLE: f"{address}/v4/one"}) as one,
    ):
        answer = one.says_after_a_look()
        time.sleep(0.3)
        assert one.says()["task"] == TASK
    assert (answer["image_id"], answer["task"], answer["metadata"]) == (DIGEST, TASK, {"state": "read"})
    assert asked == ["/v4/one", "/v4/one/task"]


def test_without_the_metadata_endpoint_it_says_so(tmp_path: Path) -> None:
    """Outside of ECS there is none."""
    with process(tmp_path) as one:
        answer = one.says_after_a_look()
    assert answer["metadata"] == {"state": "absent", "why": f"{VARIABLE} is not set"}
    assert "task" not in answer


@pytest.mark.parametrize("pages", [{}, {"/v4/one": PAGES["/v4/one"]}, {"/v4/one": [], "/v4/one/task": {}}])
def test_a_metadata_endpoint_that_does_not_do_is_named_and_asked_again(tmp_path: Path, pages: dict[str, Any]) -> None:
    """404, half of it, another shape: failed, and read as soon as it can be."""
    answers = dict(pages)
    with endpoint(answers) as (address, _), process(tmp_path, **{VARIABLE: f"{address}/v4/one"}) as one:
        assert one.says_after_a_look()["metadata"]["state"] == "failed"
        answers.update(PAGES)
        assert wait_for(lambda: one.says().get("task")) == TASK


def test_the_process_start_is_that_of_the_process() -> None:
    """Not later than now, and not before this machine began its tests."""
    started = said(Canary(version="v1", delay=3600))["process"]
    assert started["pid"] == os.getpid()
    begun = Path(f"/proc/{os.getpid()}").stat().st_ctime
    assert begun - 60 < moment(started["started_at"]) <= time.time()


def moment(text: str) -> float:
    """Unix time of a moment as the canary writes it."""
    return datetime.fromisoformat(text).timestamp()


def test_nothing_may_keep_an_answer() -> None:
    """Cache-Control: no-store, JSON, its length; and to HEAD the same without the body."""
    canary = Canary(version="v1", delay=3600)
    status, headers, body = canary.answer("GET", "")
    assert status == "200 OK"
    assert dict(headers) == {
        "Content-Type": "application/json", "Cache-Control": "no-store", "Content-Length": str(len(body)),
    }  # fmt: skip
    assert canary.answer("HEAD", "") == (status, headers, b"")


@pytest.mark.parametrize(
    "query,echoed",
    [("nonce=aB3_-x", "aB3_-x"), ("a=b&nonce=7", "7"), ("", None), ("nonce=<b>", None), (f"nonce={'a' * 65}", None)],
)
def test_the_nonce_of_the_question_stands_in_the_answer(query: str, echoed: str | None) -> None:
    """So an answer out of a cache is known; what is not a plain word is not repeated."""
    assert said(Canary(version="v1", delay=3600), query)["nonce"] == echoed


def test_a_signed_answer_is_the_canarys_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """HMAC-SHA256 over the body, in which time and nonce stand; with another key or body it is another."""
    monkeypatch.setenv("CANARY_KEY", "k" * 32)
    _, headers, body = Canary(version="v1", delay=3600).answer("GET", "nonce=one")
    signature = dict(headers)["Canary-Signature"]
    assert signature == "sha256=" + hmac.new(b"k" * 32, body, hashlib.sha256).hexdigest()
    answer = json.loads(body)
    assert answer["nonce"] == "one"
    assert abs(moment(answer["time"]) - time.time()) < 60
    _, others, same = Canary(version="v1", delay=3600, key="another").answer("GET", "nonce=two")
    assert dict(others)["Canary-Signature"] != signature
    assert b"kkkk" not in same + body


def test_it_never_raises() -> None:
    """Whatever is wrong inside, the application sees an answer: here a version that no JSON can hold."""
    wrong: Any = object()
    assert Canary(version=wrong, delay=3600).answer("GET", "")[0] == "500 Internal Server Error"


def test_islive_reads_it(tmp_path: Path) -> None:
    """The fact CanaryAnswers takes version, commit, image and features from it."""
    check = "import islive_canary; islive_canary.feature('payments', lambda: False)"
    options = f"version='v1.4.2', commit='{'5' * 40}'"
    with endpoint(PAGES) as (address, _), process(tmp_path, check, options, **{VARIABLE: f"{address}/v4/one"}) as one:
        answer = one.says_after_a_look()
    body = {"status": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(answer)}
    (read,) = Look({**SHOP, CANARY_URL: body}).read(CanaryAnswers).speaking
    assert (read.version, read.commit, read.image) == ("v1.4.2", "5" * 40, DIGEST)
    assert read.features == {"payments": False}
