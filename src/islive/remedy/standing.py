"""Where a service, its deployments and its revisions say how they stand: what steps read before they act, and after."""

from collections.abc import Mapping
from typing import Any

from islive.facts.service import Service
from islive.facts.service_deployment import ServiceDeployment
from islive.model.expected import OneOf
from islive.model.remedy import Carried, Given, Source
from islive.model.rollout import ROLLOUT

SERVICES, REVISION = "ecs:DescribeServices", "ecs:DescribeTaskDefinition"
RECORDS, RECORD_LIST = "ecs:DescribeServiceDeployments", "ecs:ListServiceDeployments"
PRIMARY = "deployments[?status=='PRIMARY'] | [0]"
CONFIGURATION = "deploymentConfiguration"
ARN = "taskDefinition.taskDefinitionArn"
CARRIES = f"tags[?key=='{ROLLOUT}'] | [0].value"


def now_at(service: Service, path: str, *, may_lack: bool = False) -> Source:
    """What the service says at `path` of its own entry; "" is the whole of it."""
    asked = {"cluster": service.cluster, "services": [service.name]}
    return Source(SERVICES, asked, f"services[0].{path}".removesuffix("."), service.arn, may_lack=may_lack)


def configured(service: Service, settings: Mapping[str, Any]) -> Mapping[str, Source]:
    """The deployment configuration as it is just before, where the settings change a part of it: all else stays."""
    return {CONFIGURATION: now_at(service, CONFIGURATION)} if CONFIGURATION in settings else {}


def primary_at(service: Service, member: str) -> Source:
    """What the service says of its PRIMARY deployment, wherever in the list that stands; "" is the whole of it."""
    return now_at(service, f"{PRIMARY}.{member}".removesuffix("."))


def undisturbed(service: Service) -> tuple[Given, ...]:
    """No other deployment has begun since the service was looked at, nor begun and ended.

    A deployment that ECS took back leaves the old PRIMARY, with its old id: only the record of it is another one.
    """
    says = "no other deployment has begun"
    same = Given(primary_at(service, "id"), service.primary.id, says)
    if service.current_deployment is None:
        return (same,)
    record = now_at(service, "currentServiceDeployment", may_lack=True)
    # Whether ECS still names it once it has ended is not documented.
    return same, Given(record, OneOf((service.current_deployment, None)), says)


def record_at(record: ServiceDeployment, path: str, *, may_lack: bool = False) -> Source:
    """What ECS says at `path` of one service deployment."""
    asked = {"serviceDeploymentArns": [record.arn]}
    return Source(RECORDS, asked, f"serviceDeployments[0].{path}", record.arn, may_lack=may_lack)


def revision_at(arn: str, path: str, *, may_lack: bool = False) -> Source:
    """What stands at `path` of the answer about one revision of a task definition, its tags included."""
    return Source(REVISION, {"taskDefinition": arn, "include": ["TAGS"]}, path, arn, may_lack=may_lack)


def carried(rollout: str, since: str, service_arn: str, path: str) -> Carried:
    """What stands at `path` of the revision that carries the rollout: `since` or one that was registered after it.

    `since` is an ARN or "family:revision"; `service_arn` says in which account and region.
    """
    family, _, revision = since.rpartition("/")[2].partition(":")
    asked: Mapping[str, Any] = {"taskDefinition": family, "include": ["TAGS"]}
    return Carried(REVISION, asked, path, service_arn, may_lack=True, since=int(revision or 0), rollout=rollout)


def revision_arn(service: Service, revision: str) -> str:
    """The ARN of a revision in the service's account and region; `revision` may be that already."""
    if revision.startswith("arn:"):
        return revision
    return f"{service.arn.rpartition(':service/')[0]}:task-definition/{revision}"
