"""What Go says of a secret that is no JSON object: the scanner against Go's words and Python's parser."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from islive.simulator.living.go_json import complaint

OBJECT = "Go value of type map[string]interface {}"


@pytest.mark.parametrize(
    "text, says",
    [
        (r'{"p": "pa\!ss"}', "invalid character '!' in string escape code"),
        (r'{"p": "CORP\user"}', r"invalid character 's' in \u hexadecimal character escape"),
        ("PASSWORD=x", "invalid character 'P' looking for beginning of value"),
        ("\ufeff{}", "invalid character 'ï' looking for beginning of value"),
        ("tp4x", "invalid character 'p' in literal true (expecting 'r')"),
        ("{'k': 1}", r"invalid character '\'' looking for beginning of object key string"),
        ('{"k": 1,}', "invalid character '}' looking for beginning of object key string"),
        ('{"k": 1 "l": 2}', "invalid character '\"' after object key:value pair"),
        ('{"k"= 1}', "invalid character '=' after object key"),
        ('{"k": "a\nb"}', r"invalid character '\n' in string literal"),
        ("123abc", "invalid character 'a' after top-level value"),
        ("-----BEGIN KEY-----", "invalid character '-' in numeric literal"),
        ("", "unexpected end of JSON input"),
        ('{"k": ', "unexpected end of JSON input"),
        ('"hunter2"', f"json: cannot unmarshal string into {OBJECT}"),
        ("[1]", f"json: cannot unmarshal array into {OBJECT}"),
        ("123456", f"json: cannot unmarshal number into {OBJECT}"),
        ("true", f"json: cannot unmarshal bool into {OBJECT}"),
        ('{"k": 1}', None),
        ("null", None),
    ],
)
def test_go_says_it_in_these_words(text: str, says: str | None) -> None:
    """Each row is what Go's encoding/json said of that text."""
    assert complaint(text) == says


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=40)
@given(st.dictionaries(st.text(), JSON), st.booleans())
def test_an_object_is_no_reason_to_complain(value: object, ascii: bool) -> None:  # noqa: FBT001 - Hypothesis calls it
    """Whatever Python writes as an object, Go reads."""
    assert complaint(json.dumps(value, ensure_ascii=ascii)) is None


@settings(max_examples=40)
@given(JSON, st.integers(0, 40), st.sampled_from(['"', "\\", "}", ",", "x", "-", "\n", ""]))
def test_what_python_cannot_read_go_cannot_either(value: object, at: int, put: str) -> None:
    """Of a text with one character more or less, both readers think alike."""
    text = json.dumps({"k": value})
    text = text[:at] + put + text[at + 1 :]
    try:
        read = json.loads(text, parse_constant=refuse)
    except ValueError:
        assert complaint(text) is not None
    else:
        assert (complaint(text) is None) == (read is None or isinstance(read, dict))


def refuse(word: str) -> None:
    """Python reads NaN, which is no JSON."""
    raise ValueError(word)
