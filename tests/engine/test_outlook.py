"""The outlook: which answers are final, and which may still change, row by row of its table."""

from dataclasses import replace
from typing import Any

import pytest

from islive.engine.discover import every_rule
from islive.engine.outlook import STAYS, TABLE, Outlook, outlook
from islive.model.diagnosis import Diagnosis
from islive.model.evidence import Gap
from islive.model.motion import Motion, Observation, Work
from islive.model.stage import Stage, StageState, StageTrace
from islive.model.verdict import Grade, Reason, Verdict
from tests.engine.world import finding
from tests.render.sample_documents import LIVE as HEALTHY

LIVE, NOT_LIVE = Verdict.LIVE, Verdict.NOT_LIVE
FORBIDDEN = (Gap("TargetGroups", "elbv2:DescribeTargetHealth", "AccessDenied", "elbv2:DescribeTargetHealth"),)


def observation(
    verdict: Verdict, reason: Reason | None = None, work: Work = Work.IDLE, *causes: str, **moves: Any
) -> Observation:
    """A look with that answer, while that goes on, with these root causes."""
    report = replace(
        HEALTHY,
        verdict=verdict,
        reason=reason,
        stages=(),
        diagnosis=Diagnosis(tuple(finding(id) for id in causes), ()),
    )
    return Observation(report, Motion(work, **moves))


def expected(*of: Any, **moves: Any) -> Outlook:
    """What is to be expected of such a look."""
    return outlook(observation(*of, **moves)).outlook


@pytest.mark.parametrize(
    "reason,work,found",
    [
        # Another deployment took its place: final, unless the version is deployed anew.
        (Reason.SUPERSEDED, Work.IDLE, Outlook.LOST),
        (Reason.SUPERSEDED, Work.LEAVING, Outlook.LOST),
        (Reason.SUPERSEDED, Work.AT_WORK, Outlook.HEALING),
        # Rolled back: it ends when the rollback does, and a record of yesterday ends nothing while it is deployed anew.
        (Reason.ROLLED_BACK, Work.LEAVING, Outlook.LEAVING),
        (Reason.ROLLED_BACK, Work.IDLE, Outlook.LOST),
        (Reason.ROLLED_BACK, Work.GIVEN_UP, Outlook.LOST),
        (Reason.ROLLED_BACK, Work.AT_WORK, Outlook.HEALING),
        (Reason.SCALED_TO_ZERO, Work.IDLE, Outlook.LOST),
        (Reason.SCALED_TO_ZERO, Work.AT_WORK, Outlook.LOST),
        # A cause is known, or none: final only where ECS gave up.
        (Reason.FAILED, Work.AT_WORK, Outlook.HEALING),
        (Reason.FAILED, Work.GIVEN_UP, Outlook.LOST),
        (Reason.FAILED, Work.LEAVING, Outlook.LEAVING),
        (Reason.FAILED, Work.IDLE, Outlook.SETTLING),
        (Reason.FAILED, Work.UNKNOWN, Outlook.HEALING),
        (Reason.STUCK, Work.AT_WORK, Outlook.HEALING),
        (Reason.STUCK, Work.GIVEN_UP, Outlook.LOST),
        (Reason.STUCK, Work.IDLE, Outlook.SETTLING),
        # Old tasks drain, routes and processes change shortly after a deployment.
        (Reason.MIXED, Work.AT_WORK, Outlook.HEALING),
        (Reason.MIXED, Work.IDLE, Outlook.HEALING),
        (Reason.WRONG_ROUTE, Work.AT_WORK, Outlook.HEALING),
        (Reason.WRONG_ROUTE, Work.IDLE, Outlook.SETTLING),
        (Reason.STALE_CODE, Work.AT_WORK, Outlook.HEALING),
        (Reason.STALE_CODE, Work.IDLE, Outlook.SETTLING),
    ],
)
def test_which_not_live_is_final(reason: Reason, work: Work, found: Outlook) -> None:
    """What ended the version's deployment is final; what is wrong while somebody is at work may pass."""
    assert expected(NOT_LIVE, reason, work) is found


@pytest.mark.parametrize("reason", sorted(set(Reason) - {Reason.SCALED_TO_ZERO, Reason.NOT_SUPPORTED, Reason.PAUSED}))
def test_nothing_is_lost_while_somebody_is_at_work(reason: Reason) -> None:
    """Whatever is wrong, as long as ECS or the build is at work on the version, and no cause stays, it may come."""
    assert expected(NOT_LIVE, reason, Work.AT_WORK) is Outlook.HEALING


@pytest.mark.parametrize("cause", sorted(STAYS))
def test_endless_tries(cause: str) -> None:
    """Without a circuit breaker three failures of what no try removes are enough; with one ECS ends it by itself."""
    assert expected(NOT_LIVE, Reason.FAILED, Work.AT_WORK, cause, failures=3) is Outlook.LOST
    assert expected(NOT_LIVE, Reason.FAILED, Work.AT_WORK, cause, failures=2) is Outlook.HEALING
    assert expected(NOT_LIVE, Reason.FAILED, Work.AT_WORK, cause, failures=3, ends_itself=True) is Outlook.HEALING
    assert expected(NOT_LIVE, Reason.FAILED, Work.IDLE, cause) is Outlook.LOST


def test_a_crash_may_pass_however_often() -> None:
    """A container that exits may find its database at the next try."""
    assert expected(NOT_LIVE, Reason.FAILED, Work.AT_WORK, "container-exited", failures=50) is Outlook.HEALING


@pytest.mark.parametrize("id", sorted(STAYS))
def test_causes_that_stay_are_rules(id: str) -> None:
    """The table speaks of rules that there are, and of causes only."""
    (rule,) = (one for one in every_rule() if one.id == id)
    assert rule.root


@pytest.mark.parametrize("stage", [Stage.CI, Stage.BUILD])
def test_what_broke_before_ecs_is_told(stage: Stage) -> None:
    """A build that failed is built again by nobody; while another one runs, the version may come."""
    broken = observation(NOT_LIVE, Reason.FAILED)
    report = replace(broken.report, stages=(StageTrace(stage, StageState.FAILED, "it failed"),))
    assert outlook(replace(broken, report=report)).outlook is Outlook.LOST
    again = replace(broken, report=report, motion=Motion(Work.AT_WORK))
    assert outlook(again).outlook is Outlook.HEALING


@pytest.mark.parametrize(
    "verdict,reason,found",
    [
        (LIVE, None, Outlook.ARRIVED),
        (LIVE, Reason.DEGRADED, Outlook.SETTLING),
        (Verdict.IN_PROGRESS, None, Outlook.COMING),
        (Verdict.IN_PROGRESS, Reason.PAUSED, Outlook.COMING),
        (Verdict.UNKNOWN, Reason.BLIND, Outlook.BLIND),
        (Verdict.UNKNOWN, Reason.NOT_SUPPORTED, Outlook.LOST),
    ],
)
@pytest.mark.parametrize("work", Work)
def test_the_other_answers(verdict: Verdict, reason: Reason | None, found: Outlook, work: Work) -> None:
    """They mean the same whatever is under way."""
    assert expected(verdict, reason, work) is found


@pytest.mark.parametrize("required", [Grade.RUNNING, Grade.ROUTED, Grade.ANSWERED])
@pytest.mark.parametrize("proved", [Grade.RUNNING, Grade.ROUTED, Grade.ANSWERED])
def test_the_required_grade(required: Grade, proved: Grade) -> None:
    """It has arrived where the proof reaches as far as required, or further."""
    live = observation(LIVE)
    reached = replace(live, report=replace(live.report, proved_to=proved))
    assert (outlook(reached, required).outlook is Outlook.ARRIVED) == (proved >= required)


@pytest.mark.parametrize("work", Work)
def test_a_missing_permission_stays_missing(work: Work) -> None:
    """What cannot be told for want of a permission no later look will tell; what is refuted is refuted all the same."""
    assert expected(Verdict.UNKNOWN, Reason.BLIND, work, forbidden=FORBIDDEN) is Outlook.LOST
    assert expected(NOT_LIVE, Reason.FAILED, Work.AT_WORK, forbidden=FORBIDDEN) is Outlook.HEALING


def test_a_pause_is_called_one() -> None:
    """Who gives up on it must be told that it waits for somebody."""
    assert "paused at a hook" in outlook(observation(Verdict.IN_PROGRESS, Reason.PAUSED)).why


def test_only_live_arrives() -> None:
    """Of no other verdict it is ever said that the version has arrived."""
    for verdict in set(Verdict) - {LIVE}:
        for reason in (None, *Reason):
            for work in Work:
                assert expected(verdict, reason, work) is not Outlook.ARRIVED


def test_every_row_says_why() -> None:
    """Each says something of its own."""
    assert len({row.why for row in TABLE}) == len(TABLE)
