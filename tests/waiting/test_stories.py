"""Deployments that unfold while somebody waits: how each ends, when, and that it does not end before."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from islive.engine.waiting import CONFIRMED, QUIET, SETTLED, End, Limits
from islive.model.errors import UserError
from islive.model.evidence import Gap
from islive.model.motion import Observation
from islive.model.stage import Stage, StageState
from islive.model.verdict import Grade, Reason, Verdict, exit_code
from tests.waiting.unfolding import Unfolding, seen_in, written

# What the service's own deployments take in these worlds: both took 449 seconds.
LONGEST = 449.0
EXPIRED = UserError("the SSO session has ended: Token has expired", "aws sso login")

CRASHED = """\
description: The first task of v1.4.2 has crashed, and ECS is about to start it again.
schema: islive.world/1
extends: in-progress
aws:
  ecs:
    clusters:
      production:
        services:
          web: {deployments: {ecs-svc/1420142014201420142: {failedTasks: 1}}}
        tasks:
          62748133c84faab2836292d189cc3a6a:
            stoppedAt: 2025-09-03T09:02:50Z
            stopCode: EssentialContainerExited
            stoppedReason: Essential container in task exited
            containers: {web: {exitCode: 1}}
  elbv2: {targetGroups: {web-tg: {targets: {"10.1.1.30:8080": null}}}}
"""

ROLLING_BACK = """\
description: The circuit breaker has given v1.4.2 up, and ECS is on its way back to v1.4.1.
schema: islive.world/1
extends: rolled-back
now: 2025-09-03T09:05:30Z
aws:
  ecs:
    clusters:
      production:
        services:
          web:
            deployments:
              ecs-svc/1410141014101410141: {rolloutState: IN_PROGRESS, updatedAt: 2025-09-03T09:05:02Z}
            serviceDeployments:
              Bn4mVc8xZl6kJh2gFd9Sa: {status: ROLLBACK_IN_PROGRESS, finishedAt: null}
            events:
              "2025-09-03T09:06:13Z": null
              "2025-09-03T09:06:12Z": null
"""

PUSHED = """\
description: v1.4.3 is in the registry, and nothing deploys it.
schema: islive.world/1
extends: healthy
aws:
  ecr:
    repositories:
      web:
        images:
          v1.4.3:
            tags: [v1.4.3]
            pushedAt: 2025-09-03T11:40:00Z
            version: v1.4.3
            created: 2025-09-03T11:40:00Z
"""


def code(story: Unfolding, limits: Limits | None = None) -> int:
    """The exit code of the report with which it ends."""
    report = story.waited(limits).progress.observation.report
    return exit_code(report.verdict, report.reason)


def refused() -> Observation:
    """A look for which the credentials are too old."""
    raise EXPIRED


def throttled(scenario: str) -> Callable[[], Observation]:
    """A look at a world that AWS did not answer whole: what it shows, but for one fact."""

    def look() -> Observation:
        whole = seen_in(scenario, "web", "v1.4.2")
        gaps = (Gap("StoppedTasks", "ecs:ListTasks", "Throttled"),)
        return replace(whole, report=replace(whole.report, gaps=gaps, verdict=Verdict.UNKNOWN, reason=Reason.BLIND))

    return look


def test_it_arrives() -> None:
    """A deployment that completes is reported live, by the first look that sees it."""
    story = Unfolding({0: "in-progress", 240: "healthy"})
    waited = story.waited()
    assert (waited.end, waited.progress.observation.report.verdict) == (End.ARRIVED, Verdict.LIVE)
    assert 240 <= story.took <= 240 + 15


def test_what_is_live_is_not_waited_for() -> None:
    """One look is enough where the proof is whole."""
    story = Unfolding({0: "healthy"})
    assert (code(story), len(story.shown), story.took) == (0, 1, 0)


def test_it_is_rolled_back(tmp_path: Path) -> None:
    """While ECS goes back it is waited for that to end; then the answer is rolled back."""
    back = written(tmp_path, "rolling-back", ROLLING_BACK)
    story = Unfolding({0: "in-progress", 120: back, 200: "rolled-back"})
    assert code(story) == 11
    assert 200 + CONFIRMED <= story.took <= 200 + 15 + CONFIRMED
    assert "ECS is rolling it back" in {progress.expects for progress in story.shown}


@pytest.mark.parametrize("world,expected", [("rolled-back", 11), ("superseded", 15), ("scaled-to-zero", 16)])
def test_what_has_ended_is_not_waited_for(world: str, expected: int) -> None:
    """What is final already is seen twice, some seconds apart, and no more."""
    story = Unfolding({0: world})
    assert (code(story), story.took) == (expected, CONFIRMED)


def test_it_is_superseded_midway() -> None:
    """Somebody deploys another version meanwhile: it ends at once, and says so."""
    story = Unfolding({0: "in-progress", 90: "superseded"})
    assert code(story) == 15
    assert 90 + CONFIRMED <= story.took <= 90 + 15 + CONFIRMED


def test_what_is_final_for_one_look_only_is_not_final() -> None:
    """A record that lags behind by a moment does not end the wait."""
    story = Unfolding({0: "rolled-back", 4: "in-progress", 100: "healthy"})
    assert code(story) == 0


def test_a_crash_may_pass(tmp_path: Path) -> None:
    """A task that crashes while ECS is at work makes the verdict NOT_LIVE, and does not end the wait."""
    crashed = written(tmp_path, "crashed", CRASHED)
    assert seen_in(crashed, "web", "v1.4.2").report.verdict is Verdict.NOT_LIVE
    story = Unfolding({0: "in-progress", 60: crashed, 120: "in-progress", 200: "healthy"})
    assert code(story) == 0


def test_flapping_is_no_progress(tmp_path: Path) -> None:
    """Tasks that come and go come no further: the wait ends three of the service's longest deployments later."""
    crashed = written(tmp_path, "crashed", CRASHED)
    flapping = {at * 30.0: crashed if at % 2 else "in-progress" for at in range(200)}
    story = Unfolding(dict(flapping))
    assert story.waited().end is End.UNCHANGED
    assert 3 * LONGEST <= story.took <= 3 * LONGEST + 15


def test_without_progress_it_is_given_up() -> None:
    """It stands still on its way: given up after three times what this service takes at longest, exit code 14."""
    story = Unfolding({0: "in-progress"})
    assert code(story) == 14
    assert 3 * LONGEST <= story.took <= 3 * LONGEST + 15


def test_progress_starts_the_clock_anew() -> None:
    """What was still for twenty minutes and then comes further is waited for again."""
    still = seen_in("in-progress", "web", "v1.4.2")
    passed, tasks, healthy, gone = still.motion.reached
    further = replace(still, motion=replace(still.motion, reached=(passed, tasks + 1, healthy + 1, gone)))
    story = Unfolding({0: "in-progress", 1200: lambda: further})
    story.waited()
    assert 1200 + 3 * LONGEST <= story.took <= 1200 + 3 * LONGEST + 15 + 15


def test_the_time_given_is_kept() -> None:
    """--timeout is a wall: the last look is at its end, not before and not after."""
    story = Unfolding({0: "in-progress"})
    waited = story.waited(Limits(timeout=61))
    assert (waited.end, story.took) == (End.TIMEOUT, 61)


def test_stuck_with_a_secret() -> None:
    """No circuit breaker, and a secret that no try mends: it is known at once that :6 will never run."""
    story = Unfolding({0: "ava-olo"}, "agricultural-core", None)
    waited = story.waited()
    assert (waited.end, story.took) == (End.LOST, CONFIRMED)
    assert "no try removes the cause" in waited.progress.expects
    assert code(Unfolding({0: "ava-olo"}, "agricultural-core", None)) == 10


def test_the_build_broke() -> None:
    """v3.3.2 was never built, nobody builds it again, and what ECS is busy with is another version."""
    story = Unfolding({0: "ava-olo"}, "agricultural-core", "v3.3.2")
    assert (story.waited().end, story.took) == (End.LOST, CONFIRMED)


def test_what_has_not_begun_may_begin(tmp_path: Path) -> None:
    """A version that nothing deploys yet gets two minutes: the pipeline's next step may be on its way."""
    pushed = written(tmp_path, "pushed", PUSHED)
    story = Unfolding({0: pushed}, version="v1.4.3")
    waited = story.waited()
    assert (waited.end, waited.progress.observation.report.verdict) == (End.UNCHANGED, Verdict.NOT_LIVE)
    assert SETTLED <= story.took <= SETTLED + 15


def test_what_is_not_supported_is_not_waited_for() -> None:
    """No later look would understand more."""
    story = Unfolding({0: "unsupported-lattice"}, version=None)
    assert (code(story), story.took) == (3, CONFIRMED)


def test_a_lower_proof_than_required() -> None:
    """A worker has no routes: live, but never proved to answered; that is said after two minutes."""
    story = Unfolding({0: "healthy-worker"}, "mailer", None)
    waited = story.waited(Limits(Grade.ANSWERED))
    assert (waited.end, waited.progress.observation.report.verdict) == (End.UNCHANGED, Verdict.LIVE)
    assert SETTLED <= story.took <= SETTLED + 15
    assert Unfolding({0: "healthy-worker"}, "mailer", None).waited(Limits(Grade.RUNNING)).end is End.ARRIVED


def test_throttled_looks_are_rarer_and_end_nothing() -> None:
    """While AWS throttles, looks get rarer, to once a minute; when it answers again the wait goes on."""
    story = Unfolding({0: "in-progress", 30: throttled("in-progress"), 400: "healthy"})
    assert code(story) == 0
    assert max(story.clock.waits) == 60
    assert {progress.trouble for progress in story.shown} == {"", "ecs:ListTasks: Throttled"}


def test_credentials_that_are_renewed_in_time() -> None:
    """Expired credentials are trouble, with the line that gets new ones; after the login the wait goes on."""
    story = Unfolding({0: "in-progress", 30: refused, 300: "healthy"})
    assert code(story) == 0
    troubles = [progress.trouble for progress in story.shown if progress.trouble]
    assert troubles
    assert all("aws sso login" in trouble for trouble in troubles)


def test_credentials_that_stay_expired() -> None:
    """In the end the last look saw nothing, and that is what is reported, whatever was seen before."""
    story = Unfolding({0: "in-progress", 30: refused})
    waited = story.waited(Limits(timeout=600))
    assert (waited.end, waited.blind, story.took) == (End.TIMEOUT, True, 600)
    assert waited.progress.age.total_seconds() > 500


def test_blindness_ends_without_a_timeout_too() -> None:
    """Nothing is seen any more, so nothing comes further: the clock that counts that runs on."""
    story = Unfolding({0: "in-progress", 30: refused})
    assert story.waited().blind
    assert 3 * LONGEST <= story.took <= 3 * LONGEST + 60


def test_a_first_look_that_fails_is_an_error() -> None:
    """What was typed wrongly, or is not there, is no reason to wait."""
    with pytest.raises(UserError, match="SSO session"):
        Unfolding({0: refused}).waited()


def test_looks_are_fast_at_first() -> None:
    """The first pauses are what the questions cost, later ones fifteen seconds; nothing is left to chance."""
    story, again = Unfolding({0: "in-progress"}), Unfolding({0: "in-progress"})
    story.waited()
    again.waited()
    assert story.clock.waits == again.clock.waits
    assert story.clock.waits[0] <= 3
    assert story.clock.waits[20] == 15
    assert story.clock.waits[:20] == sorted(story.clock.waits[:20])
    assert QUIET / 15 < len(story.clock.waits) < 120


OWN_RUN = """\
description: v1.4.2 was rolled back, and the CI run that deployed it still runs, for it waits for the answer.
schema: islive.world/1
extends: rolled-back
ci: {runs: {"17000000042": {status: in_progress, conclusion: null}}}
"""


def test_the_run_that_asks_is_not_what_is_waited_for(tmp_path: Path) -> None:
    """verify is a step of a CI run: that this run goes on does not mean that anything will come of it."""
    own = written(tmp_path, "own-run", OWN_RUN)
    report = seen_in(own, "web", "v1.4.2").report
    assert StageState.WAITING in {one.state for one in report.stages if one.stage is Stage.CI}
    story = Unfolding({0: own})
    assert (code(story), story.took) == (11, CONFIRMED)


def test_the_run_that_asks_does_not_stand_in_the_way(tmp_path: Path) -> None:
    """What is live is live while the CI run that asks goes on."""
    own = written(tmp_path, "own-live-run", OWN_RUN.replace("extends: rolled-back", "extends: healthy"))
    story = Unfolding({0: own})
    assert (code(story), story.took) == (0, 0)
