"""When islive names the root, and whether it warns of a fault that the running tasks do not feel yet."""

from tests.living.asking import asked
from tests.living.cells import AFTER, BEFORE_IT, DURING, TO_THE_ANSWER, Cell, broken, faults, has_failed, seen, serves
from tests.living.pairs import places

# Seconds of virtual time after the first task that failed.
MOMENTS = (5.0, 15.0, 30.0, TO_THE_ANSWER)
# A fault that already shows itself by another name while tasks run: what is gone is what they were started from.
WARNINGS = {"image-deleted": "running-image-gone"}


def is_timed(cell: Cell) -> bool:
    """Whether a task may fail in it: the version is being deployed, and nobody rolls back before the answer."""
    return cell.when in {BEFORE_IT, DURING} and not cell.breaker and cell.canary


def seconds_to_the_root(cell: Cell) -> float | None:
    """The first of the moments at which the fault is the one root cause, infinite if at none; None if no task fails."""
    living = broken(cell)
    if not living.until(has_failed, 900.0):
        return None
    passed = 0.0
    for moment in MOMENTS:
        living.advance(moment - passed)
        passed = moment
        if seen(living, cell).is_right:
            return moment
    return float("inf")


def is_latent(cell: Cell) -> bool:
    """The fault comes when all tasks run, and steps.yaml knows where it would keep the next one."""
    return cell.when == AFTER and cell.canary and cell.fault in places()


def warning(cell: Cell, *, ahead: bool = True) -> bool | None:
    """Whether the report on the version, which serves, warns of the fault; None where the fault takes it down.

    `ahead`: it is asked for what the next task will meet, with --ahead and --inspect-secrets.
    """
    living = broken(cell)
    living.advance(TO_THE_ANSWER)
    if not serves(living):
        return None
    named = {finding.id for finding in asked(living, "web", "v1.4.2", inspect=ahead, ahead=ahead).diagnosis.findings}
    return bool(named & {*faults()[cell.fault]["finds"], WARNINGS.get(cell.fault, "")})
