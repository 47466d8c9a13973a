"""The same change in the words of the file that owns the resource."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from islive.facts.ownership import By, Owner, Ownership
from islive.model.citation import Citation
from islive.model.remedy import Derivation, Edit, Precondition, Remedy, Risk, Source, Step
from islive.remedy.owned import drift

ARN = "arn:aws:ecs:eu-west-1:111122223333:service/production/web"
BEFORE = Precondition(Source("ecs:DescribeServices", {}, "services[0].status", ARN), "ACTIVE")
BREAKER = {"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}}


def update(settings: Mapping[str, Any]) -> Remedy:
    """A remedy that changes the service."""
    params = {"cluster": "production", "service": "web", **settings}
    return Remedy("update", Risk.SAFE, steps=(Step("update", "ecs:UpdateService", params, precondition=BEFORE),))


def edits(*several: Edit) -> Remedy:
    """A remedy that registers a corrected revision, and deploys it."""
    derived = Derivation("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:42", several)
    register = Step("register", "ecs:RegisterTaskDefinition", derives=derived, precondition=BEFORE)
    deploy = Step("deploy", "ecs:UpdateService", {"cluster": "production", "service": "web"}, precondition=BEFORE)
    return Remedy("correct", Risk.DISRUPTIVE, steps=(register, deploy))


def told(by: By, remedy: Remedy, name: str = "web-prod", logical: str = "") -> list[str]:
    """What is said where that owner has both."""
    quoted = Citation("ecs:DescribeServices", "services[0].tags[owner]", name or "terraform")
    owners = tuple(Owner(by, of, name, quoted, logical) for of in ("service", "task definition"))
    return list(drift((remedy,), Ownership(owners), None))


def fragment(by: By, remedy: Remedy, name: str = "web-prod") -> str:
    """The change itself, after the file's name."""
    (_, where) = told(by, remedy, name)
    return where.split(": ", 2)[2]


def test_nobody_owns_it() -> None:
    """Then nothing is said."""
    assert list(drift((update(BREAKER),), Ownership(()), None)) == []


def test_what_is_left_to_a_person_makes_nothing_drift() -> None:
    """Only what is carried out does."""
    by_hand = Remedy("by hand", Risk.MANUAL, steps=(Step("update", "ecs:UpdateService", BREAKER),))
    assert told(By.TERRAFORM, by_hand) == []


def test_it_says_whose_it_is_and_what_will_happen() -> None:
    """The stack, the tag that says so, and that the next run takes it back."""
    says, _ = told(By.CLOUDFORMATION, update(BREAKER))
    assert "CloudFormation stack web-prod (services[0].tags[owner]: web-prod)" in says
    assert "--apply makes it drift" in says


def test_in_a_template() -> None:
    """YAML under the resource, as CloudFormation spells the property."""
    said = fragment(By.CLOUDFORMATION, update({**BREAKER, "healthCheckGracePeriodSeconds": 120}))
    assert yaml.safe_load(said) == {
        "Properties": {
            "DeploymentConfiguration": {"DeploymentCircuitBreaker": {"Enable": True, "Rollback": True}},
            "HealthCheckGracePeriodSeconds": 120,
        }
    }


def test_a_task_definition_in_a_template() -> None:
    """Several edits are one document; options keep the names that their driver gives them."""
    said = fragment(
        By.CLOUDFORMATION,
        edits(
            Edit("executionRoleArn", "arn:aws:iam::111122223333:role/run"),
            Edit("containerDefinitions[app].secrets[TOKEN].valueFrom", "arn:x:token::"),
            Edit("containerDefinitions[app].logConfiguration.options.awslogs-group", "/ecs/web"),
        ),
    )
    assert yaml.safe_load(said) == {
        "Properties": {
            "ExecutionRoleArn": "arn:aws:iam::111122223333:role/run",
            "ContainerDefinitions": [
                {
                    "Name": "app",
                    "Secrets": [{"Name": "TOKEN", "ValueFrom": "arn:x:token::"}],
                    "LogConfiguration": {"Options": {"awslogs-group": "/ecs/web"}},
                }
            ],
        }
    }


def test_for_copilot() -> None:
    """A patch of the template that Copilot makes, as RFC 6902 has it."""
    (_, where) = told(By.COPILOT, update({"healthCheckGracePeriodSeconds": 120}), "api")
    assert "copilot/api/overrides/cfn.patches.yml" in where
    assert yaml.safe_load(where.split(": ", 2)[2]) == [
        {"op": "add", "path": "/Resources/Service/Properties/HealthCheckGracePeriodSeconds", "value": 120}
    ]


def test_for_the_cdk() -> None:
    """The way out of its constructs, property by property."""
    said = fragment(By.CDK, update(BREAKER))
    assert said == (
        "(it.node.defaultChild as ecs.CfnService)"
        ".addPropertyOverride('DeploymentConfiguration.DeploymentCircuitBreaker.Enable', true)"
        ".addPropertyOverride('DeploymentConfiguration.DeploymentCircuitBreaker.Rollback', true);"
    )


@pytest.mark.parametrize(
    "remedy, said",
    [
        (update({"healthCheckGracePeriodSeconds": 120}), "health_check_grace_period_seconds = 120"),
        (update(BREAKER), "deployment_circuit_breaker { enable = true; rollback = true }"),
        (
            update({"deploymentConfiguration": {"minimumHealthyPercent": 50, "maximumPercent": 200}}),
            "deployment_minimum_healthy_percent = 50; deployment_maximum_percent = 200",
        ),
        (
            edits(Edit("cpu", "512"), Edit("runtimePlatform.cpuArchitecture", "ARM64")),
            'cpu = "512"; runtime_platform { cpu_architecture = "ARM64" }',
        ),
        (
            edits(Edit("containerDefinitions[app].healthCheck.startPeriod", 90)),
            'container_definitions = jsonencode([{ name = "app", healthCheck = { startPeriod = 90 } }])',
        ),
    ],
)
def test_for_terraform(remedy: Remedy, said: str) -> None:
    """The arguments of the provider's resource, not the API's."""
    assert fragment(By.TERRAFORM, remedy, "") == said


@pytest.mark.parametrize("by", list(By))
def test_what_is_taken_away(by: By) -> None:
    """Every owner has words for a property that goes."""
    words = {By.CLOUDFORMATION: "NoValue", By.CDK: "Deletion", By.COPILOT: "remove", By.TERRAFORM: "away"}
    assert re.search(words[by], fragment(by, edits(Edit("taskRoleArn", None))))
