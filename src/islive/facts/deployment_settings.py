"""How a service is deployed, as ECS has it: what goes along, whole, with whatever changes a part of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from islive.facts.reading import whole
from islive.model.collector import collects
from islive.model.doors import Aws
from islive.model.target import Target


@dataclass(frozen=True, slots=True)
class DeploymentSettings:
    """The service's deployment configuration as UpdateService takes it (API shape DeploymentConfiguration)."""

    configuration: Mapping[str, Any]

    @property
    def with_breaker(self) -> Mapping[str, Any]:
        """The same with the circuit breaker and its rollback on; its thresholds stay as they are."""
        breaker = {**self.configuration.get("deploymentCircuitBreaker", {}), "enable": True, "rollback": True}
        return {**self.configuration, "deploymentCircuitBreaker": breaker}


@collects("ecs:DescribeServices")
def collect(aws: Aws, target: Target) -> DeploymentSettings:
    """Read it from the answer that the service itself is read from: the same question."""
    reply = aws.call("ecs:DescribeServices", cluster=target.cluster, services=[target.service], include=["TAGS"])
    found = whole(reply).parts("services")
    if not found:
        raise whole(reply).empty("no services")
    return DeploymentSettings(found[0].part("deploymentConfiguration").members)
