"""Edits of a task definition by several findings: one registration, and of two that clash neither."""

from typing import Any

import pytest

from islive.model.remedy import Derivation, Edit, Given, Horizon, Remedy, Risk, Source, Step
from islive.remedy.merging import Merged, is_edit, merged

PLACE = "arn:aws:ecs:eu-west-1:111122223333:task-definition"
ROLE, CPU, MEMORY = "executionRoleArn", "cpu", "memory"
TOKEN = "containerDefinitions[app].secrets[TOKEN]"


def edit(title: str, *edits: Edit, revision: str = "web:42", horizon: Horizon = Horizon.NOW, **more: Any) -> Remedy:
    """A remedy that edits that revision."""
    derived = Derivation(f"{PLACE}/{revision}", edits)
    return Remedy(
        title, Risk.DISRUPTIVE, horizon, (Step(title, "ecs:RegisterTaskDefinition", derives=derived, **more),)
    )


def together(*remedies: Remedy) -> Merged:
    """Where web:42 was tried last, and PRIMARY deploys web:41."""
    return merged(remedies, (f"{PLACE}/web:42", f"{PLACE}/web:41"))


def test_edits_of_different_places_are_one_registration() -> None:
    """In the order of the findings, from the one revision."""
    put = together(edit("role", Edit(ROLE, "r")), edit("size", Edit(CPU, "512"), Edit(MEMORY, "1024")))
    assert put.derivation == Derivation(f"{PLACE}/web:42", (Edit(ROLE, "r"), Edit(CPU, "512"), Edit(MEMORY, "1024")))
    assert [one.title for one in put.within] == ["role", "size"]
    assert put.without == ()


def test_the_same_edit_twice_is_one() -> None:
    """Two findings that want the same do not clash."""
    put = together(edit("role", Edit(ROLE, "r")), edit("also the role", Edit(ROLE, "r")))
    assert put.derivation is not None
    assert put.derivation.edits == (Edit(ROLE, "r"),)
    assert len(put.within) == 2


@pytest.mark.parametrize(
    "one, other",
    [
        (Edit(ROLE, "r"), Edit(ROLE, "s")),
        (Edit(ROLE, "r"), Edit(ROLE, None)),
        # What takes an entry away, and what corrects its inside.
        (Edit(TOKEN, None), Edit(f"{TOKEN}.valueFrom", "arn")),
    ],
)
def test_of_two_that_clash_neither_is_done(one: Edit, other: Edit) -> None:
    """And both say what the other one wants; a third is none the worse for it."""
    put = together(edit("first", one), edit("second", other), edit("third", Edit(CPU, "512")))
    assert [remedy.title for remedy in put.within] == ["third"]
    assert {remedy.title for remedy, _ in put.without} == {"first", "second"}
    assert all(one.path in why and "decide which is right" in why for _, why in put.without if one.value)


def test_what_is_wanted_now_comes_before_what_is_wanted_later() -> None:
    """The later one gives way, in whatever order they were found."""
    later, now = edit("later", Edit(CPU, "256"), horizon=Horizon.LATER), edit("now", Edit(CPU, "512"))
    for both in ((later, now), (now, later)):
        put = together(*both)
        assert [one.title for one in put.within] == ["now"]
        assert [one.title for one, _ in put.without] == ["later"]


def test_another_revision_is_another_matter() -> None:
    """Only one revision is registered: from what was tried last, if something is to be changed of it."""
    put = together(edit("old", Edit(CPU, "512"), revision="web:41"), edit("new", Edit(ROLE, "r")))
    assert [one.title for one in put.within] == ["new"]
    assert [(one.title, why) for one, why in put.without] == [
        ("old", "it is about web:41, which is not what this plan corrects")
    ]
    assert together(edit("old", Edit(CPU, "512"), revision="web:41")).within
    elsewhere = together(edit("elsewhere", Edit(CPU, "512"), revision="search:7"))
    assert elsewhere.derivation is None
    assert elsewhere.without


def test_what_an_edit_presupposes_is_kept() -> None:
    """What must be so besides is read again before the registration."""
    given = Given(Source("iam:GetRole", {"RoleName": "r"}, "Role.Arn", PLACE), "r", "the role is there")
    assert together(edit("role", Edit(ROLE, "r"), given=(given,))).given == (given,)


def test_putting_off_loses_nothing() -> None:
    """Every remedy is left to a person, with the reason."""
    put = together(edit("role", Edit(ROLE, "r")), edit("elsewhere", Edit(CPU, "1"), revision="search:7"))
    later = put.put_off("wait")
    assert (later.derivation, later.within) == (None, ())
    assert {one.title: why for one, why in later.without}["role"] == "wait"
    assert len(later.without) == 2


def test_what_an_edit_is() -> None:
    """All of its steps derive; a remedy that only tells a person is none."""
    assert is_edit(edit("role", Edit(ROLE, "r")))
    assert not is_edit(Remedy("by hand", Risk.MANUAL, steps=(Step("do it"),)))
    assert not is_edit(Remedy("nothing", Risk.MANUAL))
