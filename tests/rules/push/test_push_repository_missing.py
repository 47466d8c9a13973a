"""push-repository-missing: the build pushes to a repository that does not exist."""

from dataclasses import replace

from islive.rules.push.push_repository_missing import push_repository_missing
from tests.rules.builders_a import only, phase, sightings
from tests.rules.builders_images import NOTHING_FAILED, failed

BROKE = phase("POST_BUILD", "FAILED", "exit status 1")


def unknown(name: str) -> str:
    """ECR's words on that repository."""
    return f"name unknown: The repository with name '{name}' does not exist in the registry with id '123456789012'"


def test_a_repository_that_nobody_created() -> None:
    """Its name and the account are named, and ECR is quoted."""
    seen = only(push_repository_missing, failed(BROKE, unknown("shop/api")))
    assert seen.summary == "the build pushes to shop/api, and registry 123456789012 has no such repository"
    assert seen.because[0].quote == unknown("shop/api")
    assert "create-repository --repository-name shop/api" in seen.remedies[0].steps[0].says


def test_a_name_that_is_a_whole_address() -> None:
    """A host was put before a host, or a public registry's address was given to the private one."""
    for name in ("123456789012.dkr.ecr.eu-west-1.amazonaws.com/api", "public.ecr.aws/a1b2c3/api"):
        seen = only(push_repository_missing, failed(BROKE, unknown(name)))
        assert "the name is a whole address" in seen.summary
        assert "no other host" in seen.remedies[0].steps[0].says


def test_other_failures_are_silent() -> None:
    """A denied push, and a build that did not fail."""
    assert sightings(push_repository_missing, failed(BROKE, "denied: not authorized")) == ()
    assert sightings(push_repository_missing, replace(NOTHING_FAILED, lines=(unknown("a"),))) == ()
