"""The catalogue of causes is whole, and says of every cause what a person needs."""

from collections import Counter
from pathlib import Path

import pytest

from islive.causes.catalogue import causes
from islive.causes.cause import Cause
from islive.engine.discover import every_rule
from scripts.docs import cause_pages

LABELS = (Path(__file__).parent / "labels.txt").read_text().split()
KNOWN = causes()
each = pytest.mark.parametrize("cause", KNOWN.values(), ids=KNOWN)


def test_every_label_is_known_and_nothing_else() -> None:
    """The catalogue holds exactly the labels of the list."""
    assert sorted(KNOWN) == LABELS


@each
def test_a_cause_says_what_it_is_how_it_looks_and_what_to_do(cause: Cause) -> None:
    """Nobody is left with a name: meaning, looks, evidence, fix and sources are there, as sentences."""
    told = {"means": cause.means, "looks": cause.looks, "fix": cause.fix}
    assert {name for name, text in told.items() if not text.rstrip("`").endswith(".")} == set()
    assert cause.look
    assert cause.sources


@each
def test_a_cause_can_be_recognised(cause: Cause) -> None:
    """Every cause has at least one sign, and every sign at least one phrase in the message itself."""
    assert cause.signs
    assert all(any(not group.around for group in sign.groups) for sign in cause.signs)


@each
def test_look_alikes_are_told_apart_from_both_sides(cause: Cause) -> None:
    """Who is told of a look-alike finds the way back there, too."""
    assert {other for other in cause.unlike if cause.label not in KNOWN[other].unlike} == set()
    assert cause.label not in cause.unlike
    assert bool(cause.known_by) == bool(cause.unlike)


@each
def test_what_is_said_alike_is_told_apart(cause: Cause) -> None:
    """Of causes for which AWS says the same words the evidence is known that decides between them."""
    assert set(cause.alike) <= set(cause.unlike)


@each
def test_a_cause_names_a_rule_that_is_there(cause: Cause) -> None:
    """The rule of a cause is one that `islive` runs."""
    assert cause.rule is None or cause.rule in {rule.id for rule in every_rule()}


def test_no_two_causes_have_the_same_sign() -> None:
    """The same words never speak for two causes with the same weight."""
    signs = Counter(sign for cause in KNOWN.values() for sign in cause.signs)
    assert [sign for sign, times in signs.items() if times > 1] == []


@each
def test_a_label_is_a_family_and_a_name(cause: Cause) -> None:
    """What stands before the dot is the page that the cause is on."""
    family, _, name = cause.label.partition(".")
    pages = {path.stem: text for path, text in cause_pages({cause.label: cause})}
    assert name
    assert f"## {cause.label}" in pages[family]
