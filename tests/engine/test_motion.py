"""Motion: who is at work on the version, and how far it has come."""

from datetime import timedelta
from typing import Any

import pytest

from islive.engine.motion import motion
from islive.engine.trace import trace
from islive.facts.builds import Builds
from islive.facts.deployed import Deployed
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.target_groups import TargetGroups
from islive.facts.tried import Tried
from islive.facts.wanted_version import WantedVersion
from islive.model.evidence import Gap
from islive.model.motion import Crowd, Motion, Work
from tests.engine import world as w
from tests.rules import builders_b as b

NEW = b.deployment("ecs-svc/2", rollout_state="IN_PROGRESS", running=0)
OTHER = b.deployment("ecs-svc/3", task_definition="shop:1", rollout_state="IN_PROGRESS")


def moves(*changed: object, **lost: Any) -> Motion:
    """What moves where v2 is live, but for these facts."""
    evidence = w.world(Tried((w.RECORD,)), *changed, **lost)
    return motion(evidence, trace(evidence, w.NOTHING_FOUND))


def tried(status: str) -> Tried:
    """The version's newest service deployment stands so."""
    return Tried((b.record("d2", status, w.BAD),))


def away(*deployments: Any) -> tuple[object, ...]:
    """PRIMARY deploys the old image."""
    return w.served(*deployments), w.deployed(b.OLD, revision=w.GOOD)


@pytest.mark.parametrize(
    "facts,work",
    [
        ((), Work.IDLE),
        ((w.served(NEW, b.before()),), Work.AT_WORK),
        ((tried("PENDING"),), Work.AT_WORK),
        ((tried("IN_PROGRESS"),), Work.AT_WORK),
        # Done but for the old tasks, which are still to go.
        ((w.served(b.deployment(), b.before()),), Work.AT_WORK),
        ((tried("ROLLBACK_IN_PROGRESS"), *away(OTHER)), Work.LEAVING),
        ((tried("ROLLBACK_REQUESTED"), w.served(NEW)), Work.LEAVING),
        ((tried("STOP_REQUESTED"), w.served(NEW)), Work.LEAVING),
        ((tried("STOPPED"), *away(OTHER)), Work.LEAVING),
        ((tried("ROLLBACK_SUCCESSFUL"), *away()), Work.IDLE),
        # The record of a new try is a moment late, and the last one says that it was rolled back.
        ((tried("ROLLBACK_SUCCESSFUL"), w.served(NEW, b.before())), Work.AT_WORK),
        ((w.served(b.deployment(rollout_state="FAILED")),), Work.GIVEN_UP),
        ((Builds((w.build("IN_PROGRESS"),)), *w.NO_IMAGE, Tried(())), Work.AT_WORK),
        ((w.ci(None), *w.NOT_YET, Builds(()), Tried(())), Work.AT_WORK),
        # The run that goes on is the one in which verify is a step: it brings nothing any more.
        ((w.ci(None), tried("ROLLBACK_SUCCESSFUL"), *away()), Work.IDLE),
        ((Builds((w.build("IN_PROGRESS"),)), tried("STOPPED"), *away()), Work.IDLE),
    ],
)
def test_who_is_at_work(facts: tuple[object, ...], work: Work) -> None:
    """Read from the service's deployments, their records, and the stages before them."""
    assert moves(*facts).work is work


@pytest.mark.parametrize("fact", [Service, Tried, Deployed, WantedVersion, ServiceDeployments])
def test_what_cannot_be_read_is_not_idle(fact: type) -> None:
    """A gap never says that nobody is at work."""
    assert moves().work is Work.IDLE
    assert moves(lost=(fact,)).work is Work.UNKNOWN


def test_figures_grow_towards_the_end() -> None:
    """Tasks that run, targets that are healthy and old tasks that are gone make each figure larger, never smaller."""
    begun = moves(w.served(NEW, b.before()), b.running(), b.groups())
    running = moves(w.served(NEW, b.before()), b.running(w.runs()), b.groups())
    healthy = moves(w.served(NEW, b.before()))
    done = moves()
    figures = [one.reached[1:] for one in (begun, running, healthy, done)]
    assert figures == sorted(figures)
    assert len(set(figures)) == 4
    assert begun.reached[0] < done.reached[0]


def test_a_new_deployment_is_a_new_station() -> None:
    """So is another status of its record, and nothing else."""
    assert moves().station == moves(b.running()).station
    assert moves().station != moves(w.served(b.deployment("ecs-svc/9"))).station
    ended = b.records(b.record("d2", "STOPPED", w.BAD), revisions=(w.GOOD, w.BAD))
    assert moves().station != moves(ended).station


def test_failures_of_the_version_only() -> None:
    """What failed for another version says nothing of this one."""
    failing = b.deployment(failed_tasks=4)
    assert moves(w.served(failing)).failures == 4
    assert moves(*away(failing)).failures == 0


def test_how_long_it_takes() -> None:
    """Of the service's own deployments the median and the longest; of its builds while it is built."""
    took = [b.record(f"d{at}", "SUCCESSFUL", w.BAD, finished_at=b.at(f"08:{at:02}")) for at in (4, 6, 20)]
    usual = moves(b.records(*took, revisions=(w.GOOD, w.BAD)))
    assert (usual.usual, usual.longest) == (timedelta(minutes=6), timedelta(minutes=20))
    builds = Builds((w.build("IN_PROGRESS"), w.build(commit="1" * 40), w.build("FAILED", ended_at=b.at("09:00"))))
    built = moves(builds, *w.NO_IMAGE, Tried(()))
    assert (built.usual, built.longest) == (timedelta(minutes=5), timedelta(minutes=5))


def test_what_is_forbidden() -> None:
    """Only a missing permission for what the proof needs."""
    denied = Gap("TargetGroups", "elbv2:DescribeTargetHealth", "AccessDenied", "elbv2:DescribeTargetHealth")
    slow = Gap("TargetGroups", "elbv2:DescribeTargetHealth", "Throttled")
    assert moves(TargetGroups((), (denied, slow))).forbidden == (denied,)
    assert moves().forbidden == ()


def test_tasks_by_what_they_do() -> None:
    """Those that should run by their status, those that stopped by their reason; the newest gives the age."""
    crash = b.exited("7", b.container(exit_code=1), stopped_at=b.at("08:20"))
    again = b.exited("8", b.container(exit_code=1), stopped_at=b.at("08:30"))
    old = b.exited("9", b.container(exit_code=2), deployment="ecs-svc/1")
    seen = moves(b.running(w.runs(started_at=b.at("08:40"))), StoppedTasks((again, crash, old)))
    assert seen.tasks == (
        Crowd("shop:2 stopped: web exited with code 1", 2, b.at("08:30")),
        Crowd("shop:2 RUNNING", 1, b.at("08:40")),
    )


def test_targets_by_their_health() -> None:
    """With the load balancer's reason."""
    groups = b.groups(b.target(), b.target("10.0.0.2"), b.target("10.0.0.3", "initial", "Elb.InitialHealthChecking"))
    assert [(one.count, one.says) for one in moves(groups).targets] == [
        (2, "healthy"),
        (1, "initial Elb.InitialHealthChecking"),
    ]


def test_answers() -> None:
    """What the processes say of themselves, by address."""
    assert moves().answers == tuple(f"{one.url} answers v2" for one in b.answers(b.answer(version="v2")).answers)
