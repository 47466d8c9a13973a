"""The messages of Go's encoding/json, as they stand at the end of a stopped reason."""

import pytest

from islive.causes.go_json import GoJsonError, Kind, go_json_error

HEAD = "ResourceInitializationError: unable to retrieve secret from asm: service call has been retried 1 time(s): "
GO_TYPE = "map[string]interface {}"


@pytest.mark.parametrize(
    "tail,kind",
    [
        ("invalid character '•' in string escape code", Kind.ILLEGAL_ESCAPE),
        (r"invalid character '•' in \u hexadecimal character escape", Kind.BAD_UNICODE_ESCAPE),
        ("invalid character '•' looking for beginning of value", Kind.BAD_BEGINNING),
        ("invalid character '•' in literal • (expecting •)", Kind.BARE_WORD),
        ("invalid character '•' in literal null (expecting '•')", Kind.BARE_WORD),
        ("invalid character '•' looking for beginning of object key string", Kind.BAD_KEY),
        ("invalid character '•' after object key:value pair", Kind.MISSING_COMMA),
        ("invalid character '•' after array element", Kind.MISSING_COMMA),
        ("invalid character '•' after object key", Kind.MISSING_COLON),
        ("invalid character '•' in string literal", Kind.RAW_CONTROL_CHARACTER),
        ("invalid character '•' after top-level value", Kind.TRAILING_DATA),
        ("invalid character '•' in numeric literal", Kind.BAD_NUMBER),
        ("invalid character '•' after decimal point in numeric literal", Kind.BAD_NUMBER),
        ("invalid character '•' in exponent of numeric literal", Kind.BAD_NUMBER),
        ("unexpected end of JSON input", Kind.TRUNCATED),
    ],
)
def test_every_state_of_the_scanner_has_its_kind(tail: str, kind: Kind) -> None:
    """Whatever stands before it."""
    assert go_json_error(HEAD + tail) == GoJsonError(kind)


@pytest.mark.parametrize("quoted", [r"\'", r"\n", r"\\", '"', r"\x1b", r"\u00ef"])
def test_go_escapes_what_it_quotes(quoted: str) -> None:
    """The character may be written in several ways, a quote among them."""
    assert go_json_error(f"invalid character '{quoted}' in string literal") == GoJsonError(Kind.RAW_CONTROL_CHARACTER)


@pytest.mark.parametrize("word", ["string", "array", "number", "bool"])
def test_another_value_than_an_object_is_named_by_gos_word(word: str) -> None:
    """The text is JSON, but of another kind."""
    message = f"{HEAD}json: cannot unmarshal {word} into Go value of type {GO_TYPE}"
    assert go_json_error(message) == GoJsonError(Kind.NOT_AN_OBJECT, word)


@pytest.mark.parametrize("key", ["password", "db password", "db.password"])
def test_a_missing_key_is_named(key: str) -> None:
    """As it stands in the message, up to its end or to the next secret's error."""
    message = f"{HEAD}retrieved secret from Secrets Manager did not contain json key {key}"
    assert go_json_error(message) == GoJsonError(Kind.KEY_MISSING, key)
    assert go_json_error(f"{message}; ") == GoJsonError(Kind.KEY_MISSING, key)


def test_the_tail_counts() -> None:
    """Of several errors in one message the last one."""
    message = "invalid character '•' in string escape code; unexpected end of JSON input"
    assert go_json_error(message) == GoJsonError(Kind.TRUNCATED)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "CannotPullContainerError: pull image manifest has been retried 5 time(s): not found",
        f"{HEAD}AccessDeniedException: not authorized to perform: secretsmanager:GetSecretValue",
        "invalid character in header",
    ],
)
def test_other_messages_are_none(message: str) -> None:
    """What is no error of Go's JSON is not read as one."""
    assert go_json_error(message) is None
