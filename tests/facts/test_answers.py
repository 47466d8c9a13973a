"""What answers are worth: fresh, cached, spoofed; many of them, counted; whose they are; and what tasks wrote."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from islive.facts.answerers import Answerers
from islive.facts.beacons import Beacons
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.direct_answers import DirectAnswers
from islive.facts.manifests import Manifest, Manifests
from islive.facts.measured_answers import MeasuredAnswers
from islive.facts.running_tasks import RunningTasks
from islive.facts.wanted_version import WantedVersion
from islive.model.doors import Refused
from islive.model.evidence import Gap
from islive.model.question import Options
from tests.facts.doors import Answers, Look
from tests.facts.shop import ACCOUNT, CANARY, CANARY_URL, CHILD, CONFIG, INDEX, SHOP, TASK, TASK_DEFINITION

URL = CANARY_URL.removeprefix("GET ")
ELSEWHERE = ACCOUNT.format("ecs", "task/staging/9999")
BESIDE = ACCOUNT.format("ecs", "task/prod/9999")


def says(headers: Mapping[str, str] | None = None, fresh: Mapping[str, Any] | None = None, **more: Any) -> Any:
    """A canary's answer, with what the door found out about it."""
    told = {"content-type": "application/json", **(headers or {})}
    body = json.dumps({**CANARY, **more})
    return {"status": 200, "headers": told, "body": body, **({"fresh": fresh} if fresh else {})}


def first(answer: Any) -> Any:
    """The one answer of the shop's canary."""
    (found,) = Look({**SHOP, CANARY_URL: answer}).read(CanaryAnswers).speaking
    return found


# --- doubts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers,fresh,doubt",
    [
        ({}, {}, None),
        ({"age": "0"}, {"nonce": "own"}, None),
        ({"age": "17"}, {"nonce": "own"}, "cached"),
        ({"x-cache": "Hit from cloudfront"}, {}, "cached"),
        ({"x-cache": "Miss from cloudfront"}, {}, None),
        ({}, {"nonce": "other"}, "cached"),
        ({}, {"nonce": "lost", "skew": 3}, None),
        ({}, {"nonce": "lost", "skew": -3600}, "cached"),
        ({}, {"signature": "right", "nonce": "own"}, None),
        ({}, {"signature": "missing", "nonce": "own"}, "unsigned"),
        ({}, {"signature": "wrong", "nonce": "own"}, "forged"),
        ({}, {"signature": "right", "nonce": "other"}, "replayed"),
        ({}, {"signature": "right", "nonce": "lost"}, "replayed"),
        ({}, {"signature": "right"}, "replayed"),
        ({"age": "17"}, {"signature": "right", "nonce": "other"}, "cached"),
    ],
)
def test_what_speaks_against_an_answer(headers: Mapping[str, str], fresh: Mapping[str, Any], doubt: str | None) -> None:
    """Its age, a cache's own word, another question's number, a signature that is not the key's."""
    found = first(says(headers, fresh))
    assert found.doubt == doubt
    assert bool(found.doubt_quote) is (doubt is not None)


@pytest.mark.parametrize("skew,told", [(0, None), (60, None), (-60, None), (61, 61), (-600, -600), (None, None)])
def test_a_minute_is_what_clocks_may_be_apart(skew: int | None, told: int | None) -> None:
    """More than that is told; the answer counts all the same."""
    found = first(says(fresh={"nonce": "own", "skew": skew}))
    assert (found.skew, found.doubt) == (told, None)


# --- whose -----------------------------------------------------------------------------------------------------------


def whose(**said: Any) -> Answerers:
    """Who it is that says that."""
    return Look({**SHOP, CANARY_URL: says(**said)}).read(Answerers)


def test_a_task_of_another_cluster_is_a_stranger() -> None:
    """Whatever version it says."""
    (stranger,) = whose(task={"arn": ELSEWHERE}).strangers
    assert (stranger.says, stranger.expected) == (f"task {ELSEWHERE}", "a task of shop")


def test_a_task_that_is_not_listed_may_be_new() -> None:
    """One of the same cluster proves nothing and refutes nothing."""
    found = whose(task={"arn": BESIDE})
    assert (len(found.strangers), len(found.unplaced), found.urls) == (0, 1, {URL})


@pytest.mark.parametrize(
    "said", [{}, {"task": {"arn": TASK}}, {"image_id": INDEX}, {"task": None}, {"image": "shop:7"}]
)
def test_what_fits_is_ours(said: Mapping[str, Any]) -> None:
    """Its own task, an image that cannot be compared, and one that says neither."""
    found = whose(**said)
    assert (found.strangers, found.unplaced) == ((), ())


def test_an_index_has_more_configurations_than_are_read() -> None:
    """So no image is held against an answer where one runs from an index."""
    for image in (CHILD, CONFIG, f"sha256:{'9' * 64}"):
        assert whose(image_id=image).unplaced == ()


def of_one_image(**said: Any) -> Answerers:
    """The same, where what runs is no index: its one configuration is known."""
    known = Look({**SHOP, CANARY_URL: says(**said)})
    manifest = Manifest(INDEX, "shop", "", (), CONFIG, {}, {}, ())
    known.known[Manifests] = Manifests({INDEX: manifest})
    return known.read(Answerers)


@pytest.mark.parametrize("image", [INDEX, CONFIG])
def test_an_image_is_ours_by_its_manifest_or_its_configuration(image: str) -> None:
    """What Fargate gives, and what classic Docker on an instance gives."""
    assert of_one_image(image_id=image).unplaced == ()


def test_another_image_proves_nothing() -> None:
    """It is told what it is, and what would be one of ours."""
    other = f"sha256:{'9' * 64}"
    (found,) = of_one_image(image_id=other).unplaced
    assert (found.says, found.expected) == (f"image {other}", "an image of shop")


def test_a_stranger_among_many_is_found() -> None:
    """Though the first answer was one of ours."""

    def answer(headers: Mapping[str, str]) -> Any:
        return says(task={"arn": ELSEWHERE if headers.get("answer") == "17" else TASK})

    (stranger,) = many(answer).read(Answerers).strangers
    assert stranger.says == f"task {ELSEWHERE}"


# --- many ------------------------------------------------------------------------------------------------------------


def many(answer: Any, answers: int = 20, **more: Any) -> Look:
    """The shop, of which so many answers are wanted."""
    return Look({**SHOP, CANARY_URL: answer, **more}, options=Options(answers=answers))


def every(number: int, otherwise: Any) -> Any:
    """Every so manieth answer is another one; the first never is."""

    def answer(headers: Mapping[str, str]) -> Any:
        return says() if int(headers.get("answer", "1")) % number else otherwise

    return answer


def test_answers_are_counted_by_what_they_say() -> None:
    """Exactly so many are asked for, and each counts."""
    look = many(every(4, says(version="v1.1.0", commit="0123456789abcdef")))
    (way,) = look.read(MeasuredAnswers).ways
    assert [(one.answer.version, one.times) for one in way.said] == [("v1.2.0", 15), ("v1.1.0", 5)]
    assert (way.asked, way.others(look.read(WantedVersion))) == (20, 5)


@pytest.mark.parametrize(
    "otherwise,said,doubted,failed,gaps",
    [
        (says({"age": "9"}), 15, 5, {}, 0),
        ({"status": 502, "headers": {}, "body": ""}, 15, 0, {"status 502": 5}, 0),
        ({"status": 404, "headers": {}, "body": "no"}, 20, 0, {}, 0),
        (Refused("http:get", "TimedOut", "connect: slow"), 15, 0, {}, 1),
        (Refused("http:get", "Unreachable", "tls: expired"), 15, 0, {}, 1),
        ({"status": 200, "headers": {}, "body": ""}, 15, 0, {}, 1),
    ],
    ids=["cached", "error", "no canary", "no answer", "tls", "empty"],
)
def test_what_is_no_answer_is_told_apart(
    otherwise: Any, said: int, doubted: int, failed: Mapping[str, int], gaps: int
) -> None:
    """What proves nothing, errors, and what never came."""
    found = many(every(4, otherwise)).read(MeasuredAnswers)
    (way,) = found.ways
    assert (way.answers, sum(one.times for one in way.doubted), way.failed) == (said, doubted, failed)
    assert len(found.gaps) == gaps
    assert all(URL in one.reason for one in found.gaps)


@pytest.mark.parametrize(
    "more, said, doubted", [({"version": "v1.1.0", "commit": "0123456789abcdef"}, 20, 0), ({}, 15, 5)]
)
@pytest.mark.parametrize("signature", ["missing", "wrong"])
def test_who_does_not_sign_refutes_and_never_proves(
    signature: str, more: Mapping[str, Any], said: int, doubted: int
) -> None:
    """An old process that has no key yet is what users get; what calls itself the version without one is no proof."""
    look = many(every(4, says(None, {"nonce": "own", "signature": signature}, **more)))
    (way,) = look.read(MeasuredAnswers).ways
    assert (way.answers, sum(one.times for one in way.doubted)) == (said, doubted)
    assert way.is_as_it_should_be(look.read(WantedVersion)) is not bool(more)


def test_a_server_that_does_not_answer_is_not_asked_two_hundred_times() -> None:
    """After a round with a lost answer there is no other."""
    asked: list[str] = []

    def answer(headers: Mapping[str, str]) -> Any:
        asked.append(headers.get("answer", "1"))
        return says() if len(asked) < 30 else Refused("http:get", "TimedOut", "connect: slow")

    assert many(answer, 200).read(MeasuredAnswers).gaps
    assert len(asked) == 41


def test_a_certificate_that_will_not_do_is_named() -> None:
    """And an address that is never asked."""
    for why in ("tls", "address"):
        (gap,) = many(Refused("http:get", "Unreachable", f"{why}: bad")).read(CanaryAnswers).gaps
        assert gap.reason == f"Unreachable at {URL} ({why})"


@pytest.mark.parametrize(
    "answer,options",
    [
        (says(), Options(answers=1)),
        (says(), Options(answers=20, probe=False)),
        (says(version="v1.1.0", commit="0123456789abcdef"), Options(answers=20)),
    ],
    ids=["one is wanted", "nobody is asked", "the first says another version"],
)
def test_where_it_is_no_use_nothing_is_measured(answer: Any, options: Options) -> None:
    """One question at most is put to the service."""
    look = Look({**SHOP, CANARY_URL: answer}, options=options)
    assert look.read(MeasuredAnswers) == MeasuredAnswers()
    assert look.read(DirectAnswers) == DirectAnswers()


def test_who_comes_back_is_led_to_the_same_task() -> None:
    """Told where there are several tasks to be led to, and a cookie."""

    def answer(headers: Mapping[str, str]) -> Any:
        place = 1 if "session" in headers else int(headers.get("answer", "1")) % 2
        return says(fresh={"nonce": "own", "cookies": ["AWSALB"]}, task={"arn": f"{TASK}{place}"})

    (way,) = many(answer).read(MeasuredAnswers).ways
    assert way.sticks is True
    assert way.tasks == {f"{TASK}0", f"{TASK}1"}


# --- single targets --------------------------------------------------------------------------------------------------


def direct(answer: Any) -> DirectAnswers:
    """What the shop's one target answers past its load balancer."""
    look = many(says())
    address = look.read(RunningTasks).running[0].address
    return many(says(), **{f"GET http://{address}:8000/deployment-canary": answer}).read(DirectAnswers)


def test_a_target_that_names_its_task_counts() -> None:
    """It is asked once."""
    (found,) = direct(says(task={"arn": TASK})).answers
    assert found.task == TASK


@pytest.mark.parametrize(
    "answer",
    [
        says(),
        says(task={"arn": ELSEWHERE}),
        says(fresh={"signature": "wrong"}, task={"arn": TASK}),
        {"status": 404, "headers": {}, "body": "a printer"},
        {"status": 500, "headers": {}, "body": "a printer"},
        Refused("http:get", "TimedOut", "connect: nobody"),
        Refused("http:get", "Cut"),
    ],
    ids=["no name", "another task", "forged", "no canary", "an error", "nobody", "half an answer"],
)
def test_in_another_network_the_address_is_somebody_elses(answer: Any) -> None:
    """What does not name a task of the service says nothing, for or against it."""
    found = direct(answer)
    assert (found.answers, found.targets, found.gaps) == ((), 1, ())


# --- beacons ---------------------------------------------------------------------------------------------------------

_APP = TASK_DEFINITION["containerDefinitions"][0]
_LOG = {**_APP["logConfiguration"]["options"], "awslogs-stream-prefix": "app"}
WRITES = {**_APP, "logConfiguration": {"logDriver": "awslogs", "options": _LOG}}
WRITING: Answers = {
    "ecs:DescribeTaskDefinition": {"taskDefinition": {**TASK_DEFINITION, "containerDefinitions": [WRITES]}}
}
LOGGED = 1_772_361_600_000  # 2026-03-01T10:40:00Z, after the task was made


def wrote(*events: Any, options: Options | None = None, canary: Any = None) -> Look:
    """The shop whose log holds these events, and whose canary does not answer."""
    absent = {"status": 404, "headers": {}, "body": ""}
    answers: Answers = {"logs:FilterLogEvents": {"events": list(events)}, CANARY_URL: canary or absent}
    return Look({**SHOP, **WRITING, **answers}, options=options or Options(beacon=True))


def event(at: int = LOGGED, task: str = "0123", **said: Any) -> Any:
    """One line in the log of a task."""
    return {"logStreamName": f"app/app/{task}", "timestamp": at, "message": json.dumps({"canary": 1, **said})}


def test_a_task_that_wrote_what_it_is() -> None:
    """Its line is found by one question, in the streams of its container, since it was made."""
    look = wrote(event(version="v1.2.0"), event(version="v1.2.0"))
    found = look.read(Beacons)
    assert [one.version for one in found.said[TASK]] == ["v1.2.0"]
    (params,) = (params for _, operation, params in look.aws.asked if operation == "logs:FilterLogEvents")
    assert params["filterPattern"] == "{ $.canary = 1 }"
    assert params["logStreamNamePrefix"].endswith("/app/")


@pytest.mark.parametrize(
    "line",
    [
        event(at=0, version="v1.2.0"),
        event(task="9999", version="v1.2.0"),
        event(version="v1.2.0", task_={}) | {"message": "no JSON"},
        event(),
        {"logStreamName": "app/app/0123", "timestamp": LOGGED, "message": '{"version": 3}'},
        event() | {"message": json.dumps({"canary": 1, "version": "v1.2.0", "task": {"arn": BESIDE}})},
    ],
    ids=["older than the task", "another task's stream", "no JSON", "no version", "malformed", "names another task"],
)
def test_a_line_that_proves_nothing(line: Any) -> None:
    """It is left out, and nothing is a gap."""
    found = wrote(line).read(Beacons)
    assert (found.said, found.gaps) == ({}, ())
    assert not found.of_all(wrote().read(RunningTasks).running)


def test_a_log_that_may_not_be_read_is_a_gap() -> None:
    """The permission is named."""
    look = Look(
        {**SHOP, **WRITING, CANARY_URL: {"status": 404, "headers": {}, "body": ""},
         "logs:FilterLogEvents": Refused("logs:FilterLogEvents", "AccessDeniedException")},
        options=Options(beacon=True),
    )  # fmt: skip
    found = look.at(Beacons)
    gaps = (found,) if isinstance(found, Gap) else found.gaps
    assert [gap.permission for gap in gaps] == ["logs:FilterLogEvents"]


@pytest.mark.parametrize("options,canary", [(Options(), None), (Options(beacon=True), says())])
def test_logs_are_read_only_where_that_is_wanted_and_needed(options: Options, canary: Any) -> None:
    """Not without `--require answered`, and not where a canary answers."""
    look = wrote(options=options, canary=canary)
    assert not look.read(Beacons).asked
    assert "logs:FilterLogEvents" not in look.aws.operations()
