"""What is told, and what is not: nights played through without waiting."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from islive.model.diagnosis import Diagnosis
from islive.model.evidence import Gap
from islive.model.finding import Finding, Role
from islive.model.motion import Motion, TakenBack, Work
from islive.model.report import Impact, Primary, Report
from islive.model.verdict import Reason, Verdict
from islive.model.watching import Condition, Kind, Notice, Seen
from islive.watch import policy
from islive.watch.state import Watched, read, written
from tests.render.sample_documents import BLIND, LIVE, ROLLING
from tests.render.sample_reports import AVA_OLO, NOW

MINUTE = timedelta(minutes=1)
SECRET = next(one for one in AVA_OLO.diagnosis.findings if one.id == "secret-invalid-json")
IMAGE = replace(SECRET, id="image-not-found", summary="the image is not there")
OLD, NEW = Primary("ecs-svc/1", "web:1", NOW - timedelta(days=9)), Primary("ecs-svc/2", "web:2", NOW)
WORKING = Motion(Work.AT_WORK, station="web:2", usual=5 * MINUTE, longest=6 * MINUTE)
TAKEN = TakenBack("arn:2", "web:2", NOW - 5 * MINUTE, "the circuit breaker threshold was exceeded")


def ill(*causes: Finding, **more: object) -> Report:
    """web:2 is not live, by these root causes."""
    base = replace(AVA_OLO, target=LIVE.target, primary=NEW, diagnosis=Diagnosis(causes, ()))
    return replace(base, **more)


def well(primary: Primary = NEW, version: str = "v2") -> Report:
    """It is live."""
    return replace(LIVE, primary=primary, wanted=replace(LIVE.wanted, version=version))


def failing(failures: int, *causes: Finding, **motion: object) -> Seen:
    """So many tasks of web:2 have failed."""
    return Seen(ill(*causes), replace(WORKING, failures=failures, **motion))


def played(*looks: Seen | str, known: Watched | None = None, every: timedelta = MINUTE) -> list[list[Notice]]:
    """What each of these looks leads to, a minute apart, and the state written down and read in between."""
    told, watched = list[list[Notice]](), known or Watched()
    for at, look in moments(looks, every):
        if isinstance(look, str):
            outcome = policy.blind(watched, LIVE.target, look, at)
        else:
            outcome = policy.saw(watched, look, at)
        watched = read(written(outcome.watched))
        assert watched == outcome.watched
        told.append(list(outcome.notices))
    return told


def moments(looks: tuple[Seen | str, ...], every: timedelta) -> Iterator[tuple[datetime, Seen | str]]:
    """When each look is had."""
    yield from ((NOW + number * every, one) for number, one in enumerate(looks))


def words(told: list[list[Notice]]) -> list[str]:
    """In short: which look told what."""
    return [f"{at}: {one.kind} {one.condition} {one.cause}" for at, some in enumerate(told) for one in some]


def test_from_the_third_failed_task_on_it_is_told_once() -> None:
    """One or two may be an accident; of the third it is told, with its cause, and of the fifty-third nothing more."""
    told = played(*(failing(number, SECRET) for number in (0, 1, 2, 3, 4, 53)))
    assert words(told) == ["3: raised failed-tasks secret-invalid-json"]
    assert told[3][0].summary == SECRET.summary
    assert told[3][0].evidence
    assert told[3][0].fix


def test_it_is_over_when_it_was_live_twice() -> None:
    """One look may fall between two crashes; the second one is believed."""
    told = played(failing(3, SECRET), Seen(well()), failing(5, SECRET), Seen(well()), Seen(well()), Seen(well()))
    assert words(told) == ["0: raised failed-tasks secret-invalid-json", "4: resolved failed-tasks secret-invalid-json"]
    assert "live after 4 min" in told[4][0].says


def test_after_its_end_it_is_told_again() -> None:
    """What comes back after it was over is news."""
    told = played(failing(3, SECRET), Seen(well()), Seen(well()), failing(9, SECRET))
    assert [one.kind for some in told for one in some] == [Kind.RAISED, Kind.RESOLVED, Kind.RAISED]


def test_a_cause_that_becomes_known_is_told() -> None:
    """First that tasks fail and nobody knows why, then why; that it is not seen any more is told to nobody."""
    told = played(failing(3), failing(4, SECRET), failing(5), failing(6, SECRET))
    assert words(told) == ["0: raised failed-tasks failed-tasks", "1: raised failed-tasks secret-invalid-json"]


def test_symptoms_that_outlive_their_cause_are_not_told() -> None:
    """The secret is mended, and of the tasks that failed for want of it ECS tells for an hour: that is no news."""
    symptom = replace(SECRET, id="tasks-failed-to-start", role=Role.SYMPTOM, explained_by=(SECRET.id,))
    orphan = replace(symptom, role=Role.ROOT_CAUSE, explained_by=())
    told = played(failing(3, SECRET), failing(4, SECRET, symptom), failing(5, orphan), failing(6, SECRET))
    assert words(told) == ["0: raised failed-tasks secret-invalid-json"]
    told = played(failing(3, orphan), failing(4, SECRET, symptom), failing(5, orphan))
    assert words(told) == ["0: raised failed-tasks tasks-failed-to-start", "1: raised failed-tasks secret-invalid-json"]


def test_each_root_cause_is_told() -> None:
    """Two causes that are independent of each other are two alerts."""
    told = played(failing(3, SECRET, IMAGE), failing(4, IMAGE, SECRET))
    assert words(told) == ["0: raised failed-tasks secret-invalid-json", "0: raised failed-tasks image-not-found"]


def test_another_deployment_is_told_anew() -> None:
    """The same cause in the next deployment: somebody believed that it was mended."""
    third = Seen(ill(SECRET, primary=Primary("ecs-svc/3", "web:3", NOW)), replace(WORKING, failures=3))
    assert len(words(played(failing(3, SECRET), third, third))) == 2


def test_nobody_served_is_told_in_the_second_look() -> None:
    """Whatever the number of failed tasks, and not of a moment between two answers."""
    down = Seen(ill(SECRET, impact=Impact("nobody is served: no task runs")), replace(WORKING, failures=1))
    assert words(played(down, failing(1, SECRET), down, down)) == ["3: raised down secret-invalid-json"]


@pytest.mark.parametrize("longest, minutes", [(None, 15), (timedelta(minutes=2), 15), (timedelta(minutes=10), 30)])
def test_stuck(longest: timedelta | None, minutes: int) -> None:
    """Without a step forward for three times its own 95th percentile, and for 15 minutes at least."""
    still = Seen(ill(), replace(WORKING, reached=(4, 1), longest=longest, usual=longest))
    told = played(*[still] * (minutes + 2))
    assert words(told) == [f"{minutes}: raised stuck stuck"]


def test_a_step_forward_is_a_new_beginning() -> None:
    """A task more than ever before counts; one that comes and goes does not."""
    steps = [Seen(ill(), replace(WORKING, reached=(4, number % 2))) for number in range(20)]
    assert words(played(*steps)) == ["19: raised stuck stuck"]
    growing = [Seen(ill(), replace(WORKING, reached=(4, number))) for number in range(20)]
    assert words(played(*growing)) == []


def test_slow() -> None:
    """Two minutes longer than nineteen of twenty took, while it still gets on."""
    rolling = replace(ROLLING, primary=NEW)
    looks = [Seen(rolling, replace(WORKING, reached=(4, number))) for number in range(12)]
    told = played(*looks)
    assert words(told) == ["9: raised slow slow"]
    assert "usually takes 5 min" in told[9][0].says


@pytest.mark.parametrize("reason", [Reason.MIXED, Reason.WRONG_ROUTE, Reason.STALE_CODE])
def test_what_is_wanted_does_not_serve(reason: Reason) -> None:
    """Told in the second look, if nobody is at work on it; a rollout that is under way is always mixed for a while."""
    seen = Seen(ill(reason=reason), replace(WORKING, work=Work.IDLE))
    assert words(played(seen, seen, seen)) == ["1: raised version-differs version-differs"]
    assert words(played(*[Seen(ill(reason=reason), WORKING)] * 3)) == []


def test_scaled_to_zero_is_no_alert() -> None:
    """Somebody wanted it so."""
    assert words(played(*[Seen(ill(reason=Reason.SCALED_TO_ZERO), replace(WORKING, work=Work.IDLE))] * 3)) == []


def test_a_rollback_that_nobody_was_told_of() -> None:
    """ECS went back within a minute: told once, with ECS's reason, and over when something newer is live."""
    back = Seen(well(OLD, "v1"), replace(WORKING, work=Work.IDLE, taken_back=TAKEN))
    told = played(Seen(well(OLD, "v1")), back, back, back, Seen(well()), Seen(well()))
    assert words(told) == ["1: raised rolled-back rolled-back", "5: resolved rolled-back rolled-back"]
    assert "circuit breaker" in told[1][0].summary
    assert told[1][0].version == "web:2"


def test_a_rollback_of_what_was_told_is_its_end() -> None:
    """The tasks failed and that was told; ECS went back, and the end says that the new version is not live."""
    back = Seen(well(OLD, "v1"), replace(WORKING, work=Work.IDLE, taken_back=TAKEN))
    told = played(failing(3, SECRET), back, back, back, back)
    assert words(told) == ["0: raised failed-tasks secret-invalid-json", "2: resolved failed-tasks secret-invalid-json"]
    assert "ECS went back" in told[2][0].says


def test_a_rollback_of_long_ago_is_no_news() -> None:
    """A watch that begins today does not tell of last week."""
    old = replace(TAKEN, created_at=NOW - timedelta(days=7))
    assert words(played(*[Seen(well(OLD, "v1"), replace(WORKING, taken_back=old))] * 3)) == []


def test_blind_for_ten_minutes() -> None:
    """Shorter than that it is a hiccup; then it is told once, with the way out, and that it can be read again."""
    gap = Gap("Images", "ecr:DescribeImages", "AccessDeniedException", "ecr:DescribeImages")
    dark = Seen(replace(BLIND, gaps=(gap,)))
    told = played(*[dark] * 13, Seen(well()))
    assert words(told) == ["10: raised blind blind", "13: resolved blind blind"]
    assert told[10][0].fix == "grant ecr:DescribeImages"
    assert words(played(*[dark] * 9, Seen(well()), *[dark] * 9)) == []


def test_an_account_that_cannot_be_read() -> None:
    """The same holds of a look that could not be had at all."""
    assert words(played(*["the token is expired"] * 14)) == ["10: raised blind blind"]


def test_being_blind_ends_nothing() -> None:
    """What was told before is not over because nobody can see it."""
    dark = Seen(replace(BLIND, target=LIVE.target))
    told = played(failing(3, SECRET), *[dark] * 3, Seen(well()), Seen(well()))
    assert words(told) == ["0: raised failed-tasks secret-invalid-json", "5: resolved failed-tasks secret-invalid-json"]


def test_what_is_not_supported_is_no_alert() -> None:
    """islive does not understand such a service yet: nothing is known of it, and nothing is wrong with it."""
    strange = Seen(replace(BLIND, reason=Reason.NOT_SUPPORTED))
    assert words(played(*[strange] * 20)) == []


def test_a_service_that_is_gone_is_over() -> None:
    """Nobody waits for the end of what is not there."""
    first = policy.saw(Watched(), failing(3, SECRET), NOW)
    (over,) = policy.gone(first.watched, LIVE.target, NOW + MINUTE)
    assert (over.kind, over.condition, over.says) == (Kind.RESOLVED, Condition.FAILED_TASKS, "the service is gone")


def test_live_at_once_tells_nothing() -> None:
    """Most services are well, most of the time."""
    assert words(played(*[Seen(well())] * 5)) == []
    assert ill().verdict is Verdict.NOT_LIVE
