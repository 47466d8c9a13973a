"""old-answers-in-rotation: some of many answers are of another version."""

import pytest

from islive.facts.canary_answer import OtherCode
from islive.facts.direct_answers import DirectAnswers
from islive.model.citation import Citation
from islive.rules.traffic.old_answers_in_rotation import old_answers_in_rotation
from tests.rules.builders_b import answer, only, running, task, wanted
from tests.rules.traffic.measures import PLACE, URL, measured, said, way

V2 = wanted("v2.0.0")
TASKS = running(task("1"), task("2"))
NEW, OLD = said(107, version="v2.0.0"), said(93, version="v1.0.0", quote="old", task="arn:task/production/0a1b")


def test_they_are_counted_and_one_is_quoted() -> None:
    """How many, what they say, what was expected, and which task to stop."""
    seen = only(old_answers_in_rotation.see(V2, TASKS, measured(way(NEW, OLD)), DirectAnswers()))
    assert seen.summary == (
        f"93 of 200 answers at {PLACE} are of another version: it says v1.0.0, expected v2.0.0, whose image all 2 "
        "tasks run"
    )
    assert seen.because == (Citation("http:get", URL, "old"),)
    assert seen.remedies[0].steps[0].says.startswith("Stop task 0a1b;")


def test_no_canary_is_another_version() -> None:
    """Where others have one."""
    none = said(2, present=False, version=None)
    seen = only(old_answers_in_rotation.see(V2, TASKS, measured(way(NEW, none)), DirectAnswers()))
    assert "2 of 109 answers" in seen.summary
    assert "it says no version (there is no canary)" in seen.summary


def test_other_code_is_another_version_whatever_it_is_called() -> None:
    """One answer that says so refutes; so does one of many."""
    stale = said(2, version="v2.0.0", other_code=OtherCode("stale", ("shop.prices",), "its words"))
    seen = only(old_answers_in_rotation.see(V2, TASKS, measured(way(NEW, stale)), DirectAnswers()))
    assert "2 of 109 answers" in seen.summary
    assert "it says v2.0.0, and that its code is stale, expected v2.0.0" in seen.summary


def test_a_single_target_is_asked_past_the_load_balancer() -> None:
    """What it says counts although luck led all others elsewhere."""
    direct = DirectAnswers((answer(url="http://10.0.0.1:80/c", version="v1.0.0"),), 1)
    seen = only(old_answers_in_rotation.see(V2, TASKS, measured(way(NEW)), direct))
    assert seen.summary.startswith("1 of 1 answers at http://10.0.0.1:80 are of another version")


@pytest.mark.parametrize("old,is_seen", [(21, False), (31, False), (36, True), (200, True)])
def test_a_share_may_vary_as_much_as_luck_does(old: int, is_seen: bool) -> None:  # noqa: FBT001
    """Where a tenth should go elsewhere, 31 of 200 are possible and 36 are not."""
    counted = way(said(200 - old, version="v2.0.0"), said(old, version="v3.0.0"), share=0.9)
    found = list(old_answers_in_rotation.see(V2, TASKS, measured(counted), DirectAnswers()))
    assert bool(found) is is_seen
    assert all(", where 10% should be: it says v3.0.0" in one.summary for one in found)


def test_nothing_measured_or_all_alike_is_silence() -> None:
    """Also where some answers failed, or came from a cache."""
    fine = way(NEW, doubted=(said(3, version="v1.0.0", doubt="cached"),), failed={"status 502": 1})
    for ways in (measured(), measured(fine)):
        assert list(old_answers_in_rotation.see(V2, TASKS, ways, DirectAnswers())) == []
