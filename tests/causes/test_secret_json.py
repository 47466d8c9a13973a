"""The table of what can be wrong with a secret's text."""

import pytest

from islive.causes.go_json import Kind
from islive.causes.secret_json import FAULTS, fault

OF_SHAPES = {
    "illegal-escape", "bad-unicode-escape", "not-json", "byte-order-mark", "single-quotes", "smart-quotes",
    "trailing-comma", "unquoted-key", "missing-comma", "missing-colon", "raw-control-character", "comment",
    "trailing-data", "bare-word", "truncated", "not-an-object", "empty", "binary", "number-out-of-range", "too-deep",
}  # fmt: skip


def test_every_kind_of_message_and_of_shape_is_in_the_table() -> None:
    """A missing key is no fault of the notation, and has a rule of its own."""
    assert FAULTS.keys() == OF_SHAPES | {kind.value for kind in Kind} - {"key-missing"}


@pytest.mark.parametrize("kind", sorted(FAULTS))
def test_its_sentences_fit_where_they_are_put(kind: str) -> None:
    """A clause goes on with a small letter, an order begins with a capital, and neither ends in a full stop."""
    found = fault(kind)
    assert found.what[0].islower()
    assert found.repair[0].isupper()
    assert not any(text.endswith((".", " ")) for text in (found.what, found.repair, found.culprit))


def test_an_illegal_escape_is_told_from_its_character() -> None:
    """The backslash is wrong, and not the character after it."""
    found = fault("illegal-escape")
    assert found.what == "a backslash before a character that JSON does not escape"
    assert r"`\\` where one backslash is meant" in found.repair
    assert r"`\!`" in found.culprit


def test_an_unknown_kind_is_still_no_object() -> None:
    """A shape with a name that is not in the table is not taken for valid."""
    assert fault("something-new").repair == 'Make it one JSON object, {"key": "value"}'
