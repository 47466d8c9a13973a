"""What is said of a plan that can be carried out, of one that cannot, and of what came of it."""

import json

import pytest

from islive.model.documents import Outcome, Plan
from islive.render import render
from islive.render.drawing.planned import headline
from tests.render.sample_documents import BY_HAND, DONE, NO_TAGS, STOPPED, TAGS, UNBEGUN
from tests.render.sample_writes import AMISS, DERIVED


@pytest.mark.parametrize(
    "document, said",
    [
        (TAGS, "PLAN, nothing has been changed: web v1.4.2: web@sha256:33d223cb2122 is the image"),
        (NO_TAGS, "NO PLAN, nothing has been changed: web v1.4.2: no image is proved to be v1.4.2"),
        (DONE, "DONE: web v1.4.2: 1 step done"),
        (STOPPED, "STOPPED: web v1.4.2: NOT DONE: move the tag latest"),
        (UNBEGUN, "STOPPED: web v1.4.2: NOT KNOWN whether done: give the tag v1.4.2"),
        (
            AMISS,
            "STOPPED: web v1.4.2: DONE, BUT NOT AS EXPECTED: move the tag latest to web@sha256:33d223cb2122, away from",
        ),
        (BY_HAND, "STOPPED: web v1.4.2: CHANGED meanwhile: move the tag latest"),
    ],
)
def test_the_first_line_is_the_answer(document: Plan | Outcome, said: str) -> None:
    """It says whether anything was changed, and what ended it."""
    assert headline(document).startswith(said)


@pytest.mark.parametrize("format", ["plain", "terminal", "markdown"])
def test_what_was_done_comes_with_its_undo_where_it_stopped(format: str) -> None:
    """And with the command that goes on."""
    text = render(STOPPED, format).replace("\n", " ")
    assert "aws ecr put-image --repository-name web --image-tag latest" in text
    assert "islive tag web v1.4.2 --latest" in text


def test_what_was_done_amiss_was_done() -> None:
    """It has its undo, and what AWS says of it, and is not counted as done before itself."""
    text = render(AMISS, "plain")
    assert "1 step done before that" in text
    assert text.count("undo:") == 2
    assert "AWS says another" in text


def test_programs_learn_what_a_step_rests_on() -> None:
    """What must be so besides, what AWS says after it, and of what a task definition is made."""
    (remedy,) = json.loads(render(DERIVED, "json"))["remedies"]
    (step,) = remedy["steps"]
    assert step["precondition"]["becomes"] == {"one_of": ["a", "b"]}
    assert step["given"][0]["value"] == {"has": {"id": {"other_than": "x"}}}
    assert step["confirms"][0]["says"] == "it is so"
    assert step["derives"] == {"source": "web:41", "changes": ["cpu: 256 → 512"], "tags": {"islive:rollout": "r"}}


def test_where_all_went_well_nothing_is_to_be_undone() -> None:
    """A result that is as planned stands without its undo."""
    assert "undo" not in render(DONE, "plain")


def test_what_was_not_begun_is_named() -> None:
    """Each step after the one that ended it."""
    assert "not begun: move the tag latest" in render(UNBEGUN, "plain")


def test_a_plan_that_is_asked_about_fits_a_screen() -> None:
    """Each step is a sentence; with -v it has its command, its precondition and its undo."""
    brief, whole = (render(TAGS, "terminal", verbose=verbose, color=False) for verbose in (False, True))
    assert "step, disruptive: move the tag latest" in brief
    assert "aws ecr" not in brief
    assert {"command: aws ecr", "only if: latest", "undo: aws ecr"} <= {
        said for said in ("command: aws ecr", "only if: latest", "undo: aws ecr") if said in whole
    }


def test_every_hindrance_has_its_way_out() -> None:
    """What is only not known has what would tell."""
    text = render(NO_TAGS, "plain")
    assert "would tell: grant ecr:BatchGetImage" in text
    assert "also: latest stands at" in text
    assert "way out: delete it by hand" in text
