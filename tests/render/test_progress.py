"""Progress: a page that is redrawn, and lines of a log."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from islive.model.documents import Progress
from islive.model.motion import Crowd, Motion, Observation, Work
from islive.model.report import Impact, Report
from islive.model.stage import Stage, StageState, StageTrace
from islive.render.drawing.safe import unsafe
from islive.render.plain import alive, changed
from islive.render.terminal import live
from tests.render.hostile import EVIL
from tests.render.sample_documents import LIVE, ROLLING
from tests.render.sample_reports import AVA_OLO, NOW

WAITED = timedelta(minutes=4, seconds=5)
TASKS = (Crowd("web:42 RUNNING", 1, NOW - timedelta(seconds=40)), Crowd("web:42 PENDING", 2, NOW))
TARGETS = (Crowd("initial Elb.InitialHealthChecking", 1),)
WAITING = replace(
    ROLLING,
    stages=tuple(
        replace(one, says="1 of 2 healthy in web-tg") if one.stage is Stage.TARGETS else one for one in ROLLING.stages
    ),
)


def progress(report: Report = WAITING, **changes: Any) -> Progress:
    """Four minutes in."""
    plain = Progress(
        observation=Observation(
            report, Motion(Work.AT_WORK, tasks=TASKS, targets=TARGETS, answers=("http://a answers v1",))
        ),
        expects="it is on its way",
        waited=WAITED,
        unchanged=timedelta(seconds=20),
        patience=timedelta(minutes=22),
    )
    return replace(plain, **changes)


def page(*of: Any, **changes: Any) -> list[str]:
    """The page on a screen of 80 columns without colour."""
    return live(progress(*of, **changes), width=80, color=False).splitlines()


def at(stage: Stage, state: StageState, says: str) -> Report:
    """Rolling out, with that stage so."""
    stages = tuple(StageTrace(stage, state, says) if one.stage is stage else one for one in WAITING.stages)
    return replace(WAITING, stages=stages)


def test_the_answer_is_the_first_line() -> None:
    """The page begins as the report does."""
    assert page()[0].startswith("… ROLLING OUT  web v1.4.2")


def test_what_is_done_is_marks_only() -> None:
    """Of a stage that is passed only the mark is left; what is at work is told of, what is to come is named."""
    lines = page()
    (done,) = (line for line in lines if "✔ commit" in line)
    assert "✔ deployment" in done
    assert "  … targets: 1 of 2 healthy in web-tg" in lines
    assert "  · traffic" in lines


def test_what_is_at_work_shows_its_tree() -> None:
    """Under tasks and targets stands how many do what, and for how long; under what is done nothing stands."""
    assert "     1 initial Elb.InitialHealthChecking" in page()
    assert not any("RUNNING" in line for line in page())
    lines = page(at(Stage.TASKS, StageState.WAITING, "1 of 3 run it"))
    assert "     1 web:42 RUNNING, 0:40 ago" in lines
    assert "     2 web:42 PENDING, the newest 0:00 ago" in lines


def test_ages_grow() -> None:
    """What was seen twenty seconds ago is twenty seconds older."""
    lines = page(at(Stage.TASKS, StageState.WAITING, "1 of 3 run it"), age=timedelta(seconds=20))
    assert "     1 web:42 RUNNING, 1:00 ago" in lines


def test_answers_stand_under_traffic() -> None:
    """What the processes say, as long as it is not what they should say."""
    lines = page(at(Stage.TRAFFIC, StageState.FAILED, "http://a answers v1"))
    assert "     http://a answers v1" in lines


def test_causes_are_shown_while_one_waits() -> None:
    """A root cause is worth knowing before the wait is over."""
    assert any("cause: " in line and "JSON" in line for line in page(AVA_OLO))


def test_the_clocks() -> None:
    """How long it was waited for, how long nothing came further, and what is left of the time given."""
    last = page()[-1]
    assert "waited 4:05, no step forward for 0:20 of 22:00" in last
    assert "1:01:05 left" in live(progress(left=timedelta(seconds=3665)), width=120, color=False)


def test_trouble_is_shown_with_the_age() -> None:
    """What is seen is old when AWS does not answer."""
    lines = page(trouble="ecs:ListTasks: Throttled", age=timedelta(seconds=70))
    assert "  no answer: ecs:ListTasks: Throttled; what is shown is 1:10 old" in lines


def test_it_fits() -> None:
    """No line is wider than the screen, and the page is no longer than a small one."""
    for report in (WAITING, AVA_OLO, LIVE):
        lines = page(report)
        assert max(map(len, lines)) <= 80
        assert len(lines) < 24


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_gets_out(evil: str) -> None:
    """Outside text moves no cursor and makes no line of its own, neither on the page nor in a log."""
    report = replace(at(Stage.TASKS, StageState.WAITING, evil), says=evil)
    bad = progress(report, observation=Observation(report, Motion(Work.AT_WORK, tasks=(Crowd(evil, 1),))), trouble=evil)
    lines = (*live(bad, color=False).splitlines(), *changed(None, bad), alive(bad))
    assert not any(unsafe(character) for line in lines for character in line)


def test_the_first_lines_say_where_it_stands() -> None:
    """The answer, who is served, and the stages at work."""
    assert changed(None, progress()) == (
        "4:05 ROLLING OUT: web v1.4.2, at targets",
        f"4:05 {ROLLING.impact.says}",
        "4:05 targets waiting: 1 of 2 healthy in web-tg",
    )


def test_one_line_for_each_change() -> None:
    """The same again is silence; what is different is said, and nothing else."""
    assert changed(progress(), progress(waited=WAITED * 2, unchanged=WAITED)) == ()
    later = progress(at(Stage.TARGETS, StageState.PASSED, "2 of 2 healthy"), waited=timedelta(minutes=5))
    assert changed(progress(), later) == ("5:00 ROLLING OUT: web v1.4.2", "5:00 targets passed: 2 of 2 healthy")
    served = progress(replace(WAITING, impact=Impact("v1.4.2 serves")))
    assert changed(progress(), served) == ("4:05 v1.4.2 serves",)


def test_minutes_are_no_change() -> None:
    """That time passes is said once a minute, by the sign of life, not by every look."""
    assert changed(progress(), progress(replace(WAITING, says="minute 7 of about 14"))) == ()
    assert alive(progress()) == (
        "4:05 minute 6 of about 14: 1 of 2 new tasks is healthy; it is on its way; waited 4:05, "
        "no step forward for 0:20 of 22:00"
    )


def test_causes_come_and_go() -> None:
    """A cause is said when it is first seen, and when it is seen no more."""
    came = changed(progress(), progress(replace(WAITING, diagnosis=AVA_OLO.diagnosis)))
    assert any("cause secret-invalid-json: " in line for line in came)
    went = changed(progress(replace(WAITING, diagnosis=AVA_OLO.diagnosis)), progress())
    assert "4:05 secret-invalid-json is not seen any more" in went


def test_trouble_is_said_once() -> None:
    """When it begins and when it is over."""
    bad = progress(trouble="ecs:ListTasks: Throttled")
    assert changed(progress(), bad) == ("4:05 no answer: ecs:ListTasks: Throttled; going on",)
    assert changed(bad, bad) == ()
    assert changed(bad, progress()) == ("4:05 AWS answers again",)
