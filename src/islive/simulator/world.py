"""A world: everything outside islive at one moment, loaded from a scenario's name or a YAML file."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from islive.simulator import document as documents
from islive.simulator.document import SCENARIOS, WorldError
from islive.simulator.kept import Kept
from islive.simulator.moments import moment
from islive.simulator.names import Json, Scope
from islive.simulator.references import fill_digests
from islive.simulator.refusal import Refusal
from islive.simulator.resources import (
    autoscaling,
    cloud_map,
    cloudwatch,
    codebuild,
    codepipeline,
    ec2,
    ecr,
    ecs,
    elbv2,
    iam,
    kms,
    logs,
    secrets,
)

if TYPE_CHECKING:
    from islive.simulator.living.living import Living

__all__ = ["World", "WorldError", "alive", "at_moment", "build", "from_document", "load", "scenarios"]


class Gate(Protocol):
    """What every request passes before it is answered."""

    def take(self, service: str, operation: str) -> None:
        """Let it pass. Raises Refusal."""
        ...


@dataclass(frozen=True, repr=False)
class World:
    """The outside at one moment: AWS's resources in AWS's shapes, and the rest as the world's YAML has it."""

    name: str
    description: str
    now: datetime
    scope: Scope
    caller: str
    page_size: int | None
    # Where the pre-signed addresses of image layers lead: ECR's own bucket, or an endpoint that stands in for it.
    layers_at: str
    ecs: ecs.Ecs
    ecr: ecr.Ecr
    elbv2: elbv2.Elbv2
    ec2: ec2.Ec2
    codebuild: codebuild.CodeBuild
    pipelines: dict[str, codepipeline.Pipeline]
    roles: dict[str, iam.Role]
    secrets: dict[str, secrets.Secret]
    parameters: dict[str, Json]
    keys: dict[str, Json]
    logs: logs.Logs
    alarms: dict[str, Json]
    # What Fargate takes: quotas and zones without capacity.
    fargate: Json
    scaling: autoscaling.Scaling
    cloud_map: dict[str, list[Json]]
    git: Json | None
    ci: Json | None
    http: Json
    dns: Json
    settings: Json
    truth: Json
    # AWS's limits on how fast it may be asked, and its troubles; a world without answers everybody at once.
    meter: Gate | None = None
    # What takes writes, in a world that lives; a still world refuses them.
    living: "Living | None" = None


def alive(world: World, operation: str) -> "Living":
    """What takes the write; a world that stands still refuses it."""
    if world.living is None:
        raise Refusal(
            "UnknownOperationException", f"The simulator does not answer {operation} in a world that stands still."
        )
    return world.living


def layer_bucket(region: str) -> str:
    """The host that ECR hands out layers from (ECR user guide, "Amazon ECR interface VPC endpoints")."""
    return f"prod-{region}-starport-layer-bucket.s3.{region}.amazonaws.com"


def load(name: str | Path) -> World:
    """The world of a scenario's name or of a YAML file's path; WorldError says what is wrong with it."""
    path = documents.find(name)
    document = documents.read(path)
    # The tests check the scenarios of the package; to compile the schema takes a third of a second.
    if path.parent != SCENARIOS:
        documents.check(documents.merge({}, document), path.name)
    return _named_build(document, path.stem, path.name)


def from_document(document: Json, name: str, file: str = "world") -> World:
    """The world of a document already read; `file` is what WorldError calls it."""
    documents.check(documents.merge({}, document), file)
    return _named_build(document, name, file)


def _named_build(document: Json, name: str, file: str) -> World:
    try:
        # Null says "none of this", in a patch as in a world of its own.
        return build(documents.merge({}, document), name)
    except WorldError as error:
        raise WorldError(f"{file}: {error}") from None


def build(document: Json, name: str) -> World:
    """The world of a document without nulls; it is not checked against the schema again."""
    scope = Scope(document["account"], document["region"])
    now = moment(document["now"])
    registry = ecr.read(scope, document.get("aws", {}).get("ecr", {}))
    filled: Json = fill_digests(document, registry.digest_of)
    aws = filled.get("aws", {})
    balancing = elbv2.read(scope, aws.get("elbv2", {}))
    compute = ecs.read(scope, now, aws.get("ecs", {}), registry, balancing)
    builds = codebuild.read(scope, aws.get("codebuild", {}))
    return World(
        name=name,
        description=document.get("description", ""),
        now=now,
        scope=scope,
        caller=document.get("caller", scope.global_arn("iam", "user/developer")),
        page_size=document.get("pageSize"),
        layers_at=f"https://{layer_bucket(scope.region)}",
        ecs=compute,
        ecr=registry,
        elbv2=balancing,
        codebuild=builds,
        ec2=ec2.read(scope, aws.get("ec2", {})),
        pipelines=codepipeline.read(aws.get("codepipeline", {})),
        roles=iam.read(scope, aws.get("iam", {})),
        secrets=secrets.read_secrets(scope, aws.get("secretsmanager", {})),
        parameters=secrets.read_parameters(scope, aws.get("ssm", {})),
        keys=kms.read(scope, aws.get("kms", {})),
        logs=logs.read(scope, aws, compute, builds),
        fargate=aws.get("ecs", {}).get("fargate", {}),
        alarms=cloudwatch.read(scope, aws.get("cloudwatch", {})),
        scaling=autoscaling.read(scope, aws.get("applicationAutoScaling", {})),
        cloud_map=cloud_map.read(aws.get("cloudMap", {})),
        git=filled.get("git"),
        ci=filled.get("ci"),
        http=filled.get("http", {}),
        dns=filled.get("dns", {}),
        settings=filled.get("settings", {}),
        truth=filled.get("truth", {}),
    )


def at_moment(base: World, document: Json, kept: Kept) -> World:
    """The base world with the clusters, the targets and the moment that the document has now, its digests filled in.

    Of services and tasks only those that have changed since the last time are made anew.
    """
    kept.begin_round()
    now, aws = moment(document["now"]), document.get("aws", {})
    section = aws.get("ecs", {})
    balancing = base.elbv2
    if "elbv2" in aws:
        balancing = replace(balancing, health=elbv2.read_health(aws["elbv2"], balancing.target_groups))
    around = ecs.Surroundings(base.scope, now, base.ecs.task_definitions, base.ecr, balancing)
    compute = replace(base.ecs, clusters=ecs.read_clusters(around, section.get("clusters", {}), kept))
    written = logs.read_streams(section, compute, base.logs.groups, kept)
    streams = replace(base.logs, streams=base.logs.streams | written)
    return replace(base, now=now, ecs=compute, elbv2=balancing, logs=streams)


def scenarios() -> dict[str, str]:
    """The scenarios' names, each with its description (the first line of its file)."""
    return {file.stem: _first_line(file) for file in sorted(SCENARIOS.glob("*.yaml"))}


def _first_line(file: Path) -> str:
    with file.open(encoding="utf-8") as lines:
        return lines.readline().removeprefix("description:").strip().strip('"')
