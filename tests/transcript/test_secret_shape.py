"""The shape of a secret: what Go would make of it, where it breaks, and never a character of it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.transcript.secret_shape import go_number, shape

BROKEN = [
    (r'{"user": "a", "password": "pa\!ss"}', "illegal-escape", 29, "password"),
    (r'{"p": "CORP\user"}', "bad-unicode-escape", 11, "p"),
    ("hunter2", "not-json", 0, None),
    ("PASSWORD=x", "not-json", 0, None),
    ("123abc", "not-json", 0, None),
    ("true story", "not-json", 0, None),
    ("-----BEGIN PRIVATE KEY-----", "not-json", 0, None),
    ('\ufeff{"a": 1}', "byte-order-mark", 0, None),
    ("{'a': 1}", "single-quotes", 1, None),
    ("{\"a\": 'x'}", "single-quotes", 6, "a"),
    ("{\u201ca\u201d: 1}", "smart-quotes", 1, None),
    ('{"a": 1,}', "trailing-comma", 8, None),
    ('{"a": [1,]}', "trailing-comma", 9, "a"),
    ("{a: 1}", "unquoted-key", 1, None),
    ('{"a": "x" "b": 1}', "missing-comma", 10, None),
    ('{"a" "x"}', "missing-colon", 5, None),
    ('{"a"="x"}', "missing-colon", 4, None),
    ('{"a": "x\ny"}', "raw-control-character", 8, "a"),
    ('{"a": "x"y"}', "unescaped-quote", 9, None),
    ('{"a": 1} // why', "trailing-data", 9, None),
    ('{"a": 1, // why\n"b": 2}', "comment", 9, None),
    ('{"a": 1}{"b": 2}', "trailing-data", 8, None),
    ('{"a": secret}', "bare-word", 6, "a"),
    ('{"a": }', "missing-value", 6, "a"),
    ('{"a": "x', "truncated", 8, "a"),
    ('{"a": {"b": 1}', "truncated", 14, None),
    ('{"a": [1}', "mismatched-bracket", 8, "a"),
    (r"{\"a\": 1}", "escaped-quotes", 1, None),
    ('{"a": 1e999}', "number-out-of-range", 6, "a"),
]


@pytest.mark.parametrize("secret, error, offset, key", BROKEN)
def test_it_says_where_and_how_it_breaks(secret: str, error: str, offset: int, key: str | None) -> None:
    """Each way of breaking has its word, its offset, and the key in whose value it stands."""
    found = shape(secret)
    assert (found["kind"], found["error"], found["offset"], found["key"]) == ("invalid-json", error, offset, key)


def test_lines_and_columns_count_from_one() -> None:
    """As editors do; the last complete key before the break is named, too."""
    found = shape('{\n  "a": 1,\n  "b": "\\!"\n}')
    assert (found["line"], found["column"], found["key"], found["after_key"]) == (3, 9, "b", "a")


@pytest.mark.parametrize("blank", ["", " ", "\n\t "])
def test_blank_is_empty(blank: str) -> None:
    """A secret of nothing but space is empty."""
    assert shape(blank) == {"kind": "empty"}


@pytest.mark.parametrize(
    "secret, type_", [('"x"', "string"), ("[1]", "array"), ("12", "number"), ("true", "boolean"), ("null", "null")]
)
def test_json_that_is_no_object(secret: str, type_: str) -> None:
    """Valid, but ECS finds no key in it."""
    assert shape(secret) == {"kind": "not-an-object", "type": type_}


RENDERED = {
    "999999": None, "1000000": "exponent", "12345678": "exponent", "0.00001": "exponent",
    "1.2345678e+07": None, "0": None,
    "1.50": "loses-digits", "123456789012345678": "loses-digits", "3.14": None, "-7": None, "null": "nil", "true": None,
    '{"a": 1}': "go-map", "[1]": "go-list", r'"CORP\tom"': "control-character", r'"C:\build"': "control-character",
    r'"two words\nand a line"': None, '"plain"': None, r'"-----BEGIN X-----\nMIIE\nAAAA"': None,
}  # fmt: skip


@pytest.mark.parametrize("written", RENDERED)
def test_what_the_container_gets_instead(written: str) -> None:
    """Legal values that arrive as something else: measured with Go's json.Unmarshal and %v."""
    assert shape(f'{{"k": {written}}}')["keys"]["k"].get("rendered") == RENDERED[written]


def test_of_two_members_of_one_name_the_last_counts() -> None:
    """As in Go; that there are two is said."""
    found = shape('{"a": 1, "a": "x"}')
    assert found["keys"] == {"a": {"type": "string"}}
    assert found["duplicates"] == ["a"]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
damage = st.tuples(
    st.integers(0, 200), st.sampled_from(['"', "\\", "{", "}", ",", ":", "[", "]", "", "'", "\n", "u", "0", "-", " "])
)


@given(values, st.lists(damage, max_size=3))
def test_it_agrees_about_what_json_is(value: Any, hits: list[tuple[int, str]]) -> None:
    """Damaged or not, a text is JSON here exactly when a strict parser takes it."""
    text = json.dumps(value, ensure_ascii=False)
    for at, character in hits:
        text = text[: at % (len(text) + 1)] + character + text[at % (len(text) + 1) + 1 :]
    assert (shape(text)["kind"] in ("object", "not-an-object")) == strictly(text)


def strictly(text: str) -> bool:
    """Whether Python's parser takes it, without its own additions."""

    def never(_: str) -> None:
        raise ValueError

    try:
        json.loads(text, parse_constant=never, parse_int=float)
    except ValueError:
        return False
    return True


ALPHABET = "QWXZJK!$%&@~^ÄÖÜ€"


@given(
    st.dictionaries(st.sampled_from(["user", "key", "host"]), st.text(ALPHABET, min_size=3), min_size=1),
    st.integers(0, 99),
    st.booleans(),
)
def test_no_character_of_a_value_is_in_it(secret: dict[str, str], at: int, broken: bool) -> None:  # noqa: FBT001
    """Not one, whether the JSON is whole, or damaged anywhere after its first key."""
    text = json.dumps(secret, ensure_ascii=False)
    start = text.index(":") + 2
    cut = start + at % (len(text) - start)
    shown = json.dumps(shape(text[:cut] + "\\!" + text[cut:] if broken else text), ensure_ascii=False)
    assert not set(shown) & set(ALPHABET)


@given(st.text(ALPHABET, min_size=1))
def test_plain_text_shows_nothing(secret: str) -> None:
    """A secret that is no JSON at all has an offset of 0, whatever it begins with."""
    found = shape(secret)
    assert (found["offset"], found["key"], found["after_key"]) == (0, None, None)
    assert not set(json.dumps(found, ensure_ascii=False)) & set(ALPHABET)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_go_writes_the_same_number(value: float) -> None:
    """However it is written, it is read back as the same number."""
    assert float(go_number(value)) == value


def test_nesting_ends_where_it_ends_in_go() -> None:
    """Ten thousand levels are JSON, one more is refused; neither crashes."""
    assert shape("[" * 10000 + "]" * 10000)["kind"] == "not-an-object"
    assert shape("[" * 10001 + "]" * 10001)["error"] == "too-deep"
