"""The root is named within a minute of the first failed task; a fault that running tasks do not feel is warned of."""

import pytest

from tests.living.answers import MOMENTS, is_latent, is_timed, seconds_to_the_root, warning
from tests.living.cells import AFTER, Cell, cells
from tests.living.pairs import places
from tests.living.test_matrix import KNOWN
from tests.matrix import portion

TIMED = [cell for cell in cells() if is_timed(cell) and cell.fault not in KNOWN]
LATENT = [cell for cell in cells() if is_latent(cell)]


@pytest.mark.parametrize("cell", portion(TIMED, 31), ids=str)
def test_the_root_is_named_within_a_minute_of_the_first_failed_task(cell: Cell) -> None:
    """Or no task fails in it: then there is no such moment."""
    seconds = seconds_to_the_root(cell)
    assert seconds is None or seconds <= MOMENTS[-1]


@pytest.mark.parametrize("cell", portion(LATENT, 6), ids=str)
def test_a_service_that_is_live_is_warned_of_what_it_is_asked_about_anyway(cell: Cell) -> None:
    """The other faults show only to a question that nobody asks of a healthy service: steps.yaml names it."""
    warned = warning(cell)
    assert warned is None or warned is (places()[cell.fault].asks is None)


@pytest.mark.parametrize("fault", ["secret-gone", "layers-denied", "execution-role-gone"])
def test_what_iam_and_secrets_manager_say_is_enough_for_a_warning(fault: str) -> None:
    """A secret that is gone, a pull that is denied, a role that is gone: only the next task feels it."""
    assert warning(Cell(fault, AFTER)) is True
