"""What the next task would meet: the evidence as if nobody had tried yet, about what is going to be deployed.

What tasks of another revision, or of another image, complained of is no news of the next one: their secret may be
another, their program is. What stands in the configuration is the same for all of them. So complaints are left out
here, and the rules see the one revision that a deployment begins from, with the image that is to be deployed in it.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from islive.engine.diagnose import diagnose
from islive.engine.discover import every_rule
from islive.facts import ways_out
from islive.facts.alarms import Alarms
from islive.facts.container_instances import ContainerInstances
from islive.facts.ended_programs import EndedPrograms
from islive.facts.execution_role import ExecutionRole, pairs_of
from islive.facts.fargate_quota import FargateQuota
from islive.facts.hindered import Hindered
from islive.facts.image_reference import ImageReference
from islive.facts.images import Image, Images
from islive.facts.images_of_interest import reference_to
from islive.facts.load_balancers import LoadBalancers
from islive.facts.missing_images import MissingImages
from islive.facts.network import Network
from islive.facts.network_trouble import NetworkTrouble
from islive.facts.own_images import OwnImages
from islive.facts.pull_failures import PullFailures
from islive.facts.refused_roles import RefusedRole, RefusedRoles
from islive.facts.running_tasks import RunningTasks
from islive.facts.secrets import Secrets
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.start_failures import StartFailures
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.target_groups import TargetGroups
from islive.facts.task_definitions import Container, TaskDefinition, TaskDefinitions
from islive.facts.wanted_version import WantedVersion
from islive.facts.ways_out import WaysOut
from islive.model.diagnosis import Diagnosis
from islive.model.documents import Hindrance
from islive.model.doors import Scope
from islive.model.evidence import Evidence, Gap, gaps_in, in_order
from islive.model.finding import Certainty, Finding
from islive.model.rule import Rule
from islive.model.stage import Stage
from islive.model.target import Target

# The rules that see in the configuration what will keep the next task from starting.
RULES = frozenset(
    {
        "environment-file-invalid",
        "image-not-found",
        "image-pull-denied",
        "image-wrong-platform",
        "kms-access-denied",
        "kms-key-unusable",
        "log-access-denied",
        "log-group-missing",
        "nat-gateway-without-internet",
        "parameter-not-found",
        "role-not-assumable",
        "route-leads-nowhere",
        "s3-endpoint-not-on-route-table",
        "secret-access-denied",
        "secret-arn-partial",
        "secret-invalid-json",
        "secret-key-missing",
        "secret-not-found",
        "secret-reference-malformed",
        "secret-renders-wrong",
        "secret-scheduled-for-deletion",
        "secret-version-missing",
        "security-group-lets-nothing-out",
        "subnet-full",
        "subnet-without-way-out",
        "task-without-public-address",
        "vpc-endpoint-closed",
        "vpc-endpoint-missing",
        "vpc-endpoint-without-private-dns",
    }
)
# Of a revision that ran before, images, secrets and role are looked up by name (attainable.py); that a subnet is full
# may be the doing of the very deployment that is to be left.
LEFT_OUT = ("image-", "secret-", "parameter-", "subnet-full")
RETURN_RULES = frozenset(one for one in RULES if not one.startswith(LEFT_OUT))
NOT_COLLECTED = "NotCollected"
# What else a preflight reads, which no rule sees.
BESIDES: tuple[type, ...] = (
    *(Alarms, ContainerInstances, FargateQuota, Images, LoadBalancers, MissingImages, OwnImages, RunningTasks),
    *(TargetGroups, WantedVersion),
)


def begins_from(evidence: Evidence) -> TaskDefinition | Gap:
    """The revision that a deployment is made of, as the facts were asked about it (`Options.preflight`)."""
    service, definitions, hindered = evidence.get(Service), evidence.get(TaskDefinitions), evidence.get(Hindered)
    if isinstance(service, Gap):
        return service
    if isinstance(definitions, Gap):
        return definitions
    asked = None if isinstance(hindered, Gap) else hindered.task_definition
    found = definitions.get(asked or service.primary.task_definition)
    unread = next(iter(definitions.gaps), Gap("TaskDefinitions", "ecs:DescribeTaskDefinition", "NotFound"))
    return found or unread


def to_deploy(evidence: Evidence, digest: str | None = None) -> Image | None:
    """The image of the wanted version, one with a tag rather than a part of an index; None where there is none.

    `digest` where it is known already which one it is.
    """
    wanted, images, own = evidence.get(WantedVersion), evidence.get(Images), evidence.get(OwnImages)
    if isinstance(wanted, Gap) or isinstance(images, Gap) or isinstance(own, Gap):
        return None
    at_home = (one for one in images.all if (one.registry, one.repository) in own.homes)
    found = [one for one in at_home if (one.digest == digest if digest else one.digest in wanted.digests)]
    return next((one for one in found if one.tags), next(iter(found), None))


def pinned(source: TaskDefinition, evidence: Evidence, digest: str | None = None) -> TaskDefinition:
    """The revision with the image that is to be deployed in the containers of the service's own image."""
    image, own = to_deploy(evidence, digest), evidence.get(OwnImages)
    if image is None or isinstance(own, Gap):
        return source
    reference = reference_to(image)
    return replace(source, containers=tuple(_with_image(one, reference, own) for one in source.containers))


def _with_image(container: Container, reference: ImageReference, own: OwnImages) -> Container:
    home = container.image.registry, container.image.repository
    same = (reference.registry, reference.repository) == home
    return replace(container, image=reference) if same and home in own.homes else container


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the next task would meet: what the rules see of it, and what could not be read for that."""

    definition: TaskDefinition
    diagnosis: Diagnosis
    gaps: tuple[Gap, ...]


def ahead(target: Target, source: TaskDefinition, evidence: Evidence, digest: str | None = None) -> Ahead:
    """Look at that revision. Of a version that has no image nothing can be said of its image."""
    wanted = evidence.get(WantedVersion)
    imageless = isinstance(wanted, WantedVersion) and wanted.explicit and to_deploy(evidence, digest) is None
    rules = [one for one in _rules(RULES) if not (imageless and one.stage is Stage.IMAGE)]
    known = evidence_ahead(target, source, evidence, digest)
    diagnosis = diagnose(rules, known, (target, evidence.taken_at))
    return Ahead(pinned(source, evidence, digest), diagnosis, _gaps(known, [*_needs(rules), *BESIDES]))


def ahead_of_return(target: Target, definition: TaskDefinition, evidence: Evidence) -> Ahead:
    """Look at a revision that ran before: its log, its keys, its way out, beside what is looked up by name."""
    rules, known = _rules(RETURN_RULES), evidence_ahead(target, definition, evidence)
    diagnosis = diagnose(rules, known, (target, evidence.taken_at))
    return Ahead(definition, diagnosis, _gaps(known, _needs(rules)))


def needs_of_return() -> tuple[type, ...]:
    """The facts that it looks at."""
    return _needs(_rules(RETURN_RULES))


def is_sure(finding: Finding) -> bool:
    """It will happen, as far as AWS's configuration tells."""
    return finding.certainty is not Certainty.POSSIBLE


def hindrance(finding: Finding) -> Hindrance:
    """What stands in the way, and what to do about it."""
    remedy = next(iter(finding.remedies), None)
    how = " Then: ".join(step.says for step in remedy.steps) if remedy else ""
    way_out = f"{remedy.title}: {how}" if remedy and how else f"islive explain {finding.id}"
    seen = tuple(f"{one.operation} {one.path}: {one.quote}" for one in finding.because)
    return Hindrance(finding.summary, way_out, seen)


def not_checked(gaps: Iterable[Gap]) -> Iterator[str]:
    """What could not be looked at, each with what would open it."""
    for gap in gaps:
        if gap.reason != NOT_COLLECTED:
            way_out = f"; {gap.way_out}" if gap.permission else ""
            yield f"not checked: what {gap.operation} would tell ({gap.reason}{way_out})"


def _rules(ids: Collection[str]) -> tuple[Rule, ...]:
    return tuple(one for one in every_rule() if one.id in ids)


def _needs(rules: Iterable[Rule]) -> tuple[type, ...]:
    return tuple(dict.fromkeys(fact for one in rules for fact in one.needs.values() if fact is not Target))


def _gaps(known: Evidence, read: Iterable[type]) -> tuple[Gap, ...]:
    values = [known.get(fact) for fact in dict.fromkeys(read)]
    return in_order(gap for one in values for gap in ((one,) if isinstance(one, Gap) else gaps_in(one)))


def evidence_ahead(target: Target, source: TaskDefinition, evidence: Evidence, digest: str | None = None) -> Evidence:
    """The evidence about that revision alone, of which nobody has complained."""
    service = evidence.get(Service)
    where = None if isinstance(service, Gap) else service.network
    deployed = pinned(source, evidence, digest)
    changed: dict[type, Any] = {
        TaskDefinitions: TaskDefinitions({source.name: deployed}, deployed),
        Hindered: Hindered(source.name, deployed),
        NetworkTrouble: NetworkTrouble(where, source.name),
        StoppedTasks: StoppedTasks(()),
        StartFailures: StartFailures(()),
        PullFailures: PullFailures(()),
        EndedPrograms: EndedPrograms(),
        ServiceDeployments: ServiceDeployments((), {}),
    }
    changed |= dict(_about(source, target, evidence))
    if not isinstance(service, Gap):
        changed[Service] = _beginning(service, source)
    facts = {**evidence.facts, **changed}
    return Evidence(evidence.taken_at, {**facts, WaysOut: _ways_out(target, Evidence(evidence.taken_at, facts))})


def _beginning(service: Service, source: TaskDefinition) -> Service:
    """The service as it will be: nothing but a PRIMARY deployment of that revision, without tasks yet."""
    primary = replace(service.primary, status="PRIMARY", task_definition=source.name, running=0, pending=0)
    return replace(service, deployments=(primary,), events=())


def _about(source: TaskDefinition, target: Target, evidence: Evidence) -> Iterator[tuple[type, Any]]:
    """What is held of several revisions, without that of the others."""
    secrets, role, roles = evidence.get(Secrets), evidence.get(ExecutionRole), evidence.get(RefusedRoles)
    if isinstance(secrets, Secrets):
        named = {one.value_from for one in source.secrets}
        kept = tuple(
            replace(one, task_definition=source.name) for one in secrets.secrets if one.reference.value_from in named
        )
        yield Secrets, replace(secrets, secrets=kept)
    if isinstance(role, ExecutionRole) and role.permissions:
        scope = Scope(target.account, target.region)
        needed = {(one.action, one.name or one.arn) for one in pairs_of(source, scope)}
        decisions = tuple(one for one in role.permissions.decisions if (one.action, one.resource) in needed)
        yield ExecutionRole, ExecutionRole(replace(role.permissions, decisions=decisions))
    if isinstance(roles, RefusedRoles):
        own = {source.execution_role, source.task_role}
        told = {arn: _unsaid(one, source) for arn, one in roles.roles.items() if arn in own}
        yield RefusedRoles, replace(roles, roles=told)


def _unsaid(role: RefusedRole | Gap, source: TaskDefinition) -> RefusedRole | Gap:
    return role if isinstance(role, Gap) else replace(role, said=None, wanted_by=source.name)


def _ways_out(target: Target, evidence: Evidence) -> WaysOut | Gap:
    service, trouble = evidence.get(Service), evidence.get(NetworkTrouble)
    if isinstance(service, Gap) or isinstance(trouble, Gap):
        return Gap("WaysOut", "ecs:DescribeServices", "NotCollected")
    network, definitions, hindered = evidence.get(Network), evidence.get(TaskDefinitions), evidence.get(Hindered)
    return ways_out.collect.collect(target, service, trouble, network, definitions, hindered)
