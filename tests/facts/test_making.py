"""Whether the version is still in the making, and which build of it broke."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from islive.facts.failed_build import FailedBuild
from islive.facts.in_the_making import PATIENCE, InTheMaking
from islive.model.target import Requested
from tests.facts.doors import NOW, Answers, Look, denied
from tests.facts.failing import BROKEN_BUILD, FAILED_BUILD, FAILING, NEW_COMMIT

ASKED = Requested("v1.3.0")
RUNS = f"GET https://api.github.com/repos/shop/shop/actions/runs?head_sha={NEW_COMMIT}&per_page=100"
MADE = datetime.fromisoformat("2026-03-02T10:00:00Z")


def building(**changes: Any) -> Answers:
    """The failing shop, whose build of v1.3.0 is changed so."""
    changed = {**BROKEN_BUILD, **changes}
    plain: Any = FAILING["codebuild:BatchGetBuilds"]
    return {**FAILING, "codebuild:BatchGetBuilds": {"builds": [plain["builds"][0], changed]}}


def making(answers: Answers, at: datetime = NOW) -> InTheMaking:
    """Whether v1.3.0 may be in the making at that time."""
    look = Look(answers, ASKED)
    look.known[datetime] = at
    return look.read(InTheMaking)


def test_a_build_at_work_makes_it() -> None:
    """One of its commit, or one for its name that does not know its commit yet; not one of another ref."""
    assert making(building(buildStatus="IN_PROGRESS")).going_on == (f"build {FAILED_BUILD}",)
    early = {"buildStatus": "IN_PROGRESS", "resolvedSourceVersion": None}
    assert making(building(**early)).may_be
    assert not making(building(**early, sourceVersion="v1.2.9")).may_be
    assert making(FAILING) == InTheMaking((), may_be=False)


@pytest.mark.parametrize("status, at_work", [("in_progress", True), ("queued", True), ("waiting", False)])
def test_a_run_at_work_may_make_it(status: str, at_work: bool) -> None:  # noqa: FBT001
    """A run that waits for a person is not at work."""
    run = f'{{"id": 1, "status": "{status}", "head_sha": "{NEW_COMMIT}", "created_at": "2026-03-02T10:01:00Z"}}'
    page: Mapping[str, Any] = {"status": 200, "headers": {}, "body": f'{{"workflow_runs": [{run}]}}'}
    assert making({**FAILING, RUNS: page}).may_be is at_work


def test_what_could_not_be_read_counts_while_the_commit_is_young() -> None:
    """A run takes six hours at most: after that a lost answer hides none that is still at work."""
    lost = {**FAILING, RUNS: {"status": 404, "headers": {}, "body": ""}}
    assert making(lost, MADE + PATIENCE - timedelta(minutes=1)).may_be
    assert not making(lost, MADE + PATIENCE).may_be


def test_the_failed_build_is_that_of_the_commit() -> None:
    """With its phase, CodeBuild's words and the end of its log."""
    found = Look(FAILING, ASKED).read(FailedBuild)
    assert found.build is not None
    assert (found.build.id, found.certain, found.lines) == (FAILED_BUILD, True, ("COPY failed: no such file",))
    assert found.because.quote == "Error while executing command"


@pytest.mark.parametrize("ref, certain", [("refs/tags/v1.3.0", True), ("main", False)])
def test_a_build_that_never_got_its_source(ref: str, certain: bool) -> None:  # noqa: FBT001
    """It knows no commit; it is certain only by the ref that it was started for."""
    found = Look(building(resolvedSourceVersion=None, sourceVersion=ref), ASKED).read(FailedBuild)
    assert found.build is not None
    assert found.certain is certain


def test_what_did_not_fail_is_none() -> None:
    """A build that succeeded or is at work, and a version whose image is there."""
    for status in ("SUCCEEDED", "IN_PROGRESS", "STOPPED"):
        assert Look(building(buildStatus=status), ASKED).read(FailedBuild).build is None
    assert Look(FAILING, Requested("v1.2.0")).read(FailedBuild).build is None


def test_a_log_that_may_not_be_read_is_a_gap() -> None:
    """Then rules that look into it are not assessed."""
    (gap,) = Look({**FAILING, "logs:GetLogEvents": denied("logs:GetLogEvents")}, ASKED).read(FailedBuild).gaps
    assert gap.permission == "logs:GetLogEvents"
