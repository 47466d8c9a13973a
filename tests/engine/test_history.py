"""From records, receipts and looks to the history of a service, and to DORA's four figures."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from islive.engine.history import chapters, measures
from islive.model.history import Chapter, Conclusion
from islive.model.receipt import Receipt
from islive.model.store import Deployment, Past
from islive.model.target import Target
from islive.model.verdict import Grade

WEB = Target("111122223333", "eu-west-1", "production", "web")
T0 = datetime.fromisoformat("2025-09-01T12:00:00+00:00")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def deployed(number: int, minutes: float, status: str = "SUCCESSFUL", took: float | None = 7) -> Deployment:
    """Deployment web:NUMBER, begun so many minutes after T0, which took so many."""
    begun = T0 + minutes * MINUTE
    ended = None if took is None else begun + took * MINUTE
    return Deployment(f"arn:{number}", WEB, status, begun, ended, f"web:{number}", f"v{number}", commit=f"c{number}")


def proved(number: int, minutes: float, grade: Grade = Grade.ROUTED) -> Receipt:
    """A receipt of web:NUMBER so many minutes after T0."""
    at = T0 + minutes * MINUTE
    return Receipt(
        at, WEB, f"v{number}", None, ("sha256:a",), f"web:{number}", "ecs-svc/1", grade,
        degraded=False, transcript="", evidence=(),
    )  # fmt: skip


def looked(minutes: float, verdict: str, *causes: str) -> Past:
    """A look at it so many minutes after T0."""
    return Past(T0 + minutes * MINUTE, WEB, verdict, None, "", "", "", causes)


def outcomes(found: tuple[Chapter, ...]) -> list[tuple[str, Conclusion]]:
    """Version and outcome, newest first."""
    return [(one.deployment.version, one.outcome) for one in found]


def test_only_a_receipt_makes_it_verified() -> None:
    """SUCCESSFUL is ECS's word: tasks ran. With a receipt of the same task definition somebody saw it serve."""
    records = [deployed(1, 0), deployed(2, 60), deployed(3, 120, "IN_PROGRESS", None)]
    found = chapters(records, [proved(1, 9), proved(1, 30, Grade.ANSWERED)], [])
    assert outcomes(found) == [
        ("v3", Conclusion.UNDER_WAY),
        ("v2", Conclusion.SUCCEEDED),
        ("v1", Conclusion.VERIFIED),
    ]
    assert (found[2].verified_at, found[2].grade, found[2].took) == (T0 + 9 * MINUTE, Grade.ANSWERED, 7 * MINUTE)


def test_what_succeeded_and_never_served() -> None:
    """ECS says SUCCESSFUL, and every look afterwards says that it is not live: a failed change, whatever ECS says."""
    looks = [looked(3, "NOT_LIVE", "rolling"), looked(9, "NOT_LIVE", "wrong-route")]
    (found,) = chapters([deployed(1, 0)], [], looks)
    assert (found.outcome, found.failed_at) == (Conclusion.NOT_LIVE, T0 + 3 * MINUTE)
    assert chapters([deployed(1, 0)], [], looks[:1])[0].outcome is Conclusion.SUCCEEDED
    assert chapters([deployed(1, 0)], [proved(1, 20)], looks)[0].outcome is Conclusion.VERIFIED


def test_a_receipt_of_what_serves_meanwhile_proves_nothing() -> None:
    """While v2 fails v1 is proved live again and again: that is no proof of v2, nor of v1's deployment later."""
    found = chapters([deployed(1, 0), deployed(2, 60, "ROLLBACK_SUCCESSFUL")], [proved(1, 61), proved(1, 70)], [])
    assert outcomes(found) == [("v2", Conclusion.ROLLED_BACK), ("v1", Conclusion.SUCCEEDED)]
    assert found[0].verified_at is None


@pytest.mark.parametrize(
    "status, outcome",
    [
        ("STOPPED", Conclusion.STOPPED),
        ("ROLLBACK_SUCCESSFUL", Conclusion.ROLLED_BACK),
        ("ROLLBACK_FAILED", Conclusion.FAILED),
        ("ROLLBACK_IN_PROGRESS", Conclusion.UNDER_WAY),
        ("SOMETHING_NEW", Conclusion.FAILED),
    ],
)
def test_how_it_ended(status: str, outcome: Conclusion) -> None:
    """Every status of ECS means one outcome; a status that islive does not know is no success."""
    assert chapters([deployed(1, 0, status)], [proved(1, 3)], [])[0].outcome is outcome


def test_causes_belong_to_what_was_newest() -> None:
    """What looks saw between this deployment and the next one, newest first, each once."""
    looks = [
        looked(1, "LIVE"),
        looked(61, "NOT_LIVE", "a"),
        looked(62, "NOT_LIVE", "b", "a"),
        looked(200, "NOT_LIVE", "c"),
    ]
    found = chapters([deployed(1, 0), deployed(2, 60), deployed(3, 120)], [], looks)
    assert [one.causes for one in found] == [("c",), ("b", "a"), ()]


def test_time_to_restore() -> None:
    """From the first look that said not live to the next proof of any version; without a look from ECS's end of it."""
    records = [deployed(1, 0), deployed(2, 60, "ROLLBACK_SUCCESSFUL", 20), deployed(3, 120, "STOPPED", 5)]
    found = chapters(records, [proved(1, 95), proved(3, 150)], [looked(63, "NOT_LIVE", "a"), looked(70, "LIVE")])
    assert [(one.failed_at, one.restored_at) for one in found] == [
        (T0 + 125 * MINUTE, T0 + 150 * MINUTE),
        (T0 + 63 * MINUTE, T0 + 95 * MINUTE),
        (None, None),
    ]
    assert measures(found, {}, T0, T0 + DAY).time_to_restore == timedelta(minutes=28.5)


def test_the_four_figures() -> None:
    """Two of four are verified in two weeks: one a week; leads of 9 and 29 minutes; one of four failed."""
    records = [
        deployed(n, n * 60, s) for n, s in enumerate(["SUCCESSFUL", "SUCCESSFUL", "ROLLBACK_SUCCESSFUL", "SUCCESSFUL"])
    ]
    found = chapters(records, [proved(0, 9), proved(1, 89)], [])
    committed = {"c0": T0, "c1": T0 + 60 * MINUTE}
    figures = measures(found, committed, T0, T0 + 14 * DAY)
    assert (figures.verified, figures.a_week) == (2, 1.0)
    assert (figures.lead_time, figures.led) == (timedelta(minutes=19), 2)
    assert (figures.failed, figures.ended, figures.failure_rate) == (1, 4, 0.25)


def test_nothing_known_is_said_as_nothing() -> None:
    """No figure is made up: without proofs there is no lead time and no time to restore, without ends no rate."""
    figures = measures(chapters([deployed(1, 0, "IN_PROGRESS", None)], [], []), {}, T0, T0 + DAY)
    assert (figures.lead_time, figures.time_to_restore, figures.failure_rate, figures.verified) == (None, None, None, 0)


def test_what_is_older_does_not_count() -> None:
    """Only deployments that were made within the time asked for."""
    found = chapters([deployed(1, 0), deployed(2, 60)], [proved(1, 9), proved(2, 70)], [])
    assert measures(found, {}, T0 + 30 * MINUTE, T0 + 7 * DAY).verified == 1


def test_a_commit_that_is_not_known_here_has_no_lead_time() -> None:
    """A commit of another repository, or one made after the proof (some clock is wrong), counts for nothing."""
    found = chapters([deployed(1, 0)], [proved(1, 9)], [])
    assert measures(found, {}, T0, T0 + DAY).led == 0
    assert measures(found, {"c1": T0 + DAY}, T0, T0 + DAY).led == 0
    assert measures([replace(found[0], verified_at=None)], {"c1": T0}, T0, T0 + DAY).led == 0
