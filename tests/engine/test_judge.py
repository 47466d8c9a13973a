"""The verdict as a truth table: what is refuted, what could not be read, and what is shown."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.engine.axes import MUST_BE_READ, checks
from islive.engine.discover import every_rule
from islive.engine.judge import DEGRADING, Judgement
from islive.facts.builds import Builds
from islive.facts.load_balancers import LoadBalancers
from islive.facts.manifests import Manifests
from islive.facts.route_names import RouteNames
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.target_groups import TargetGroups
from islive.facts.task_definitions import TaskDefinitions
from islive.facts.tried import Tried
from islive.model.finding import Role
from islive.model.verdict import Reason, Verdict, exit_code
from tests.engine.world import (
    BAD,
    LOST,
    MAY_BE_IT,
    NO_IMAGE,
    NOT_YET,
    NOTHING_BUILDS,
    RECORD,
    WORKER,
    build,
    deployed,
    finding,
    found,
    image,
    images,
    judged,
    runs,
    served,
    world,
)
from tests.rules import builders_b as b

Facts = tuple[object, ...]

STARTING = served(b.starting(), running=0)
UNDER_WAY: Facts = (STARTING, b.running(), b.groups(), deployed(record=b.record("d2", "IN_PROGRESS", BAD)))
GIVEN_UP: Facts = (served(b.deployment(rollout_state="FAILED")),)

# What refutes v2, and what that is called as long as no rule knows better.
REFUTED: dict[str, tuple[Facts, Verdict, Reason | None]] = {
    "no image is it": (NOT_YET, Verdict.NOT_LIVE, Reason.STUCK),
    "PRIMARY deploys another image": ((deployed(b.OLD),), Verdict.NOT_LIVE, Reason.STUCK),
    "ECS gave it up": (GIVEN_UP, Verdict.NOT_LIVE, Reason.STUCK),
    "an older deployment has tasks": ((served(b.deployment(), b.before(), running=1),), Verdict.NOT_LIVE, Reason.STUCK),
    "its record ended otherwise": (
        (deployed(record=b.record("d2", "ROLLBACK_SUCCESSFUL", BAD)),),
        Verdict.NOT_LIVE,
        Reason.STUCK,
    ),
    "no task runs": ((served(running=0), b.running(), b.groups()), Verdict.NOT_LIVE, Reason.STUCK),
    "no task is wanted": ((served(desired=0, running=0), b.running(), b.groups()), Verdict.NOT_LIVE, Reason.STUCK),
    "a task runs another image": (
        (
            served(desired=2, running=2),
            b.running(runs("1"), runs("2", b.OLD)),
            b.groups(b.target(), b.target("10.0.0.2")),
        ),
        Verdict.NOT_LIVE,
        Reason.MIXED,
    ),
    "a task is not of this deployment": ((b.running(runs(deployment="ecs-svc/1")),), Verdict.NOT_LIVE, Reason.MIXED),
    "a task fails its own check": ((b.running(runs(health="UNHEALTHY")),), Verdict.NOT_LIVE, Reason.STUCK),
    "a task's target is unhealthy": ((b.groups(b.target(state="unhealthy")),), Verdict.NOT_LIVE, Reason.STUCK),
    "a task is no target": ((b.groups(),), Verdict.IN_PROGRESS, None),
    "a stranger is a healthy target": ((b.groups(b.target(), b.target("10.9.9.9")),), Verdict.NOT_LIVE, Reason.MIXED),
    "no listener leads there": ((b.balancers(),), Verdict.NOT_LIVE, Reason.WRONG_ROUTE),
    "a tenth goes elsewhere": ((b.balancers(b.route(0.9)),), Verdict.NOT_LIVE, Reason.MIXED),
    "the process says otherwise": ((b.answers(b.answer(version="v1")),), Verdict.NOT_LIVE, Reason.STALE_CODE),
    "it is being deployed": (UNDER_WAY, Verdict.IN_PROGRESS, None),
    "it is being built": ((*NOT_YET, Builds((build("IN_PROGRESS"),))), Verdict.IN_PROGRESS, None),
}

# Answers that say neither yes nor no.
UNREADABLE: dict[str, Facts] = {
    "whose images were not all read": (NO_IMAGE[0], images(image(b.OLD, "v1"), gaps=(LOST,))),
    "a running task without a digest": (b.running(runs(digest=None)),),
    "PRIMARY's images are not known": (deployed(None),),
    "fewer tasks are listed than counted": (served(desired=2, running=2),),
    "a task's address is not known": (b.running(runs(address=None)), b.groups()),
    "the target group was not read": (TargetGroups((), (LOST,)),),
    "not all service deployments were read": (ServiceDeployments((RECORD,), {BAD.arn: BAD}, (LOST,)),),
    "not all task definitions were read": (TaskDefinitions({"shop:2": b.definition(2)}, LOST, (LOST,)),),
    "not all manifests were read": (Manifests({b.NEW: LOST}, (LOST,)),),
    "not all listeners were read": (b.balancers(b.route(), gaps=(LOST,)),),
    "a name could not be resolved": (RouteNames((), (LOST,)),),
    "a route did not answer": (replace(b.answers(b.answer()), gaps=(LOST,)),),
}


def test_what_is_shown_everywhere_is_live() -> None:
    """All checks hold, and nothing decides against it; with a load balancer and without one."""
    for facts in ((), WORKER, (*WORKER, NOTHING_BUILDS, Builds(()))):
        assert {check.holds for check in checks(world(*facts))} == {True}
        assert judged(*facts) == judged()
        assert (judged(*facts).verdict, judged(*facts).reason) == (Verdict.LIVE, None)


@pytest.mark.parametrize("why", REFUTED)
def test_what_is_refuted_is_not_live(why: str) -> None:
    """One refutation is enough: NOT_LIVE, or IN_PROGRESS where the stage that is next is at work."""
    facts, verdict, reason = REFUTED[why]
    judgement = judged(*facts)
    assert (judgement.verdict, judgement.reason) == (verdict, reason)
    assert [check.holds for check in judgement.decided_by if check.holds is not False] == []
    assert judgement.decided_by != ()


@pytest.mark.parametrize("fact", MUST_BE_READ, ids=lambda fact: fact.__name__)
def test_what_could_not_be_read_is_unknown(fact: type) -> None:
    """Without any one of the facts that could refute it, nothing is proved, and what is missing is named."""
    judgement = judged(lost=(fact,))
    assert (judgement.verdict, judgement.reason) == (Verdict.UNKNOWN, Reason.BLIND)
    named = fact.__name__.lower()
    assert any(named in check.says.replace(" ", "") for check in judgement.decided_by)


@pytest.mark.parametrize("why", UNREADABLE)
def test_what_says_neither_yes_nor_no_is_unknown(why: str) -> None:
    """A gap inside a fact, or answers that contradict each other, prove nothing and refute nothing."""
    judgement = judged(*UNREADABLE[why])
    assert (judgement.verdict, judgement.reason) == (Verdict.UNKNOWN, Reason.BLIND)
    assert [check.holds for check in judgement.decided_by if check.holds is not None] == []


@pytest.mark.parametrize("more", [(), (NOTHING_BUILDS, Builds(()))], ids=["built", "not built"])
def test_an_image_that_may_be_the_version_is_unknown(more: Facts) -> None:
    """Where the image that runs could not be looked into it is not another one: unknown is never folded into no."""
    assert judged(*MAY_BE_IT, *more).verdict is Verdict.UNKNOWN


def without(taken: Iterable[type]) -> st.SearchStrategy[Any]:
    """Some of these facts, at least one."""
    return st.sets(st.sampled_from(list(taken)), min_size=1)


@given(without(MUST_BE_READ), st.sampled_from([(), WORKER]))
def test_losing_facts_of_a_live_version_makes_it_unknown(lost: set[type], facts: Facts) -> None:
    """Whichever facts are taken away from a live version, it is neither live nor refuted nor on its way."""
    assert judged(*facts, lost=lost).verdict is Verdict.UNKNOWN


@given(without(MUST_BE_READ), st.sampled_from(sorted(REFUTED)))
def test_losing_facts_of_a_refuted_version_gains_nothing(lost: set[type], why: str) -> None:
    """Whichever facts are taken away from a version that is not live, it is not live or unknown, never more."""
    assert judged(*REFUTED[why][0], lost=lost).verdict in {Verdict.NOT_LIVE, Verdict.UNKNOWN}


@given(st.sets(st.sampled_from(sorted(UNREADABLE)), min_size=1), st.sampled_from([None, *sorted(REFUTED)]))
def test_no_gap_inside_a_fact_makes_it_live(gaps: set[str], why: str | None) -> None:
    """Whatever is unreadable, in a world where the version is live or refuted, the verdict is not LIVE."""
    facts = REFUTED[why][0] if why else ()
    assert judged(*facts, *(fact for gap in sorted(gaps) for fact in UNREADABLE[gap])).verdict is not Verdict.LIVE


@given(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))
def test_a_completed_deployment_is_live_at_any_size(desired: int, counted: int, pending: int, listed: int) -> None:
    """A task is wanted, one runs, and ECS lists as many as it counts: how many more scaling wants is not asked."""
    ids = [str(number + 1) for number in range(listed)]
    facts = (
        served(desired=desired, running=counted, pending=pending),
        b.running(*(runs(id) for id in ids)),
        b.groups(*(b.target(f"10.0.0.{id}") for id in ids)),
    )
    assert (judged(*facts).verdict is Verdict.LIVE) == (desired > 0 and listed > 0 and listed >= counted)


@given(st.lists(st.sampled_from(["healthy", "unhealthy", "initial", "draining"]), min_size=1, max_size=4))
def test_one_healthy_target_serves(states: list[str]) -> None:
    """A load balancer sends nothing to the others, as long as somebody is healthy."""
    ids = [str(number + 1) for number in range(len(states))]
    facts = (
        served(desired=len(ids), running=len(ids)),
        b.running(*(runs(id) for id in ids)),
        b.groups(*(b.target(f"10.0.0.{id}", state) for id, state in zip(ids, states, strict=True))),
    )
    assert (judged(*facts).verdict is Verdict.LIVE) == ("healthy" in states)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=4))
def test_a_rule_leads_to_the_service_with_all_its_weight(weights: list[float]) -> None:
    """The shares of a rule's target groups add up, and less than all of them is not live."""
    total = sum(weights)
    shares = [weight / total for weight in weights] if total else [0.0]
    whole = judged(LoadBalancers((b.BALANCER,), tuple(b.route(share) for share in shares)))
    assert (whole.verdict is Verdict.LIVE) == bool(total)
    part = judged(LoadBalancers((b.BALANCER,), tuple(b.route(share * 0.9) for share in shares)))
    assert (part.verdict, part.reason) == (Verdict.NOT_LIVE, Reason.MIXED if total else Reason.WRONG_ROUTE)


def test_a_canary_that_speaks_of_something_else_contradicts_nothing() -> None:
    """Only where both say a version, or both a commit, can they disagree; a page that is no canary says nothing."""
    for answer in (b.answer(version=None, commit="5f1e2d3"), b.answer(version="v1", present=False)):
        assert judged(b.answers(answer)).verdict is Verdict.LIVE


def test_one_route_that_answers_otherwise_is_enough() -> None:
    """Stale code behind one of two addresses is stale code."""
    other = b.answer(url="http://www.example.com/deployment-canary", version="v1")
    assert judged(b.answers(b.answer(), other)).reason is Reason.STALE_CODE


ROLLING = (
    served(b.deployment(rollout_state="IN_PROGRESS"), b.before(), desired=1, running=2),
    b.running(runs("1"), runs("2", b.OLD, deployment="ecs-svc/1", task_definition="shop:1")),
    b.groups(b.target(), b.target("10.0.0.2")),
    deployed(record=b.record("d2", "IN_PROGRESS", BAD)),
)
SETTLING = (
    served(b.deployment(rollout_state="IN_PROGRESS")),
    deployed(record=b.record("d2", "IN_PROGRESS", BAD)),
)


@pytest.mark.parametrize(
    "facts",
    [ROLLING, (*ROLLING, b.answers(b.answer(version="v1"))), SETTLING],
    ids=["the old task still runs", "the old task still answers", "the old task is gone"],
)
def test_the_end_of_a_rollout_is_in_progress(facts: Facts) -> None:
    """All new tasks are up, and ECS has not finished yet: that is on its way, neither mixed nor stale nor stuck."""
    assert judged(*facts) == replace(judged(*facts), verdict=Verdict.IN_PROGRESS, reason=None)


# --- reasons ---------------------------------------------------------------------------------------------------------

# The order in which they are said, and the rule whose finding says each; any other root cause says "failed".
SAID_BY = {
    Reason.SUPERSEDED: "deployment-superseded",
    Reason.ROLLED_BACK: "deployment-rolled-back",
    Reason.SCALED_TO_ZERO: "service-scaled-to-zero",
    Reason.PAUSED: "deployment-paused",
    Reason.FAILED: "any-other-root-cause",
    Reason.STUCK: "deployment-stuck",
    Reason.MIXED: "versions-mixed",
    Reason.WRONG_ROUTE: "nothing-routes-here",
    Reason.STALE_CODE: "stale-code",
}


@given(st.lists(st.sampled_from(list(SAID_BY)), min_size=1, unique=True))
def test_the_first_reason_that_applies_is_said(reasons: list[Reason]) -> None:
    """Of several findings with a reason of their own, in whatever order, the first of the fixed order counts."""
    judgement = judged(*GIVEN_UP, diagnosis=found(*(finding(SAID_BY[reason]) for reason in reasons)))
    first = next(reason for reason in SAID_BY if reason in reasons)
    assert judgement.reason is first
    assert judgement.verdict is (Verdict.IN_PROGRESS if first is Reason.PAUSED else Verdict.NOT_LIVE)


@pytest.mark.parametrize(
    "status, reason", [("ROLLBACK_SUCCESSFUL", Reason.ROLLED_BACK), ("ROLLBACK_FAILED", Reason.FAILED)]
)
def test_what_ecs_could_not_go_back_from_was_not_rolled_back(status: str, reason: Reason) -> None:
    """Then it failed, as its way back did."""
    given_up = Tried((b.record("d2", status, BAD),))
    judgement = judged(*GIVEN_UP, given_up, diagnosis=found(finding("deployment-rolled-back")))
    assert (judgement.verdict, judgement.reason) == (Verdict.NOT_LIVE, reason)


def test_a_deployment_without_a_rollout_state_is_judged_by_its_record() -> None:
    """Some deployments have none: the record counts, else that all tasks run; where neither says, nobody knows."""
    untold = b.deployment(rollout_state=None)
    forgotten = deployed(record=None)
    assert judged(served(untold)).verdict is Verdict.LIVE
    assert judged(served(untold), forgotten).verdict is Verdict.LIVE
    assert judged(served(untold, pending=1), forgotten).verdict is Verdict.UNKNOWN
    assert judged(served(untold, desired=2), forgotten).verdict is Verdict.UNKNOWN
    assert judged(served(untold), deployed(record=b.record("d2", "STOPPED", BAD))).verdict is Verdict.NOT_LIVE


def test_a_service_that_is_being_deleted_is_not_live() -> None:
    """Its last tasks may still run."""
    assert judged(served(status="DRAINING")).verdict is Verdict.NOT_LIVE


def test_a_task_of_primary_that_is_about_to_run_is_no_stranger() -> None:
    """The load balancer finds it healthy a moment before ECS calls it RUNNING."""
    targets = b.groups(b.target(), b.target("10.0.0.2"))
    started, other = (runs("2", last_status="ACTIVATING", deployment=id) for id in (runs().deployment, "ecs-svc/9"))
    assert judged(b.running(runs(), started), targets).verdict is Verdict.LIVE
    assert judged(b.running(runs(), other), targets).reason is Reason.MIXED


def test_a_deployment_that_is_stuck_for_no_known_cause_is_stuck() -> None:
    """That it makes no progress is no cause of it: only a cause makes it "failed"."""
    stuck = finding("deployment-stuck")
    assert judged(*UNDER_WAY, diagnosis=found(stuck)).reason is Reason.STUCK
    explained = finding("deployment-stuck", Role.SYMPTOM)
    assert judged(*UNDER_WAY, diagnosis=found(explained, finding("secret-not-found"))).reason is Reason.FAILED


def test_a_version_that_runs_nowhere_is_not_mixed() -> None:
    """Two versions serve only where one of them is the one that was asked for."""
    nowhere = (*NO_IMAGE, b.running(runs("1", b.OLD), runs("2", b.OLD)), served(desired=2, running=2))
    assert judged(*nowhere).reason is not Reason.MIXED


def test_only_a_root_cause_makes_it_failed() -> None:
    """A symptom whose cause has a reason of its own, and what merely contributes, do not."""
    findings = [finding("a-symptom", Role.SYMPTOM), finding("a-warning", Role.CONTRIBUTING)]
    assert judged(*GIVEN_UP, diagnosis=found(*findings)).reason is Reason.STUCK
    assert judged(*GIVEN_UP, diagnosis=found(*findings, finding("stale-code"))).reason is Reason.STALE_CODE


def test_what_is_known_to_have_failed_is_not_on_its_way() -> None:
    """A root cause ends the hope, even where the stage that is next is at work."""
    assert judged(*UNDER_WAY, diagnosis=found(finding("secret-not-found"))).reason is Reason.FAILED


def test_hope_needs_full_sight() -> None:
    """A rule that could not be assessed might know why it will never arrive: then nobody knows."""
    judgement = judged(*UNDER_WAY, diagnosis=found(blind=["secret-not-found"]))
    assert (judgement.verdict, judgement.reason) == (Verdict.UNKNOWN, Reason.BLIND)


def test_a_live_version_may_be_degraded() -> None:
    """A feature check that fails, or an unhealthy target, degrades it; other findings do not, whatever their role."""
    for id in ("feature-check-failed", "targets-unhealthy"):
        assert judged(diagnosis=found(finding(id))) == Judgement(Verdict.LIVE, Reason.DEGRADED, asleep=True)
    assert judged(diagnosis=found(finding("circuit-breaker-off"))) == Judgement(Verdict.LIVE, None, asleep=True)


def test_what_would_degrade_it_must_be_read() -> None:
    """Whatever a degrading rule needs is needed for LIVE too: no lost fact takes "degraded" away and leaves LIVE."""
    needed = {rule.id: rule.needs.values() for rule in every_rule() if rule.id in DEGRADING}
    assert needed.keys() == DEGRADING
    assert {id: facts for id, all in needed.items() if (facts := set(all) - {*MUST_BE_READ, datetime})} == {}


@given(st.sets(st.sampled_from([fact for fact in MUST_BE_READ if fact is not Service])))
def test_what_is_not_supported_is_unknown_whatever_was_read(lost: set[type]) -> None:
    """A way of deploying that is not understood is not judged by the rules of those that are."""
    judgement = judged(served(unsupported=("deployment controller CODE_DEPLOY",)), lost=lost)
    assert (judgement.verdict, judgement.reason) == (Verdict.UNKNOWN, Reason.NOT_SUPPORTED)
    assert [check.says for check in judgement.decided_by] == ["not supported yet: deployment controller CODE_DEPLOY"]


@pytest.mark.parametrize("why", REFUTED)
def test_every_judgement_has_an_exit_code(why: str) -> None:
    """Whatever the judge says, programs can tell it from success."""
    judgement = judged(*REFUTED[why][0])
    assert exit_code(judgement.verdict, judgement.reason) >= 10


def test_nothing_read_is_unknown() -> None:
    """Without any fact there is nothing to go by."""
    assert judged(lost={*MUST_BE_READ, RunningTasks}).verdict is Verdict.UNKNOWN
