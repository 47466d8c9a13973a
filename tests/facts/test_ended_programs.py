"""Which revisions' programs ended, and which the kernel would not execute."""

from islive.facts.ended_programs import EndedPrograms, collect
from tests.rules.builders_b import DENIED
from tests.rules.builders_c import ended_with


def test_the_kernels_refusal_stands_in_the_log() -> None:
    """A program for another processor says nothing itself: the runtime writes the kernel's error."""
    exits, logs = ended_with("exec /usr/local/bin/uvicorn: exec format error", code=255)
    assert collect.collect(exits, logs) == EndedPrograms(("shop:2",), frozenset({"shop:2"}))


def test_any_other_end_is_an_end() -> None:
    """Whatever the log says, and whether or not it may be read."""
    exits, logs = ended_with("no database")
    assert collect.collect(exits, logs) == EndedPrograms(("shop:2",))
    assert collect.collect(exits, DENIED) == EndedPrograms(("shop:2",))
