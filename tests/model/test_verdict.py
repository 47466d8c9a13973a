"""Verdicts, reasons and grades, and the exit codes that other programs rely on."""

import pytest

from islive.engine.judge import REASONS
from islive.model.verdict import NOT_LIVE_CODES, Grade, Reason, Verdict, exit_code

# As the README promises it ("Exit codes"): it changes only by addition.
PROMISED = {
    (Verdict.LIVE, None): 0,
    (Verdict.LIVE, Reason.DEGRADED): 17,
    (Verdict.UNKNOWN, None): 3,
    (Verdict.UNKNOWN, Reason.BLIND): 3,
    (Verdict.UNKNOWN, Reason.NOT_SUPPORTED): 3,
    (Verdict.IN_PROGRESS, None): 14,
    (Verdict.IN_PROGRESS, Reason.PAUSED): 14,
    (Verdict.NOT_LIVE, None): 10,
    (Verdict.NOT_LIVE, Reason.FAILED): 10,
    (Verdict.NOT_LIVE, Reason.ROLLED_BACK): 11,
    (Verdict.NOT_LIVE, Reason.MIXED): 12,
    (Verdict.NOT_LIVE, Reason.STALE_CODE): 12,
    (Verdict.NOT_LIVE, Reason.STUCK): 13,
    (Verdict.NOT_LIVE, Reason.SUPERSEDED): 15,
    (Verdict.NOT_LIVE, Reason.SCALED_TO_ZERO): 16,
    (Verdict.NOT_LIVE, Reason.WRONG_ROUTE): 16,
}


@pytest.mark.parametrize("verdict,reason,code", [(*said, code) for said, code in PROMISED.items()], ids=str)
def test_exit_codes_are_as_promised(verdict: Verdict, reason: Reason | None, code: int) -> None:
    """Each verdict with each reason that it can have."""
    assert exit_code(verdict, reason) == code


def test_every_reason_that_can_be_judged_has_a_code() -> None:
    """What the judge may call a version that is not live is promised; paused is on its way."""
    judged = {reason for reason, _ in REASONS} | {Reason.STUCK}
    assert judged - {Reason.PAUSED} == NOT_LIVE_CODES.keys()


def test_only_live_is_success() -> None:
    """Zero is kept for what is proved and whole."""
    assert [said for said, code in PROMISED.items() if code == 0] == [(Verdict.LIVE, None)]
    assert 1 not in PROMISED.values()
    assert 2 not in PROMISED.values()


def test_the_grades_of_proof_are_a_ladder() -> None:
    """None below running, below routed, below answered; said in lower case."""
    assert [str(grade) for grade in sorted(Grade)] == ["none", "running", "routed", "answered"]
