"""`fix --apply` over the fault matrix: the question becomes LIVE, or what is left is exactly what was left to a person.

`make test` tries every so manieth cell, `--full` all of them; `python -m scripts.fixes` counts.
"""

import pytest

from tests.fixing.proof import cells_to_mend, mended
from tests.living.cells import Cell
from tests.matrix import portion


@pytest.mark.slow
@pytest.mark.parametrize("cell", portion(cells_to_mend(), 61), ids=str)
def test_nothing_is_worse_for_it(cell: Cell) -> None:
    """It goes through, no fewer tasks serve than without it, LIVE is true; and nothing urgent was forgotten."""
    one = mended(cell)
    assert one.outcome.stopped_by is None
    assert not one.is_worse
    assert one.is_proved or not one.was_automatic, one.left
