"""heap-exhausted: the runtime's own limit."""

import pytest

from islive.rules.tasks.heap_exhausted import heap_exhausted
from tests.rules.builders_b import only
from tests.rules.builders_c import ended_with

NODE = "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"


@pytest.mark.parametrize(
    "line,said,setting",
    [
        (NODE, "Node's own heap limit", "--max-old-space-size"),
        ("java.lang.OutOfMemoryError: Java heap space", "Java's own heap limit", "MaxRAMPercentage"),
    ],
)
def test_the_language_and_its_setting_are_named(line: str, said: str, setting: str) -> None:
    """And that ECS knows nothing of it."""
    seen = only(heap_exhausted.see(*ended_with(line, code=134)))
    assert said in seen.summary
    assert setting in only(only(seen.remedies).steps).says


def test_look_alikes() -> None:
    """Where ECS itself killed it for memory, the container's limit was reached; other errors are other causes."""
    reason = "OutOfMemoryError: Container killed due to memory usage"
    assert list(heap_exhausted.see(*ended_with(NODE, code=137, reason=reason))) == []
    assert list(heap_exhausted.see(*ended_with("MemoryError"))) == []
