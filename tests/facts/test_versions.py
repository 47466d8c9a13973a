"""Version names and commits as texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.facts.versions import agree, bare, commit_in, commits_agree, is_floating, is_version, same

NUMBERS = st.lists(st.integers(0, 30), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
NAMES = st.builds(
    lambda v, numbers, end: v + numbers + end,
    st.sampled_from(["", "v", "V"]),
    NUMBERS,
    st.sampled_from(["", "-rc1", "-whatsapp-ui", "+build.5", ".post1"]),
)
COMMITS = st.text("0123456789abcdef", min_size=40, max_size=40)


@given(NAMES)
def test_a_name_agrees_with_itself(name: str) -> None:
    """Every name can be true beside itself, with or without a leading v."""
    assert agree(name, name)
    assert agree(name, bare(name))
    assert same(name, bare(name))


@given(NAMES | st.text(max_size=8), NAMES | st.text(max_size=8))
def test_agreement_knows_no_order(one: str, other: str) -> None:
    """Whether two names agree does not depend on which is named first."""
    assert agree(one, other) == agree(other, one)


@given(NAMES, st.sampled_from([".1", "-rc1", "+5"]))
def test_a_name_that_says_more_agrees(name: str, more: str) -> None:
    """A name and what extends it by a dot, dash or plus can both be true."""
    assert agree(name, name + more)


@pytest.mark.parametrize(
    "one,other", [("v3.3.1", "v3.3.2"), ("v3.3.1", "v3.3.10"), ("v3", "v33.1"), ("1.2-a", "1.2-b")]
)
def test_different_versions_do_not_agree(one: str, other: str) -> None:
    """Names of which neither begins with the other, up to a separator, are different versions."""
    assert not agree(one, other)


@pytest.mark.parametrize("text", ["v3.3.1", "3.3", "v3.3.1-whatsapp-ui", "1.2.3+4", "v3", "2024.07.21", "v3-rc1"])
def test_version_names_look_like_it(text: str) -> None:
    """A version name has digits, and a dot or a leading v."""
    assert is_version(text)


@pytest.mark.parametrize(
    "text", ["latest", "main", "20240715", "3", "release-42", "", "v", "5f1e2d3", "feature/v1.2.3"]
)
def test_other_tags_are_no_version_names(text: str) -> None:
    """Branches, days, build numbers and hashes name no version."""
    assert not is_version(text)


@given(COMMITS, st.integers(7, 40), st.sampled_from(["", "git-", "sha-", "commit-"]))
def test_a_tag_may_be_a_commit(commit: str, length: int, prefix: str) -> None:
    """A hash of at least seven digits is a commit, alone (if it has a letter) or behind a prefix."""
    short = commit[:length]
    expected = short if prefix or length == 40 or not short.isdecimal() else None
    assert commit_in(prefix + short) == expected


@given(COMMITS, st.integers(7, 40))
def test_a_short_commit_agrees_with_the_whole(commit: str, length: int) -> None:
    """The beginning of a hash can mean it, in whatever case."""
    assert commits_agree(commit, commit[:length].upper())
    assert commits_agree(commit[:length], commit)


@given(COMMITS, COMMITS)
def test_different_commits_do_not_agree(one: str, other: str) -> None:
    """Two whole hashes mean the same commit only if they are the same."""
    assert commits_agree(one, other) == (one == other)


def test_six_digits_are_too_few() -> None:
    """What is shorter than seven digits means no commit."""
    assert not commits_agree("abcdef", "abcdef" + "0" * 34)
    assert commit_in("abcdef") is None


@pytest.mark.parametrize("tag", ["latest", "Main", "prod", "stable"])
def test_floating_tags_are_known(tag: str) -> None:
    """Tags that people move say nothing about an image."""
    assert is_floating(tag)
