"""What AWS may say: one value, one of several, any other, or a document of which some members matter."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.model.expected import Has, OneOf, Other, fits, in_plain, in_words, laid_over

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
DOCUMENTS = st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3)


@pytest.mark.parametrize(
    "expected, found, so",
    [
        ("a", "a", True),
        ("a", "b", False),
        (None, None, True),
        (OneOf(("a", None)), None, True),
        (OneOf(("a", "b")), "c", False),
        (Other("a"), "b", True),
        (Other("a"), "a", False),
        (Other("a"), None, False),
        (Has({"a": 1}), {"a": 1, "b": 2}, True),
        (Has({"a": 1}), {"a": 2}, False),
        (Has({"a": {"b": True}}), {"a": {"b": True, "c": 1}}, True),
        (Has({"a": {"b": False}}), {}, True),
        (Has({"a": {"b": True}}), {}, False),
        (Has({"a": ["x"]}), {"a": ["x", "y"]}, False),
        (Has({"a": Other(1)}), {"a": 2}, True),
        (Has({"a": Other(1)}), {"a": 1}, False),
        (Has({}), None, False),
    ],
)
def test_what_fits(expected: Any, found: Any, *, so: bool) -> None:
    """Nothing is never another, nor a document."""
    assert fits(expected, found) is so


@given(DOCUMENTS, DOCUMENTS)
def test_what_is_laid_over_is_there_and_the_rest_stays(below: dict[str, Any], above: dict[str, Any]) -> None:
    """A document fits what was laid over it, and has all that it had besides."""
    whole = laid_over(below, above)
    assert fits(Has(above), whole)
    assert set(whole) == {*below, *above}
    assert all(whole[name] == below[name] for name in below if name not in above)


@given(VALUES)
def test_a_value_fits_itself(value: Any) -> None:
    """Whatever it is, and as one of several."""
    assert fits(value, value)
    assert fits(OneOf((value,)), value)


def test_only_what_matters_is_said() -> None:
    """Of a document the members that were asked about."""
    breaker = Has({"deploymentConfiguration": {"breaker": {"enable": True}}, "grace": 90})
    found = {"deploymentConfiguration": {"breaker": {"enable": False}, "more": 1}, "events": ["many"]}
    assert str(breaker) == "deploymentConfiguration.breaker.enable True, grace 90"
    assert in_words(breaker, found) == "deploymentConfiguration.breaker.enable False, grace None"
    assert in_words("a", "b") == "b"
    assert (str(OneOf(("a", "b"))), str(Other("a"))) == ("a or b", "another than a")
    assert in_plain(Has({"id": Other("a")})) == {"has": {"id": {"other_than": "a"}}}
    assert in_plain(OneOf(("a", "b"))) == {"one_of": ["a", "b"]}
