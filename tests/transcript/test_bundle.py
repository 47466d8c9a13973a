"""The bundle: the same transcript after a round trip, and one clear sentence for every bad file."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.model.doors import Scope
from islive.transcript import Answered, Asked, Transcript, TurnedDown
from islive.transcript.bundle import BundleError, Header, packed, read, verify, write

HEADER = Header(datetime(2026, 11, 24, 3, 0, 0, 123000, tzinfo=UTC), Scope("1", "eu-west-1"), {"service": "app"})

texts = st.text(max_size=12)
answers = st.builds(Answered, st.dictionaries(texts, texts | st.integers() | st.lists(texts), max_size=3)) | st.builds(
    TurnedDown, texts, texts, texts
)
questions = st.builds(Asked.of, st.sampled_from(["aws", "http"]), texts, texts, st.dictionaries(texts, st.integers()))


def filled(rows: dict[Asked, Any]) -> Transcript:
    """A transcript with these rows."""
    transcript = Transcript()
    for asked, answer in rows.items():
        transcript.put(asked, answer)
    return transcript


@given(st.dictionaries(questions, answers, max_size=4), st.randoms())
def test_the_same_transcript_makes_the_same_bytes(rows: dict[Asked, Any], random: Any) -> None:
    """The order in which things were asked does not show."""
    shuffled = list(rows.items())
    random.shuffle(shuffled)
    assert packed(filled(rows), HEADER) == packed(filled(dict(shuffled)), HEADER)


def test_a_bundle_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Header and rows survive, and nothing else is left in the folder."""

    @given(st.dictionaries(questions, answers, max_size=4))
    def check(rows: dict[Asked, Any]) -> None:
        transcript = filled(rows)
        write(tmp_path / "a.bundle", transcript, HEADER)
        header, again = read(tmp_path / "a.bundle")
        assert header == HEADER == verify(tmp_path / "a.bundle")
        assert again.rows() == transcript.rows()
        assert [file.name for file in tmp_path.iterdir()] == ["a.bundle"]

    check()


def unzipped(content: bytes) -> list[bytes]:
    """The lines of a bundle."""
    return gzip.decompress(content).splitlines(keepends=True)


def zipped(lines: list[bytes]) -> bytes:
    """A bundle with these lines."""
    return gzip.compress(b"".join(lines))


def of_format(name: str) -> Callable[[bytes], bytes]:
    """The same bundle, saying that it is another format."""

    def change(content: bytes) -> bytes:
        first, *rest = unzipped(content)
        return zipped([json.dumps({**json.loads(first), "format": name}).encode() + b"\n", *rest])

    return change


@pytest.mark.parametrize(
    "damage, says",
    [
        (lambda _: b"hello", "is not a bundle"),
        (lambda _: b"", "is not a bundle|cut short"),
        (lambda _: gzip.compress(b"hello\n"), "is not a bundle"),
        (of_format("islive.report/1"), "is not a bundle"),
        (of_format("islive.bundle/7"), "is of format 7"),
        (lambda content: content[: len(content) // 2], "cut short"),
        (lambda content: zipped(unzipped(content)[:-1]), "cut short"),
        (lambda content: zipped(unzipped(content)[:1]), "cut short"),
        (lambda content: zipped([line.replace(b"hello", b"HELLO") for line in unzipped(content)]), "checksum"),
        (lambda content: zipped([*unzipped(content)[:1], *unzipped(content)[2:]]), "checksum"),
        (lambda content: content[:-6] + b"xx" + content[-4:], "checksum"),
        (lambda content: content[:30] + bytes(40) + content[70:], "damaged|checksum|cut short"),
    ],
)
def test_a_bad_file_is_said_in_one_sentence(tmp_path: Path, damage: Callable[[bytes], bytes], says: str) -> None:
    """Not a bundle, cut short, changed, of the future: each has its own words."""
    transcript = filled({Asked.of("aws", "1/x", "ecs:A", {"n": n}): Answered({"x": "hello"}) for n in range(9)})
    path = tmp_path / "a.bundle"
    path.write_bytes(damage(packed(transcript, HEADER)))
    with pytest.raises(BundleError, match=says) as error:
        read(path)
    assert "\n" not in error.value.what


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    """A path that is no file is no bundle."""
    with pytest.raises(BundleError, match="is not a file"):
        read(tmp_path / "nowhere")


def test_nothing_half_written_stays(tmp_path: Path) -> None:
    """When a bundle cannot be written, the old file is still there and nothing else."""
    path = tmp_path / "a.bundle"
    path.write_text("old")
    broken: Any = {Asked.of("aws", "", "a", {}): Answered({"x": object()})}
    with pytest.raises(TypeError):
        write(path, filled(broken), HEADER)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("a.bundle", "old")]
