"""The repository and the CI provider."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.facts.ci_github import GITHUB
from islive.facts.ci_runs import CiRuns
from islive.facts.commits import Commits, wanted_commit
from islive.model.doors import Refused
from islive.model.evidence import Gap
from islive.model.target import Requested
from tests.facts.doors import Look
from tests.facts.shop import COMMIT, RUNS_URL, SHOP

ASKED = Requested("v1.2.0")


def commits(version: str | None, **answers: Any) -> Commits:
    """The repository's part of the world."""
    return Look(
        {**SHOP, **{name.replace("_", ":"): answer for name, answer in answers.items()}}, Requested(version)
    ).read(Commits)


def test_the_wanted_commit_is_resolved() -> None:
    """A tag leads to its commit, and the commit to its tags."""
    found = commits("v1.2.0")
    assert found.wanted is not None
    assert found.wanted.sha == COMMIT
    assert found.tags_of(COMMIT) == ("v1.2.0",)
    assert found.newest_tag == found.tags[0]


@pytest.mark.parametrize("version", ["1.2.0", "v1.2.0"])
def test_the_leading_v_may_be_missing(version: str) -> None:
    """A ref that is unknown as written is tried with the other spelling."""
    assert commits(version).wanted is not None


@pytest.mark.parametrize("version", [None, "v9.9.9", "sha256:" + "a" * 64, "shop:7", "latest"])
def test_what_is_no_ref_has_no_commit(version: str | None) -> None:
    """Unknown refs, digests and task definitions are answers without a commit."""
    found = commits(version)
    assert (found.present, found.wanted) == (True, None)


def test_no_repository_is_an_answer() -> None:
    """Without a repository there is nothing to ask; that git fails is something else."""
    none: Any = Refused("git:remote", "NoRepository")
    assert commits("v1.2.0", git_remote=none).present is False
    broken: Any = Refused("git:commit", "ServerError")
    assert isinstance(Look({**SHOP, "git:commit": broken}, ASKED).at(Commits), Gap)


def test_a_hash_is_a_commit_without_a_repository() -> None:
    """A hash that was asked for is one, whoever knows it; digits alone are a number."""
    gap = Gap("Commits", "git:commit", "ServerError")
    assert wanted_commit(gap, Requested("5F1E2D3")) == "5f1e2d3"
    assert wanted_commit(gap, Requested("20240715")) is None
    assert wanted_commit(gap, Requested("v1.2.0")) is None


def test_runs_are_read() -> None:
    """The provider's own words on the runs of that commit."""
    found = Look(SHOP, ASKED).read(CiRuns)
    assert (found.provider, [(run.id, run.conclusion) for run in found.runs]) == ("github", [("17", "success")])


def test_a_run_under_way_has_not_ended() -> None:
    """What GitHub calls updated is an end only for what is completed."""
    runs: Any = SHOP[RUNS_URL]
    body = runs["body"].replace('"completed"', '"in_progress"')
    (run,) = Look({**SHOP, RUNS_URL: {**runs, "body": body}}, ASKED).read(CiRuns).runs
    assert run.ended_at is None


@pytest.mark.parametrize("status", [401, 403, 404, 429])
def test_a_closed_repository_names_what_opens_it(status: int) -> None:
    """A repository that GitHub does not show leaves a gap that asks for a token."""
    found = Look({**SHOP, RUNS_URL: {"status": status, "headers": {}, "body": ""}}, ASKED).at(CiRuns)
    assert isinstance(found, Gap)
    assert "GITHUB_TOKEN" in found.way_out


@pytest.mark.parametrize("answer", [{"status": 502}, {"status": 200, "body": "<html>"}, {"status": 200}, {}])
def test_a_broken_provider_is_a_gap(answer: Any) -> None:
    """No run is made of an answer that holds none."""
    assert isinstance(Look({**SHOP, RUNS_URL: answer}, ASKED).at(CiRuns), Gap)


def test_other_providers_are_not_asked() -> None:
    """A remote elsewhere, and a commit that nobody knows, leave nothing to ask."""
    elsewhere = {**SHOP, "git:remote": {"url": "https://bitbucket.org/shop/shop.git"}}
    assert Look(elsewhere, ASKED).read(CiRuns) == CiRuns(None, ())
    assert Look(SHOP).read(CiRuns) == CiRuns(None, ())


NAMES = st.text("abcXYZ0189_.-", min_size=1, max_size=10).filter(lambda name: not name.endswith((".git", ".")))
FORMS = st.sampled_from(
    [
        "https://github.com/{}/{}.git",
        "git@github.com:{}/{}.git",
        "ssh://git@github.com/{}/{}",
        "https://x:y@github.com/{}/{}/",
    ]
)


@given(FORMS, NAMES, NAMES)
def test_every_form_of_a_github_remote_is_understood(form: str, owner: str, name: str) -> None:
    """Owner and repository come out as they went in."""
    found = GITHUB.fullmatch(form.format(owner, name))
    assert found is not None
    assert (found["owner"], found["repository"]) == (owner, name)


@pytest.mark.parametrize("remote", ["https://github.com.example.org/a/b", "https://example.org/github.com/a", "", "x"])
def test_lookalikes_are_not_github(remote: str) -> None:
    """Only github.com is asked."""
    assert GITHUB.fullmatch(remote) is None
