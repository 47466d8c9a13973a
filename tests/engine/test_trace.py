"""The trace: how far a version came, stage by stage."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.engine.judge import stopped_at
from islive.engine.needs import READ_BY_ENGINE
from islive.engine.trace import BY_ECS, UNSEEN
from islive.facts.asked_commit import AskedCommit
from islive.facts.build_project import BuildProject
from islive.facts.builds import BuildPhase, Builds
from islive.facts.ci_runs import CiRuns
from islive.facts.commits import Commits
from islive.facts.images import Images
from islive.facts.load_balancers import LoadBalancers
from islive.facts.service import Attachment
from islive.facts.target_groups import TargetGroups
from islive.facts.task_definitions import TaskDefinitions
from islive.model.finding import Role
from islive.model.stage import Stage, StageState
from tests.engine.world import (
    BAD,
    GOOD,
    LOST,
    MAY_BE_IT,
    NOT_YET,
    NOTHING_BUILDS,
    REMOTE,
    SHA,
    WORKER,
    build,
    ci,
    commits,
    deployed,
    finding,
    found,
    image,
    images,
    runs,
    served,
    states,
    walked,
    world,
)
from tests.rules import builders_b as b

Facts = tuple[object, ...]
ENDED = {StageState.FAILED, StageState.STOPPED}
PASSED, FAILED, STOPPED, WAITING, BLOCKED, NOT_REACHED, NOT_APPLICABLE, UNKNOWN = (
    StageState.PASSED,
    StageState.FAILED,
    StageState.STOPPED,
    StageState.WAITING,
    StageState.BLOCKED,
    StageState.NOT_REACHED,
    StageState.NOT_APPLICABLE,
    StageState.UNKNOWN,
)

# Everything that may happen to a version until there is an image of it, or none.
COMMITS = st.sampled_from([(commits(),), (commits(known=False, tagged=False),), (Commits.none(),)])
CI = st.sampled_from([(CiRuns(None, ()),), *((ci(end),) for end in ("success", "failure", "cancelled", None))])
BUILDS = st.sampled_from(
    [
        (NOTHING_BUILDS, Builds(())),
        (Builds(()),),
        *((Builds((build(status),)),) for status in ("SUCCEEDED", "FAILED", "STOPPED", "IN_PROGRESS")),
    ]
)
TARGETS = st.sampled_from([b.groups(b.target(state=state)) for state in ("healthy", "unhealthy", "initial")])
TASKS: tuple[Facts, ...] = (
    (served(),),
    (served(b.starting(), running=0), b.running()),
    (served(b.starting(failed_tasks=3), running=0), b.running()),
    (served(b.starting(rollout_state="FAILED", failed_tasks=3), running=0), b.running()),
    (served(b.starting(rollout_state="COMPLETED"), running=0), b.running()),
)
MADE = st.tuples(COMMITS, CI, BUILDS).map(lambda some: (*some[0], *some[1], *some[2]))
ROUTES = st.sampled_from([b.balancers(b.route()), b.balancers()])
# Where it is not deployed PRIMARY is another version, in good health.
ANY_WORLD = st.one_of(
    MADE.map(lambda made: (*NOT_YET, *made)),
    MADE.map(lambda made: (deployed(b.OLD), b.running(runs(digest=b.OLD)), *made)),
    st.tuples(MADE, st.sampled_from(TASKS), TARGETS, ROUTES).map(lambda some: (*some[0], *some[1], some[2], some[3])),
)


@given(ANY_WORLD, st.sets(st.sampled_from(READ_BY_ENGINE)))
def test_there_are_always_ten_stages_in_their_order(facts: Facts, lost: set[type]) -> None:
    """Whatever happened and whatever could not be read, every stage is there, and says something."""
    found = walked(*facts, lost=lost)
    assert list(found) == list(Stage)
    assert all(one.says for one in found.values())


@given(ANY_WORLD)
def test_a_stage_halts_only_where_it_was_reached(facts: Facts) -> None:
    """Behind a stage that ended badly nothing is called stopped, but for what the stage right before it let pass."""
    held_up, before = False, PASSED
    for stage, state in states(*facts).items():
        assert not (held_up and state is STOPPED and before is not PASSED), stage
        held_up, before = held_up or state in ENDED, state


@given(ANY_WORLD)
def test_nothing_fails_behind_what_was_not_reached(facts: Facts) -> None:
    """A stage behind one that was not reached was not reached either: it has not failed, stopped or passed."""
    walk = list(states(*facts).values())
    first = next((i for i, state in enumerate(walk) if state is NOT_REACHED), len(walk))
    assert set(walk[first:]) <= {NOT_REACHED, NOT_APPLICABLE, UNKNOWN}


@given(MADE)
def test_what_does_not_exist_halts_before_it_is_declared(made: Facts) -> None:
    """A version of which nothing was made stands at a stage before the task definition, and none behind is reached."""
    walk = states(*NOT_YET, *made)
    behind = [Stage.TASK_DEFINITION, Stage.DEPLOYMENT, Stage.TASKS, Stage.TARGETS, Stage.TRAFFIC]
    assert {walk[stage] for stage in behind} == {NOT_REACHED}
    assert {FAILED, STOPPED, WAITING} & {state for stage, state in walk.items() if stage not in behind}


@given(ANY_WORLD, st.sets(st.sampled_from(list(Stage)), min_size=1))
def test_only_what_was_not_reached_is_blocked(facts: Facts, stages: set[Stage]) -> None:
    """A root cause blocks its stage exactly where that was not reached, and ends what ECS is at; no more."""
    causes = found(*(finding(f"cause-of-{stage}", stage=stage) for stage in sorted(stages)))
    with_causes = walked(*facts, diagnosis=causes)
    for stage, plain in walked(*facts).items():
        blocked = plain.state is NOT_REACHED and stage in stages
        at_work = plain.state is StageState.WAITING and stage in BY_ECS
        ended = at_work and bool(stages & {stage, Stage.DEPLOYMENT})
        hides = plain.state in {FAILED, STOPPED, WAITING} and stage in UNSEEN
        assert (with_causes[stage] == plain) is not (blocked or ended or hides)
        assert (blocked or ended) or with_causes[stage].says.startswith(plain.says)
        assert not ended or with_causes[stage].state in {StageState.FAILED, StageState.STOPPED}
        assert (with_causes[stage].state is BLOCKED) is blocked
        assert not blocked or with_causes[stage].says == f"would stop here too: cause-of-{stage} was seen"


@pytest.mark.parametrize("role", [Role.SYMPTOM, Role.CONTRIBUTING])
def test_only_root_causes_block(role: Role) -> None:
    """What is explained by something else, or only makes things worse, blocks nothing."""
    seen = found(*(finding("seen", role, stage) for stage in Stage))
    assert states(*NOT_YET, diagnosis=seen) == states(*NOT_YET)


@given(ANY_WORLD)
def test_it_stopped_at_the_first_stage_that_ended_badly(facts: Facts) -> None:
    """What comes behind that one is not where it stopped; without one it stopped nowhere."""
    walk = walked(*facts)
    ended = [stage for stage, one in walk.items() if one.state in ENDED]
    assert stopped_at(tuple(walk.values())) == (ended[0] if ended else None)


@given(ANY_WORLD)
def test_what_is_not_supported_is_unknown_to_trace(facts: Facts) -> None:
    """Of a service that deploys in another way, the stages of ECS are unknown, and those before it are as they are."""
    service: Any = world(*facts).get(type(served()))
    strange = replace(service, unsupported=("deployment strategy BLUE_GREEN",))
    plain, walk = walked(*facts), walked(*facts, strange)
    for stage in Stage:
        if stage in BY_ECS:
            assert walk[stage].state is UNKNOWN
            assert "not supported yet: deployment strategy BLUE_GREEN" in walk[stage].says
        else:
            assert walk[stage] == plain[stage]


# --- stage by stage --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts,state,says",
    [
        ((), PASSED, f"tag v2 is commit {SHA[:7]}"),
        ((commits(tagged=False),), PASSED, f"commit {SHA[:7]}"),
        ((Commits.none(),), NOT_APPLICABLE, "no repository here: the task definition declares the version"),
        ((b.wanted("v2"),), NOT_APPLICABLE, "the repository here does not know it"),
        (
            (AskedCommit(SHA, (), REMOTE),),
            NOT_APPLICABLE,
            f"the repository here, {REMOTE}, is not the one that is built",
        ),
    ],
    ids=["tag", "commit", "no repository", "unknown", "another repository"],
)
def test_the_commit_exists_or_has_no_stage(facts: Facts, state: StageState, says: str) -> None:
    """A ref that the repository knows has passed; elsewhere there is nothing to pass."""
    found = walked(*facts)[Stage.COMMIT]
    assert (found.state, found.says) == (state, says)


def test_a_commit_that_only_an_image_names_is_not_cited_from_git() -> None:
    """The repository here never spoke of it, so its stage has not passed on git's word."""
    found = walked(commits(known=False, tagged=False))[Stage.COMMIT]
    assert (found.state, found.because) == (NOT_APPLICABLE, ())


@pytest.mark.parametrize(
    "runs,state",
    [
        (ci("success"), PASSED),
        (ci("skipped"), PASSED),
        (ci("failure"), FAILED),
        (ci("cancelled"), FAILED),
        (ci(None), WAITING),
        (CiRuns("github", ()), NOT_APPLICABLE),
        (CiRuns(None, ()), NOT_APPLICABLE),
    ],
)
def test_ci_stands_as_its_newest_run_does(runs: CiRuns, state: StageState) -> None:
    """Success passes, everything else that ended failed, what has not ended is waited for."""
    assert states(runs)[Stage.CI] is state


@pytest.mark.parametrize(
    "facts,state",
    [
        ((Builds((build("FAILED"), build("SUCCEEDED"))),), PASSED),
        ((Builds((build("FAILED"),)),), FAILED),
        ((Builds((build("TIMED_OUT"),)),), FAILED),
        ((Builds((build("IN_PROGRESS"), build("FAILED"))),), WAITING),
        ((Builds((build(commit="another"),)),), NOT_APPLICABLE),
        ((*NOT_YET, Builds((build(commit="another"),))), STOPPED),
        ((*NOT_YET, ci("failure"), Builds(())), NOT_REACHED),
        ((*NOT_YET, ci(None), Builds(())), NOT_REACHED),
        ((NOTHING_BUILDS,), NOT_APPLICABLE),
        ((b.wanted("v2"),), NOT_APPLICABLE),
    ],
)
def test_a_build_is_one_of_that_very_commit(facts: Facts, state: StageState) -> None:
    """One that succeeded counts before newer ones; none is a halt only where nothing before held it up."""
    assert states(*facts)[Stage.BUILD] is state


def test_a_broken_build_says_where_and_in_whose_words() -> None:
    """The first failed phase is named and quoted."""
    phase = BuildPhase("BUILD", "FAILED", None, None, "COMMAND_EXECUTION_ERROR: exit status 1")
    found = walked(*NOT_YET, Builds((build("FAILED", phases=(phase,)),)))[Stage.BUILD]
    assert found.says == "build shop-build:1 FAILED in phase BUILD"
    assert [one.quote for one in found.because] == ["FAILED", "COMMAND_EXECUTION_ERROR: exit status 1"]


@pytest.mark.parametrize(
    "facts,push,image_state",
    [
        ((), PASSED, PASSED),
        (NOT_YET, STOPPED, NOT_REACHED),
        ((*NOT_YET, Builds((build("FAILED"),))), NOT_REACHED, NOT_REACHED),
        ((*NOT_YET, Builds((build("IN_PROGRESS"),))), NOT_REACHED, NOT_REACHED),
        ((*NOT_YET, NOTHING_BUILDS, Builds(())), NOT_APPLICABLE, STOPPED),
        ((*NOT_YET, images(gaps=(LOST,))), UNKNOWN, UNKNOWN),
        (MAY_BE_IT, UNKNOWN, UNKNOWN),
        ((images(),), STOPPED, NOT_APPLICABLE),
    ],
    ids=[
        "arrived",
        "built and not arrived",
        "not built",
        "being built",
        "nobody builds",
        "registry not read",
        "image not looked into",
        "elsewhere",
    ],
)
def test_push_and_image_are_what_the_registry_holds(facts: Facts, push: StageState, image_state: StageState) -> None:
    """An image of it shows both; without one it halts at the first of them that was reached."""
    walk = states(*facts)
    assert (walk[Stage.PUSH], walk[Stage.IMAGE]) == (push, image_state)


def test_the_first_push_of_it_counts() -> None:
    """Of several images that are the version, the one that arrived first tells when."""
    wanted = b.wanted("v2", b.NEW, b.OTHER, commit=SHA)
    pushed = images(image(b.NEW, "v2", pushed="08:00"), image(b.OTHER, "v2-again", pushed="07:30"))
    assert walked(wanted, pushed)[Stage.PUSH].ended_at == b.at("07:30")


@pytest.mark.parametrize(
    "facts,state",
    [
        ((), PASSED),
        ((*NOT_YET, deployed(b.OLD, newest_digests=frozenset({b.NEW}))), NOT_REACHED),
        ((deployed(b.OLD, newest_digests=frozenset({b.NEW})),), PASSED),
        ((deployed(b.OLD),), PASSED),
        ((deployed(b.OLD), b.records()), STOPPED),
        (NOT_YET, NOT_REACHED),
        ((TaskDefinitions({}, LOST, (LOST,)), b.records()), UNKNOWN),
    ],
    ids=["PRIMARY", "image not there", "newest", "deployed once", "no revision", "nothing before it", "not read"],
)
def test_a_revision_names_it(facts: Facts, state: StageState) -> None:
    """PRIMARY's revision, the newest of the family, or one deployed before passes; one not read says nothing."""
    assert states(*facts)[Stage.TASK_DEFINITION] is state


@pytest.mark.parametrize(
    "facts,state",
    [
        ((), PASSED),
        ((served(b.deployment(rollout_state="FAILED")),), FAILED),
        ((deployed(record=b.record("d2", "IN_PROGRESS", BAD, awaiting_hooks=("hook",))),), STOPPED),
        ((deployed(b.OLD, newest_digests=frozenset({b.NEW})),), STOPPED),
        (NOT_YET, NOT_REACHED),
    ],
    ids=["deploys it", "given up", "at a hook", "nobody deploys it", "nothing before it"],
)
def test_the_deployment_uses_it(facts: Facts, state: StageState) -> None:
    """PRIMARY that means the version passes, unless ECS gave it up or waits for an answer."""
    assert states(*facts)[Stage.DEPLOYMENT] is state


@pytest.mark.parametrize(
    "facts,state,says",
    [
        ((), PASSED, "1 of 1 run it"),
        ((served(b.starting(), running=0), b.running()), WAITING, "0 of 1 run it"),
        ((served(b.starting(failed_tasks=3), running=0), b.running()), FAILED, "0 of 1 run it; 3 tasks failed"),
        ((served(running=0), b.running()), STOPPED, "0 of 1 run it"),
        ((served(running=2), b.running(runs("1"), runs("2", b.OLD))), FAILED, "1 of 1 run it, and 1 more of another "),
        ((served(b.starting(running=1), desired=2),), WAITING, "1 of 2 run it"),
        ((served(desired=2),), PASSED, "1 of 2 run it"),
        (NOT_YET, NOT_REACHED, "0 of 1 run it"),
    ],
    ids=["run", "starting", "failing", "none", "mixed", "some of them", "scaling", "nothing before it"],
)
def test_tasks_run_it(facts: Facts, state: StageState, says: str) -> None:
    """PRIMARY's tasks run it and nobody else's run something else; otherwise it waits, failed or halted."""
    found = walked(*facts)[Stage.TASKS]
    assert found.state is state
    assert found.says.startswith(says)


@given(st.permutations([b.NEW, None, b.OLD]))
def test_the_task_that_runs_it_is_quoted(digests: list[str | None]) -> None:
    """Beside tasks of other images, and of images that nobody knows, the version's own digest is the evidence."""
    tasks = [runs(str(i + 1), digest) for i, digest in enumerate(digests)]
    found = walked(served(b.deployment(rollout_state="IN_PROGRESS"), desired=1, running=3), b.running(*tasks))
    assert [one.quote for one in found[Stage.TASKS].because] == [b.NEW]


def test_a_sidecars_digest_is_not_quoted_as_the_versions() -> None:
    """A proxy beside the application runs in every task and is no evidence of the version."""
    task = runs(containers=(b.container(digest=b.NEW), b.container("proxy", digest=b.OLD)))
    assert [one.quote for one in walked(b.running(task))[Stage.TASKS].because] == [b.NEW]


ANOTHER = f"{b.GROUP}-2"
BOTH = (Attachment(b.GROUP, "web", 80), Attachment(ANOTHER, "web", 81))


def two_groups(state: str) -> TargetGroups:
    """The task is healthy in one group, and so in the other."""
    one = b.groups(b.target()).groups[0]
    return TargetGroups((one, replace(one, arn=ANOTHER, name="shop-tg-2", targets=(b.target(state=state),))))


@pytest.mark.parametrize(
    "facts,state",
    [
        ((), PASSED),
        ((b.groups(b.target(state="unhealthy")),), FAILED),
        ((b.groups(b.target(state="initial")),), WAITING),
        ((b.groups(),), WAITING),
        ((TargetGroups((), (LOST,)),), UNKNOWN),
        (WORKER, NOT_APPLICABLE),
        (NOT_YET, NOT_REACHED),
        ((served(attachments=BOTH), two_groups("healthy")), PASSED),
        ((served(attachments=BOTH), two_groups("initial")), WAITING),
        ((served(attachments=BOTH), two_groups("unhealthy")), FAILED),
    ],
    ids=[
        "healthy",
        "unhealthy",
        "initial",
        "not registered",
        "not read",
        "no load balancer",
        "nothing before it",
        "healthy in both",
        "initial in one of two",
        "unhealthy in one of two",
    ],
)
def test_tasks_are_healthy_targets(facts: Facts, state: StageState) -> None:
    """In every target group some task is healthy; in one without, an unhealthy one fails, another is waited for."""
    assert states(*facts)[Stage.TARGETS] is state


@pytest.mark.parametrize(
    "facts,state,says",
    [
        ((), PASSED, "http://shop-alb.example.com leads here; the process answers v2"),
        ((b.answers(),), PASSED, "http://shop-alb.example.com leads here; the process itself was not asked"),
        ((b.answers(b.answer(version="v1")),), FAILED, f"{b.answer().url} answers v1"),
        ((b.answers(b.answer(version=None, commit="fedcba9")),), FAILED, f"{b.answer().url} answers fedcba9"),
        ((b.balancers(),), FAILED, "no listener leads to the service"),
        ((LoadBalancers((), (), (LOST,)),), UNKNOWN, "could not check: grant aws:Anything"),
        ((replace(b.answers(), gaps=(LOST,)),), UNKNOWN, "could not check: grant aws:Anything"),
        ((b.groups(b.target(state="initial")),), NOT_REACHED, "http://shop-alb.example.com leads here"),
        (WORKER, NOT_APPLICABLE, "the service has no load balancer"),
    ],
)
def test_routes_lead_there_and_answer_as_the_version(facts: Facts, state: StageState, says: str) -> None:
    """A route to the service, and no canary that says something else."""
    found = walked(*facts)[Stage.TRAFFIC]
    assert (found.state, found.says) == (state, says)


@pytest.mark.parametrize(
    "fact,stages",
    [
        (Commits, {Stage.COMMIT}),
        (CiRuns, {Stage.CI}),
        (BuildProject, {Stage.BUILD}),
        (Images, {Stage.PUSH, Stage.IMAGE}),
        (TaskDefinitions, {Stage.TASK_DEFINITION}),
    ],
)
def test_a_lost_fact_leaves_its_stages_unknown(fact: type, stages: set[Stage]) -> None:
    """What would tell could not be read, and the stages that do not need it stand as before."""
    walk = states(lost=(fact,))
    assert {stage for stage, state in walk.items() if state is UNKNOWN} == stages
    assert {walk[stage] for stage in Stage if stage not in stages} == {PASSED}


def test_what_runs_is_judged_where_nothing_was_asked_for() -> None:
    """Without a version, what PRIMARY declares is the question, and it has passed where it runs."""
    wanted = replace(b.wanted("v1", b.OLD), explicit=False)
    walk = states(
        wanted, deployed(b.OLD, revision=GOOD), b.running(runs(digest=b.OLD)), b.answers(b.answer(version="v1"))
    )
    assert [walk[stage] for stage in Stage if stage in BY_ECS] == [PASSED] * 4


def test_tasks_without_a_digest_are_neither_there_nor_missing() -> None:
    """ECS lists a running task of PRIMARY and does not say which image it runs."""
    assert states(b.running(runs(digest=None)))[Stage.TASKS] is StageState.UNKNOWN


def test_a_rule_that_sends_a_part_elsewhere_stops_the_traffic() -> None:
    """The stage says which part, even where a canary could not be asked."""
    trace = walked(b.balancers(b.route(0.1)))[Stage.TRAFFIC]
    assert (trace.state, trace.says) == (StageState.FAILED, "rule rule-arn sends 90% of its requests elsewhere")
    assert states(b.balancers(b.route(0.1), b.route(0.9)))[Stage.TRAFFIC] is StageState.PASSED


def test_a_build_that_got_no_source_is_known_by_what_it_was_started_for() -> None:
    """It never learned its commit: the ref that it was started for tells, and another ref does not."""
    lost = replace(build("FAILED"), commit=None, source_version="refs/tags/v2")
    assert states(*NOT_YET, Builds((lost,)))[Stage.BUILD] is FAILED
    other = replace(lost, source_version="refs/tags/v3")
    assert states(*NOT_YET, Builds((other,)))[Stage.BUILD] is STOPPED


def test_a_build_that_took_down_its_digest_has_pushed() -> None:
    """The registry lost the image afterwards: that halts the image, not the push."""
    exporting = replace(build(), exported={"IMAGE_DIGEST": b.OTHER})
    found = states(*NOT_YET, Builds((exporting,)))
    assert (found[Stage.PUSH], found[Stage.IMAGE]) == (PASSED, STOPPED)
