"""Serving, measured in worlds where one look is not enough: verdicts, grades, and how sure one can be."""

import pytest

from islive.model.stage import Stage
from islive.model.verdict import Grade, Reason, Verdict
from islive.wiring.place import Place
from tests.serving.looking import ANSWERS, looked, seen
from tests.serving.looking import WORLDS as SCENES

LIVE, NOT_LIVE, UNKNOWN = Verdict.LIVE, Verdict.NOT_LIVE, Verdict.UNKNOWN
ALB = "https://web-alb-880439373.eu-west-1.elb.amazonaws.com/deployment-canary"
USERS = "https://www.example.com"
PLACE = ALB.rpartition("/")[0]
SURE = f"0 of 200 answers at {PLACE} were of another version: under 1.5 % at 95 %; they came from 2 of 2 tasks"
NONE_COUNTS = f"none of 200 answers at {PLACE} counts"

# World: verdict, reason, grade, root causes, and a note that the report must have.
WORLDS = {
    "signed": (LIVE, None, Grade.ANSWERED, [], SURE),
    "one-target-old": (
        NOT_LIVE, Reason.MIXED, Grade.ANSWERED, ["old-answers-in-rotation"], "past the load balancer 1 of 2 targets",
    ),
    "one-without-canary": (NOT_LIVE, Reason.MIXED, Grade.ANSWERED, ["old-answers-in-rotation"], "from 1 of 2 tasks"),
    "one-fails": (LIVE, Reason.DEGRADED, Grade.ANSWERED, [], "at 95 %; they came from 1 of 2 tasks"),
    "sticky": (LIVE, None, Grade.ANSWERED, [], f"{PLACE} sets a cookie that leads back to the same task"),
    "cached-by-cdn": (LIVE, None, Grade.ROUTED, [], f"none of 200 answers at {USERS} counts; 200 cached beside them"),
    "route-to-old-group": (
        NOT_LIVE, Reason.MIXED, Grade.ANSWERED, ["old-answers-in-rotation"], f"200 of 200 answers at {USERS} were of",
    ),
    "fail-open": (NOT_LIVE, Reason.FAILED, Grade.RUNNING, ["targets-unhealthy"], SURE),
    "forged": (LIVE, None, Grade.ROUTED, [], f"{NONE_COUNTS}; 200 forged beside them prove nothing"),
    "unsigned": (LIVE, None, Grade.ROUTED, [], f"{NONE_COUNTS}; 200 unsigned beside them prove nothing"),
    "replayed": (LIVE, None, Grade.ROUTED, [], f"{NONE_COUNTS}; 200 replayed beside them prove nothing"),
    "another-service": (
        NOT_LIVE, Reason.WRONG_ROUTE, Grade.ROUTED, ["answer-of-another-service"], "they came from 0 of 2 tasks",
    ),
    "clock-ahead": (LIVE, None, Grade.ANSWERED, [], SURE),
    "two-builds": (LIVE, None, Grade.ANSWERED, [], SURE),
}  # fmt: skip
NAMED = {
    "one-fails": "answers-failing",
    "cached-by-cdn": "answer-from-cache",
    "forged": "canary-signature-refused",
    "unsigned": "canary-signature-refused",
    "replayed": "canary-signature-refused",
    "clock-ahead": "canary-clock-skewed",
    "two-builds": "builds-in-rotation",
}


@pytest.mark.parametrize("world", WORLDS)
def test_what_many_answers_say(world: str) -> None:
    """Verdict, reason, grade, root causes and the measured statement are those of the world."""
    verdict, reason, grade, roots, note = WORLDS[world]
    found = seen(world)
    assert (found.report.verdict, found.report.reason, found.report.proved_to) == (verdict, reason, grade)
    assert found.roots == roots
    assert any(note in one for one in found.report.notes), found.report.notes


@pytest.mark.parametrize("world", NAMED)
def test_what_is_wrong_with_the_answers_is_named(world: str) -> None:
    """Although the version is live, the report says what its answers are worth."""
    assert NAMED[world] in [one.id for one in seen(world).report.diagnosis.contributing]


@pytest.mark.parametrize("world", ["one-target-old", "one-without-canary", "route-to-old-group"])
def test_one_answer_is_not_enough(world: str) -> None:
    """A plain look meets the right task in these worlds; that is why verify asks many times."""
    assert seen(world, 1).report.verdict is LIVE
    assert not any("answers at" in note for note in seen(world, 1).report.notes)


@pytest.mark.parametrize("world", ["forged", "unsigned", "replayed"])
def test_a_spoofed_answer_never_proves_that_it_answered(world: str) -> None:
    """One answer or many: the grade ends below."""
    assert seen(world, 1).report.proved_to is Grade.ROUTED
    assert "what answers is not provably the process itself" in seen(world, 1).report.notes


def test_a_redirect_elsewhere_is_named() -> None:
    """It is not followed, and what the rest proves is proved."""
    report = seen("redirected").report
    assert (report.verdict, report.proved_to) == (LIVE, Grade.ROUTED)
    (note,) = report.notes
    assert "308 to https://www.example.net/deployment-canary, which is no address of this service" in note


def test_two_ways_that_disagree_without_a_cache_to_blame() -> None:
    """Then that is the root cause itself."""
    found = seen("two-ways-two-versions", 1)
    assert (found.report.verdict, found.report.reason) == (NOT_LIVE, Reason.MIXED)
    assert found.roots == ["routes-disagree"]


@pytest.mark.parametrize("world", ["one-target-old", "another-service", "route-to-old-group"])
def test_it_stops_at_traffic(world: str) -> None:
    """That is the stage that is not passed."""
    assert seen(world).report.stopped_at is Stage.TRAFFIC


def test_the_histogram_is_in_the_report() -> None:
    """Each address with what it answered, how often."""
    assert seen("one-target-old").report.axes.serving == (f"{ALB}: v1.4.2 (100), v1.4.1 (100)",)


def test_a_share_for_good_is_measured_against_the_settings() -> None:
    """One in ten goes to the next generation, as it should; the answers say so within what luck explains."""
    report = looked(Place(scenario="canary-for-good"), 200, "web", "v1.4.2").report
    assert (report.verdict, report.proved_to) == (LIVE, Grade.ANSWERED)
    (note,) = (one for one in report.notes if "where 10% should be" in one)
    assert "over " in note
    assert "each at 95 %" in note


@pytest.mark.parametrize(
    "world,verdict,reason,grade,roots",
    [
        ("beacon", LIVE, None, Grade.ANSWERED, []),
        ("beacon-old", NOT_LIVE, Reason.STALE_CODE, Grade.ANSWERED, ["stale-code"]),
        ("beacon-silent", LIVE, None, Grade.RUNNING, []),
        ("beacon-of-another", LIVE, None, Grade.RUNNING, []),
    ],
)
def test_what_a_worker_wrote_at_its_start(
    world: str, verdict: Verdict, reason: Reason | None, grade: Grade, roots: list[str]
) -> None:
    """Its own line proves it as far as an answer would; no line, or that of another task, proves nothing."""
    found = seen(world, service="mailer", version="v2.0.0")
    assert (found.report.verdict, found.report.reason, found.report.proved_to) == (verdict, reason, grade)
    assert found.roots == roots


@pytest.mark.parametrize("probe,verdict", [(True, UNKNOWN), (False, LIVE)])
def test_what_is_out_of_reach_is_proved_from_inside(probe: bool, verdict: Verdict) -> None:  # noqa: FBT001
    """With --no-probe the tasks' own lines prove it; without, what could not be asked might say otherwise."""
    place = Place(scenario=str(SCENES / "beacon-behind-balancer.yaml"))
    report = looked(place, ANSWERS, "web", "v1.4.2", probe=probe).report
    assert (report.verdict, report.proved_to) == (verdict, Grade.ANSWERED)
    assert "2 of 2 tasks wrote at the start what it is" in report.notes


def test_nobody_is_asked_for_beacons_unless_that_is_required() -> None:
    """A plain look at a worker asks as many questions as before."""
    plain = seen("beacon", 1, "mailer", "v2.0.0")
    assert plain.report.proved_to is Grade.RUNNING
    assert "logs:FilterLogEvents" not in {asked.operation for asked, _ in plain.look.transcript.rows()}


def test_the_key_is_nowhere() -> None:
    """Neither in what was recorded nor in what is reported."""
    key = "a key for tests alone"
    for world in ("signed", "forged"):
        assert key not in str(seen(world).look.transcript.rows())
        assert key not in str(seen(world).report)
