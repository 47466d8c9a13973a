"""push-found-no-image: the push had nothing to push."""

import pytest

from islive.facts.build_role import PUSH_ACTIONS, BuildRole
from islive.rules.push.push_found_no_image import push_found_no_image
from tests.rules.builders_a import REFUSED, URI, commits, digest, log, only, role, sightings, wanted

LINE = f"An image does not exist locally with the tag: {URI}"


def test_nothing_was_built_and_the_role_may_push() -> None:
    """It is said that permissions are not to blame, with IAM's own word for each action of a push."""
    seen = only(push_found_no_image, wanted(), log("Login Succeeded", LINE), role(), commits())
    assert seen.subject == "shop-api-build:1"
    assert seen.summary == "nothing was built to push: not a permission problem, role shop-build may push"
    log_line, *decisions = seen.because
    assert (log_line.operation, log_line.quote) == ("logs:GetLogEvents", LINE)
    assert [one.path for one in decisions] == [f"EvaluationResults[{action}].EvalDecision" for action in PUSH_ACTIONS]
    assert {(one.operation, one.quote) for one in decisions} == {("iam:SimulatePrincipalPolicy", "allowed")}


def test_older_docker_says_it_shorter() -> None:
    """The same thing in other words."""
    seen = only(push_found_no_image, wanted(), log(f"tag does not exist: {URI}:v1.2.0"), role(), commits())
    assert f"{URI}:v1.2.0" in seen.because[0].quote


@pytest.mark.parametrize("unknown", [REFUSED, BuildRole(None), role(PutImage="implicitDeny")])
def test_nothing_is_claimed_of_a_role_that_may_not_or_was_not_read(unknown: object) -> None:
    """That Docker gave up before it asked the registry holds all the same."""
    seen = only(push_found_no_image, wanted(), log(LINE), unknown, commits())
    assert "before it asked the registry" in seen.summary
    assert "may push" not in seen.summary
    assert [one.operation for one in seen.because] == ["logs:GetLogEvents"]


@pytest.mark.parametrize("line", ["denied: requested access to the resource is denied", "Step 3/9 : COPY . ."])
def test_other_lines(line: str) -> None:
    """A refusal is the opposite: there was something to push."""
    assert sightings(push_found_no_image, wanted(), log(line), role(), commits()) == ()


def test_a_failed_build_of_something_else() -> None:
    """Where the version has its image, or none was asked for, the push of another build does not matter."""
    for other in (wanted(digests=[digest("a")]), wanted(None, None, explicit=False), wanted("v9", None)):
        assert sightings(push_found_no_image, other, log(LINE), role(), commits(None)) == ()
    assert only(push_found_no_image, wanted(commit=None), log(LINE), role(), REFUSED).subject == "shop-api-build:1"
