"""Who owns a service and its task definition, from their tags and names."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from islive.facts.ownership import By, Ownership, collect
from islive.facts.service import Service
from islive.model.doors import AwsRefused
from tests.facts.doors import FakeAws
from tests.rules.builders_a import deployment, service

STACK = {"aws:cloudformation:stack-name": "shop-prod", "aws:cloudformation:logical-id": "Service"}
COPILOT = {"copilot-application": "shop", "copilot-environment": "prod", "copilot-service": "api", **STACK}


def owned(tags: Mapping[str, str], of_definition: Any = None, **more: Any) -> Ownership:
    """What is read of a service with these tags; of its task definition with those."""
    tags_of = of_definition if isinstance(of_definition, dict) else {}
    listed = [{"key": key, "value": value} for key, value in tags_of.items()]
    answer = of_definition if isinstance(of_definition, AwsRefused) else {"taskDefinition": {}, "tags": listed}
    aws = FakeAws({"ecs:DescribeTaskDefinition": answer})
    asked: Service = replace(service(deployment(7)), tags=tags, **more)
    found = collect.collect(aws=aws, service=asked)
    ((_, _, params),) = aws.asked
    assert params == {"taskDefinition": asked.primary.task_definition, "include": ["TAGS"]}
    return found


@pytest.mark.parametrize(
    "tags, by, name",
    [
        (STACK, By.CLOUDFORMATION, "shop-prod"),
        ({**STACK, "aws:cloudformation:logical-id": "ServiceD69D759B"}, By.CDK, "shop-prod"),
        (COPILOT, By.COPILOT, "api"),
        ({"ManagedBy": "terraform"}, By.TERRAFORM, ""),
        ({"managed-by": "OpenTofu 1.8"}, By.TERRAFORM, ""),
        ({"terraform": "true"}, By.TERRAFORM, ""),
        ({"terraform:workspace": "prod"}, By.TERRAFORM, ""),
        # A stack is certain, a tag that somebody wrote is not.
        ({"ManagedBy": "terraform", **STACK}, By.CLOUDFORMATION, "shop-prod"),
    ],
)
def test_tags_tell(tags: Mapping[str, str], by: By, name: str) -> None:
    """The owner nearest to the file that people edit, quoted from the tag that says so."""
    (owner,) = owned(tags).owners
    assert (owner.by, owner.of, owner.name) == (by, "service", name)
    assert owner.because.quote in tags.values()
    assert owner.because.operation == "ecs:DescribeServices"


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"terraform": "false"},
        {"ManagedBy": "the platform team"},
        {"team": "terraform-enablement"},
        {"copilot-application": "shop"},
        {"Name": "cloudformation"},
    ],
)
def test_tags_that_tell_nothing(tags: Mapping[str, str]) -> None:
    """Half of Copilot's tags, a tag that says no, and a word somewhere are no owner."""
    assert owned(tags).owners == ()


@pytest.mark.parametrize(
    "name, by",
    [
        ("Shop-ServiceD69D759B-rT4uWx8Lq2Ze", By.CDK),
        ("terraform-20250903090000000000000001", By.TERRAFORM),
        ("shop-20250903090000000100000002", By.TERRAFORM),
    ],
)
def test_names_tell(name: str, by: By) -> None:
    """What the CDK and Terraform call a service that nobody named."""
    (owner,) = owned({}, name=name).owners
    assert (owner.by, owner.because.quote) == (by, name)


@pytest.mark.parametrize(
    "name", ["web", "agricultural-core", "terraform-runner", "api-20250903", "Service-blue-canary"]
)
def test_names_that_people_give(name: str) -> None:
    """They tell of no owner."""
    assert owned({}, name=name).owners == ()


def test_the_task_definition_has_an_owner_of_its_own() -> None:
    """Its tags are asked for; of what has none, the other's owner is meant."""
    both = owned({"ManagedBy": "terraform"}, STACK)
    assert [(one.by, one.of) for one in both.owners] == [
        (By.TERRAFORM, "service"),
        (By.CLOUDFORMATION, "task definition"),
    ]
    only = owned({}, STACK)
    owner = only.of("service")
    assert owner is not None
    assert owner.by is By.CLOUDFORMATION


def test_a_refusal_is_a_gap() -> None:
    """The tags of the service are known all the same."""
    refused = AwsRefused("ecs:DescribeTaskDefinition", "AccessDeniedException", "no")
    found = owned(STACK, refused)
    assert [one.of for one in found.owners] == ["service"]
    assert [one.permission for one in found.gaps] == ["ecs:DescribeTaskDefinition"]
