"""stale-code: right image, wrong answer."""

from typing import Any

import pytest

from islive.facts.beacons import Beacons
from islive.facts.canary_answers import OtherCode
from islive.model.citation import Citation
from islive.rules.traffic.stale_code import stale_code
from tests.rules.builders_b import NEW, OLD, answer, answers, container, only, running, service, starting, task, wanted

COMMIT = "0123456789abcdef0123456789abcdef01234567"
NEW_TASKS = running(task("1", containers=(container(digest=NEW),)), task("2", containers=(container(digest=NEW),)))


def see(asked: Any, said: Any, tasks: Any = NEW_TASKS) -> Any:
    """What the rule sees of that answer."""
    return stale_code.see(service(), asked, tasks, answers(said), Beacons({}))


def test_another_version_in_the_answer_is_quoted() -> None:
    """All tasks have the right image."""
    said = answer(version="v1.0.0", quote='{"version": "v1.0.0"}')
    seen = only(see(wanted("v2.0.0"), said))
    assert seen.summary == (
        "the process says version v1.0.0, expected v2.0.0: 2 of 2 tasks run the image of v2.0.0, yet another code "
        "answers"
    )
    assert seen.because == (Citation("http:get", said.url, '{"version": "v1.0.0"}'),)


def test_the_commit_counts_before_the_name() -> None:
    """A name may be stale in either direction."""
    asked = wanted("v2.0.0", commit=COMMIT)
    assert "the process says commit fedcba9, expected 0123456" in only(see(asked, answer(commit="fedcba9"))).summary
    assert list(see(asked, answer(commit="0123456", version="v1.0.0"))) == []


@pytest.mark.parametrize(
    "asked,said",
    [
        (wanted("v2.0.0"), answer(version="2.0.0")),
        (wanted("shop:2"), answer(version="v1.0.0")),
        (wanted("v2.0.0"), answer(version=None)),
        (wanted("v2.0.0"), answer(version="v1.0.0", present=False)),
        (wanted("v2.0.0"), answer(version=None, commit="fedcba9")),
    ],
    ids=["without v", "no name of a version", "says nothing", "no canary", "a commit against a name"],
)
def test_agreement_and_nothing_to_compare_are_silence(asked: Any, said: Any) -> None:
    """Only a contradiction is one."""
    assert list(see(asked, said)) == []


def test_while_other_images_run_the_answer_may_be_theirs() -> None:
    """One task still has the old image; or none runs."""
    mixed = running(*NEW_TASKS.tasks, task("3", containers=(container(digest=OLD),)))
    assert list(see(wanted("v2.0.0"), answer(version="v1.0.0"), mixed)) == []
    assert list(see(wanted("v2.0.0"), answer(version="v1.0.0"), running())) == []


def test_while_a_deployment_is_under_way_a_leaving_task_may_answer() -> None:
    """What still answers need not be of the new tasks."""
    said = answer(version="v1.0.0")
    assert list(stale_code.see(service(starting()), wanted("v2.0.0"), NEW_TASKS, answers(said), Beacons({}))) == []


@pytest.mark.parametrize(
    "state,names,says",
    [
        ("stale", ("shop.till",), "stale: what is loaded is not what is on disk (shop.till)"),
        ("partial", ("a", "b", "c", "d"), "partial: what is on disk is not what was built (a, b, c, …)"),
        ("partial", (), "partial: what is on disk is not what was built"),
    ],
)
def test_the_process_may_say_so_itself(state: str, names: tuple[str, ...], says: str) -> None:
    """Its version is right, and the code that it found loaded is not."""
    said = answer(version="v2.0.0", other_code=OtherCode(state, names, "its words"))
    seen = only(see(wanted("v2.0.0"), said))
    assert seen.summary == f"the process says that it is v2.0.0, and that its code is {says}"
    assert seen.because == (Citation("http:get", said.url, "its words"),)


def test_what_a_task_wrote_counts_too() -> None:
    """The log stream is named, and what stands in it is quoted."""
    wrote = answer(url="ecs/shop/1", version="v1.0.0", quote='{"canary": 1, "version": "v1.0.0"}')
    beacons = Beacons({"arn-1": (wrote,)}, asked=True)
    seen = only(stale_code.see(service(), wanted("v2.0.0"), NEW_TASKS, answers(), beacons))
    assert seen.because == (Citation("logs:FilterLogEvents", "ecs/shop/1", wrote.quote),)
    assert "the process says version v1.0.0, expected v2.0.0" in seen.summary
