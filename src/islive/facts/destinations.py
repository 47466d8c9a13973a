"""What a task must reach before its containers run: AWS endpoints and registries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from islive.causes.network_failure import NetworkFailure
from islive.facts.image_reference import ImageReference
from islive.facts.task_definitions import Container, TaskDefinition

DOCKER_HUB = "registry-1.docker.io"
OF_DOCKER_HUB = frozenset({"", "docker.io", "index.docker.io", "registry.hub.docker.com"})
NAMES = {
    "ecr.api": "ECR (login)",
    "ecr.dkr": "ECR (images)",
    "s3": "Amazon S3",
    "secretsmanager": "Secrets Manager",
    "ssm": "Systems Manager",
    "logs": "CloudWatch Logs",
    "kms": "KMS",
}
# The order in which a task needs them.
SERVICES = tuple(NAMES)
LAST = len(SERVICES)


@dataclass(frozen=True, slots=True)
class Destination:
    """One of them: an AWS service in a region ("ecr.api"), or else only a host on the internet."""

    service: str | None
    region: str
    host: str

    @property
    def name(self) -> str:
        """As people know it."""
        return NAMES.get(self.service or "", self.host)

    @property
    def endpoint_service(self) -> str | None:
        """What a VPC endpoint to it is called; None where there is no such endpoint."""
        start = "cn.com.amazonaws" if self.region.startswith("cn-") else "com.amazonaws"
        return f"{start}.{self.region}.{self.service}" if self.service else None

    def is_meant_by(self, failure: NetworkFailure) -> bool:
        """A message tells of this one."""
        if failure.service:
            return failure.service == self.service
        return failure.host is not None and failure.host == self.host


def destinations(
    definition: TaskDefinition | None, failures: Iterable[NetworkFailure], here: str
) -> tuple[Destination, ...]:
    """Those of a revision, and those that messages tell of, each once, in the order in which a task needs them."""
    containers = definition.containers if definition else ()
    found = list(dict.fromkeys(one for container in containers for one in _of(container, here)))
    for failure in failures:
        if not any(one.is_meant_by(failure) for one in found):
            found += _told(failure, here)
    return tuple(sorted(found, key=lambda one: (SERVICES.index(one.service) if one.service else LAST, one.host)))


def _told(failure: NetworkFailure, here: str) -> Iterator[Destination]:
    if failure.service:
        yield _aws(failure.service, here)
    elif failure.host:
        yield Destination(None, "", failure.host)


def _of(container: Container, here: str) -> Iterator[Destination]:
    yield from _of_image(container.image)
    for secret in container.secrets:
        region = secret.arn.split(":")[3] if secret.arn else here
        yield _aws(secret.kind, region)
    if container.log_group:
        yield _aws("logs", container.log_options.get("awslogs-region") or here)


def _of_image(image: ImageReference) -> Iterator[Destination]:
    """ECR hands out logins and manifests itself, and layers through Amazon S3 (ECR user guide, "VPC endpoints")."""
    if image.region:
        yield _aws("ecr.api", image.region)
        yield Destination("ecr.dkr", image.region, image.registry)
        yield _aws("s3", image.region)
    else:
        yield Destination(None, "", DOCKER_HUB if image.registry in OF_DOCKER_HUB else image.registry)


def _aws(service: str, region: str) -> Destination:
    host = f"api.ecr.{region}" if service == "ecr.api" else f"{service}.{region}"
    return Destination(service, region, f"{host}.amazonaws.com{'.cn' * region.startswith('cn-')}")
