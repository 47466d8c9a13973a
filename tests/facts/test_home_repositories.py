"""The settings of the service's own repositories: which tags may move, and what a lifecycle policy keeps."""

import json
from typing import Any

import pytest

from islive.facts.home_repositories import HomeRepository, Lifecycle, collect
from islive.facts.own_images import OwnImages
from islive.model.doors import AwsRefused
from islive.model.evidence import Gap
from tests.facts.doors import FakeAws

HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
OWN = OwnImages(
    homes=frozenset({(HOST, "shop"), ("", "nginx")}),
    primary=frozenset(),
    asked=frozenset(),
    recorded=frozenset(),
    interest=frozenset(),
)
NO_POLICY = AwsRefused("ecr:GetLifecyclePolicy", "LifecyclePolicyNotFoundException", "none")


def described(mutability: str = "MUTABLE", *filters: str) -> dict[str, Any]:
    """What DescribeRepositories answers."""
    excluded = [{"filterType": "WILDCARD", "filter": one} for one in filters]
    said = {"imageTagMutability": mutability, "imageTagMutabilityExclusionFilters": excluded}
    return {"repositories": [{"repositoryName": "shop", **said}]}


def policy(*selections: dict[str, Any]) -> dict[str, Any]:
    """What GetLifecyclePolicy answers; the first selection has the first priority, whatever the order of the text."""
    counted = {"countType": "imageCountMoreThan", "countNumber": 10}
    rules = [
        {"rulePriority": number, "selection": {**one, **counted}, "action": {"type": "expire"}}
        for number, one in enumerate(selections, start=1)
    ]
    return {"lifecyclePolicyText": json.dumps({"rules": rules[::-1]})}


def asked(repositories: Any, lifecycle: Any = NO_POLICY) -> Any:
    """The only repository that can be asked: the one in private ECR."""
    aws = FakeAws({"ecr:DescribeRepositories": repositories, "ecr:GetLifecyclePolicy": lifecycle})
    found = collect.collect(aws=aws, own=OWN).repositories
    assert set(found) == {f"{HOST}/shop"}
    return found[f"{HOST}/shop"]


@pytest.mark.parametrize(
    "mutability, filters, tag, keeps",
    [
        ("MUTABLE", [], "v1", False),
        ("IMMUTABLE", [], "v1", True),
        ("IMMUTABLE", [], "latest", True),
        ("IMMUTABLE_WITH_EXCLUSION", ["latest"], "latest", False),
        ("IMMUTABLE_WITH_EXCLUSION", ["latest"], "latest-2", True),
        ("IMMUTABLE_WITH_EXCLUSION", ["dev-*", "l*t"], "latest", False),
        ("IMMUTABLE_WITH_EXCLUSION", ["v1.*"], "v112", True),
        ("MUTABLE_WITH_EXCLUSION", ["v*"], "v1", True),
        ("MUTABLE_WITH_EXCLUSION", ["v*"], "latest", False),
    ],
)
def test_a_tag_is_kept_as_the_repository_says(mutability: str, filters: list[str], tag: str, keeps: bool) -> None:  # noqa: FBT001
    """Filters turn the setting round, a star stands for anything, a dot for itself."""
    assert asked(described(mutability, *filters)).keeps(tag) is keeps


@pytest.mark.parametrize(
    "selections, keeps",
    [
        ([], True),
        ([{"tagStatus": "untagged"}], True),
        ([{"tagStatus": "any"}], False),
        ([{"tagStatus": "tagged", "tagPatternList": ["*"]}], False),
        ([{"tagStatus": "tagged", "tagPrefixList": ["v"]}], False),
        ([{"tagStatus": "tagged", "tagPrefixList": ["rollback-"]}, {"tagStatus": "any"}], True),
        ([{"tagStatus": "untagged"}, {"tagStatus": "tagged", "tagPatternList": ["roll*"]}, {"tagStatus": "any"}], True),
        ([{"tagStatus": "tagged", "tagPrefixList": ["v"]}, {"tagStatus": "tagged", "tagPrefixList": ["roll"]}], False),
        ([{"tagStatus": "tagged", "tagPrefixList": ["rollback-", "v"]}], False),
    ],
)
def test_a_tag_keeps_an_image_if_a_rule_of_its_own_comes_first(selections: list[dict[str, str]], keeps: bool) -> None:  # noqa: FBT001
    """An image that matches a rule's tags cannot be expired by one of lower priority; several must all be there."""
    lifecycle = asked(described(), policy(*selections)).lifecycle
    assert isinstance(lifecycle, Lifecycle)
    assert lifecycle.keeps("rollback-v1") is keeps


def test_a_repository_without_a_policy_has_none() -> None:
    """That is an answer; a refusal is a gap inside, and the settings are known all the same."""
    assert asked(described()).lifecycle is None
    found = asked(described("IMMUTABLE"), AwsRefused("ecr:GetLifecyclePolicy", "AccessDeniedException"))
    assert isinstance(found, HomeRepository)
    assert found.lifecycle == Gap(
        "HomeRepositories", "ecr:GetLifecyclePolicy", "AccessDeniedException", "ecr:GetLifecyclePolicy"
    )


@pytest.mark.parametrize(
    "answer",
    [
        AwsRefused("ecr:DescribeRepositories", "AccessDeniedException"),
        {"repositories": []},
        {},
        {"repositories": [{"repositoryName": "shop"}]},
    ],
)
def test_settings_that_are_not_told_are_a_gap(answer: Any) -> None:
    """Never taken for mutable."""
    assert isinstance(asked(answer), Gap)
