"""Images that could not be pulled, what is missing from the registry, and what is asked about it only then."""

from collections.abc import Mapping
from typing import Any

import pytest

from islive.facts.archived_images import ArchivedImages
from islive.facts.lifecycle_policies import LifecyclePolicies
from islive.facts.missing_images import MissingImages
from islive.facts.pull_failures import PullFailures
from islive.facts.pull_through_rules import PullThroughRules
from islive.facts.repository_policies import RepositoryPolicies
from islive.model.doors import AwsRefused
from islive.model.evidence import Gap
from islive.model.target import Requested
from tests.facts.doors import Answers, Look, denied
from tests.facts.failing import FAILING, described_tasks
from tests.facts.shop import AWS, REGISTRY, SHOP

KEY = f"{REGISTRY}/shop"
ONLY_ON_SUSPICION = {
    "ecr:GetLifecyclePolicy": LifecyclePolicies,
    "ecr:GetRepositoryPolicy": RepositoryPolicies,
    "ecr:DescribePullThroughCacheRules": PullThroughRules,
}


def saying(words: str) -> Answers:
    """The failing shop, whose task stopped with these words."""

    def tasks(params: Mapping[str, Any]) -> Any:
        told: Any = described_tasks(params)
        new = {"stoppedReason": words, "createdAt": "2026-03-02T11:01:00Z"}
        return {"tasks": [one | (new if one["lastStatus"] == "STOPPED" else {}) for one in told["tasks"]]}

    return {**FAILING, "ecs:DescribeTasks": tasks}


NOT_THERE = saying("CannotPullContainerError: shop:v1.3.0: not found")
REFUSED = saying("CannotPullContainerError: pull access denied for shop: denied: 403 Forbidden")


def test_a_healthy_service_is_asked_nothing() -> None:
    """Policies, archives and cache rules are asked for only where an image is missing or refused."""
    look = Look(SHOP, Requested("v1.2.0"))
    for fact in (*ONLY_ON_SUSPICION.values(), ArchivedImages):
        look.read(fact)
    assert not ONLY_ON_SUSPICION.keys() & {*look.aws.operations()}
    assert look.aws.operations().count("ecr:DescribeImages") == 1


def test_the_words_of_a_stopped_task_are_read() -> None:
    """What is said of a pull is a failed pull of that revision, quoted where it stands."""
    (pull,) = Look(NOT_THERE, Requested("v1.3.0")).read(PullFailures).pulls
    assert (pull.task_definition, pull.failure.label) == ("shop:8", "image.not-found")
    assert (pull.cited.operation, pull.cited.quote) == (
        "ecs:DescribeTasks",
        "CannotPullContainerError: shop:v1.3.0: not found",
    )


def test_a_missing_tag_is_missing() -> None:
    """The revision whose task could not pull names v1.3.0, which the registry does not have."""
    (missing,) = Look(NOT_THERE, Requested("v1.3.0")).read(MissingImages).images
    assert (missing.task_definition, missing.short, missing.digest) == ("shop:8", "shop:v1.3.0", None)
    policy = Look(NOT_THERE, Requested("v1.3.0")).read(LifecyclePolicies).of(KEY)
    assert policy is not None
    assert policy.rules == ("any beyond the newest 10 expires",)


def test_no_policy_is_an_answer() -> None:
    """A repository may have none; whatever else is refused is a gap."""
    refused = AwsRefused("ecr:GetLifecyclePolicy", "LifecyclePolicyNotFoundException", "none")
    none = Look({**NOT_THERE, "ecr:GetLifecyclePolicy": refused}, Requested("v1.3.0")).read(LifecyclePolicies)
    assert (none.of(KEY), none.gaps) == (None, ())
    forbidden = {**NOT_THERE, "ecr:GetLifecyclePolicy": denied("ecr:GetLifecyclePolicy")}
    (gap,) = Look(forbidden, Requested("v1.3.0")).read(LifecyclePolicies).gaps
    assert gap.permission == "ecr:GetLifecyclePolicy"


def test_a_denied_pull_asks_for_the_repository_policy() -> None:
    """It is read as it stands; none is an answer, too."""
    policies = Look(REFUSED, Requested("v1.3.0")).read(RepositoryPolicies)
    assert policies.policies == {KEY: '{"Statement": []}'}
    refused = AwsRefused("ecr:GetRepositoryPolicy", "RepositoryPolicyNotFoundException", "none")
    none = Look({**REFUSED, "ecr:GetRepositoryPolicy": refused}, Requested("v1.3.0"))
    assert none.read(RepositoryPolicies).policies == {KEY: None}


def test_a_repository_that_does_not_exist_may_be_a_cache() -> None:
    """Then the registry's pull-through rules are asked for: each serves what is below its prefix."""
    absent = AwsRefused("ecr:DescribeImages", "RepositoryNotFoundException", "none")
    look = Look({**NOT_THERE, "ecr:DescribeImages": absent}, Requested("v1.3.0"))
    rules = look.read(PullThroughRules)
    assert rules.prefixes == ((REGISTRY, "docker-hub"),)
    assert not any(rules.serve(one.reference) for one in look.read(MissingImages).images)


@pytest.mark.parametrize("operation", sorted(ONLY_ON_SUSPICION))
def test_an_empty_answer_is_a_gap(operation: str) -> None:
    """An answer without its member says nothing."""
    absent = AwsRefused("ecr:DescribeImages", "RepositoryNotFoundException", "none")
    gone = {"ecr:DescribeImages": absent} if operation.endswith("Rules") else {}
    look = Look({**REFUSED, **gone, operation: {}}, Requested("v1.3.0"))
    found = look.at(ONLY_ON_SUSPICION[operation])
    assert isinstance(found, Gap) or getattr(found, "gaps", ())
    assert operation in AWS
