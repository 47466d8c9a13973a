"""Facts by hand for the rules about health checks, alarms, hooks, and what moves a service."""

from dataclasses import replace
from typing import Any

from islive.facts.health_failures import HealthFailure, HealthFailures
from islive.facts.service import Attachment, Service
from islive.facts.service_deployments import ServiceDeployment
from islive.facts.start_times import StartTimes
from islive.facts.target_groups import HealthCheck, TargetGroup
from islive.facts.tried import Tried
from islive.model.citation import Citation
from tests.rules.builders_b import GROUP, NEW, groups, record, revision, service, starting

SAID = Citation("elbv2:DescribeTargetHealth", "TargetHealthDescriptions[10.0.0.1].TargetHealth.Description", "no")
CODES = "Health checks failed with these codes: [{}]"
CHECK = HealthCheck("HTTP", None, 30, 5, 2, "200")


def group(**check: Any) -> TargetGroup:
    """The service's target group, which asks HTTP /health every 30 seconds and expects 200."""
    (plain,) = groups().groups
    return replace(plain, check=replace(CHECK, **check))


def failure(reason: str = "Target.ResponseCodeMismatch", says: str = "", **check: Any) -> HealthFailure:
    """A target that failed; `says` is the load balancer's description."""
    return HealthFailure(group(**check), reason, says, check.get("port") or 80, SAID)


def mismatch(code: int, **check: Any) -> HealthFailure:
    """A target that answers with that code."""
    return failure(says=CODES.format(code), **check)


def failures(*found: HealthFailure) -> HealthFailures:
    """What failed."""
    return HealthFailures(found)


def rollout(**changes: Any) -> Service:
    """The service behind its load balancer while shop:2 comes up, with a grace period of a minute."""
    plain: dict[str, Any] = {"attachments": (Attachment(GROUP, "web", 80),), "grace_seconds": 60}
    return service(starting(), **{**plain, **changes})


def times(usual: int | None = None, *given: int) -> StartTimes:
    """Tasks became healthy after that long once, and were left so long now."""
    return StartTimes((), (usual,) if usual else (), given)


def tried(status: str = "ROLLBACK_SUCCESSFUL", **changes: Any) -> Tried:
    """The newest deployment of the wanted version, and how it ended."""
    return Tried((attempt(status, **changes),))


def attempt(status: str = "ROLLBACK_SUCCESSFUL", **changes: Any) -> ServiceDeployment:
    """One service deployment of shop:2."""
    return record("d2", status, revision(2, NEW), **changes)
