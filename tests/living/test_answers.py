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
def test_a_service_that_is_live_is_warned_of_what_its_next_task_will_meet(cell: Cell) -> None:
    """Whatever AWS's API shows while all tasks run; capacity that is gone it does not."""
    warned = warning(cell)
    assert warned is None or warned is not places()[cell.fault].untold


@pytest.mark.parametrize(
    "fault, anyway", [("secret-gone", True), ("layers-denied", True), ("log-group-missing", False), ("no-route", False)]
)
def test_a_healthy_service_is_asked_no_more_than_its_proof_needs(fault: str, *, anyway: bool) -> None:
    """What its secrets and its role say is known all the same; log group and way out are asked with --ahead alone."""
    assert warning(Cell(fault, AFTER), ahead=False) is anyway


@pytest.mark.parametrize(
    "fault", ["secret-gone", "layers-denied", "execution-role-gone", "log-group-missing", "nat-failed"]
)
def test_only_the_next_task_feels_it(fault: str) -> None:
    """A secret, a role or a log group that is gone, a pull that is denied, a way out that is shut: a warning."""
    assert warning(Cell(fault, AFTER)) is True
