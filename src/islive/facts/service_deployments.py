"""Service deployments and revisions: ECS's own record of what it was told to do and how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from islive.facts.awsvpc import Awsvpc, awsvpc
from islive.facts.reading import Part, last_part, whole
from islive.facts.service import Deployment, Service
from islive.facts.service_deployment import FailedHook, ServiceDeployment
from islive.model.collector import collects
from islive.model.doors import Aws, Refused
from islive.model.evidence import Gap, gap
from islive.model.question import Options


@dataclass(frozen=True, slots=True)
class RevisionImage:
    """One container's image in a service revision; `digest` is None when ECS never resolved the tag."""

    container: str
    reference: str
    digest: str | None


@dataclass(frozen=True, slots=True)
class ServiceRevision:
    """What a service deployment deploys; `task_definition` is "family:revision"."""

    arn: str
    task_definition: str
    images: tuple[RevisionImage, ...]
    network: Awsvpc | None = None

    @property
    def digests(self) -> frozenset[str]:
        """The digests that ECS recorded."""
        return frozenset(image.digest for image in self.images if image.digest)


@dataclass(frozen=True, slots=True)
class ServiceDeployments:
    """The newest service deployments, newest first, and the revisions that the newest and the current ones name.

    ECS keeps 90 days of them, and none from before 2024-10-25. A revision that ECS no longer has is not in `revisions`;
    where details or revisions could not be read, `gaps` says so.
    """

    deployments: tuple[ServiceDeployment, ...]
    revisions: Mapping[str, ServiceRevision]
    gaps: tuple[Gap, ...] = ()

    @property
    def newest(self) -> ServiceDeployment | None:
        """The one ECS was told of last."""
        return self.deployments[0] if self.deployments else None

    @property
    def last_successful(self) -> ServiceDeployment | None:
        """The newest SUCCESSFUL one: where a native rollback goes."""
        return next((one for one in self.deployments if one.status == "SUCCESSFUL"), None)

    def record_of(self, deployment: Deployment) -> ServiceDeployment | None:
        """The service deployment behind an entry of the service's `deployments[]`.

        Nothing names it: it is the one with that task definition that was made at the same time. A forced deployment
        has the same task definition as the one before; after a rollback the old entry is back, with its old time.
        """
        same = [
            one
            for one in self.deployments
            if (revision := self.revision_of(one)) and revision.task_definition == deployment.task_definition
        ]
        return min(same, key=lambda one: abs(one.created_at - deployment.created_at), default=None)

    def revision_behind(self, service: Service) -> ServiceRevision | None:
        """What PRIMARY deploys: its record's revision, else the current one with its task definition."""
        record = self.record_of(service.primary)
        current = (self.revisions.get(arn) for arn in service.current_revisions)
        named = service.primary.task_definition
        found = next((one for one in current if one and one.task_definition == named), None)
        return (self.revision_of(record) if record else None) or found

    def tried_and_good(self, service: Service) -> tuple[str | None, str | None]:
        """The task definition that is being deployed or was given up, and that of the last success before it."""
        tried = self.newest if self.newest and self.newest.status != "SUCCESSFUL" else self.record_of(service.primary)
        older = (one for one in self.deployments if tried and one.created_at < tried.created_at)
        good = next((one for one in older if one.status == "SUCCESSFUL"), None)
        new, old = (self.revision_of(one) if one else None for one in (tried, good))
        return new.task_definition if new else None, old.task_definition if old else None

    def revision_of(self, deployment: ServiceDeployment) -> ServiceRevision | None:
        """What that service deployment deploys, if its revision was read."""
        return self.revisions.get(deployment.target_revision)


ROLLED_BACK = frozenset({"ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"})
# ECS developer guide, "Amazon ECS service deployments"; a day less, for clocks differ.
KEPT = timedelta(days=89)
MOST = 20
NEWEST = 10


@collects("ecs:ListServiceDeployments", "ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions")
def collect(aws: Aws, service: Service, now: datetime, options: Options) -> ServiceDeployments:
    """Ask for the listing, for details of what is unfinished or was rolled back, and for the revisions that matter.

    A glance makes do with the one deployment that the service itself names: the details of many services' come in one
    answer, their listings do not.
    """
    if service.controller != "ECS":
        return ServiceDeployments((), {})
    if options.glance and service.current_deployment:
        deployments, detail_gaps = _current(aws, service.current_deployment), ()
    else:
        deployments, detail_gaps = _with_details(aws, _listed(aws, service, now))
    arns = _revisions_that_matter(service, deployments)
    try:
        revisions, revision_gaps = revisions_of(aws, arns), ()
    except Refused as refused:
        revisions, revision_gaps = {}, (gap("ServiceDeployments", refused),)
    return ServiceDeployments(deployments, revisions, (*detail_gaps, *revision_gaps))


def _listed(aws: Aws, service: Service, now: datetime) -> tuple[ServiceDeployment, ...]:
    answer = whole(
        aws.call(
            "ecs:ListServiceDeployments",
            cluster=service.cluster,
            service=service.name,
            maxResults=100,
        )
    )
    found = [_brief(one, one.text("targetServiceRevisionArn")) for one in answer.parts("serviceDeployments")]
    if not found and service.status == "ACTIVE" and now - service.primary.created_at < KEPT:
        raise answer.empty(f"no serviceDeployments, though {service.primary.id} is younger than 90 days")
    return tuple(sorted(found, key=lambda one: one.created_at, reverse=True))


def _current(aws: Aws, arn: str) -> tuple[ServiceDeployment, ...]:
    """The deployment of that ARN, alone."""
    answer = whole(aws.call("ecs:DescribeServiceDeployments", serviceDeploymentArns=[arn]))
    found = described(answer, "serviceDeployments", "serviceDeploymentArn", [arn])
    return tuple(_detailed(_brief(one, one.part("targetServiceRevision").text("arn")), one) for one in found.values())


def _brief(part: Part, target: str) -> ServiceDeployment:
    return ServiceDeployment(
        arn=part.text("serviceDeploymentArn"),
        status=part.text("status"),
        status_reason=part.text_or_none("statusReason") or "",
        created_at=part.time("createdAt"),
        started_at=part.time_or_none("startedAt"),
        finished_at=part.time_or_none("finishedAt"),
        target_revision=target,
        source_revisions=(),
        rollback_reason=None,
        lifecycle_stage=None,
        awaiting_hooks=(),
    )


def _with_details(
    aws: Aws, listed: tuple[ServiceDeployment, ...]
) -> tuple[tuple[ServiceDeployment, ...], tuple[Gap, ...]]:
    """The listing, with the details of the unfinished and rolled back among the newest; one question, or none.

    The newest of all is worth it too if it was STOPPED: nothing superseded it, so ECS gave it up without a rollback.
    """
    ended = {one.arn for one in listed[:1] if one.status == "STOPPED"}
    worth = [one.arn for one in listed[:MOST] if one.under_way or one.status in ROLLED_BACK or one.arn in ended]
    if not worth:
        return listed, ()
    try:
        answer = whole(aws.call("ecs:DescribeServiceDeployments", serviceDeploymentArns=worth))
        parts = described(answer, "serviceDeployments", "serviceDeploymentArn", worth)
        detailed = {one.arn: _detailed(one, parts[one.arn]) for one in listed if one.arn in parts}
    except Refused as refused:
        return listed, (gap("ServiceDeployments", refused),)
    return tuple(detailed.get(one.arn, one) for one in listed), ()


def _detailed(brief: ServiceDeployment, part: Part) -> ServiceDeployment:
    """Status and reason of this answer too: between two questions a deployment moves on."""
    rollback = part.part_or_none("rollback")
    hooks = part.parts_or_none("lifecycleHookDetails")
    alarms, target = part.part_or_none("alarms"), part.part_or_none("targetServiceRevision")
    return replace(
        brief,
        status=part.text("status"),
        status_reason=part.text_or_none("statusReason") or brief.status_reason,
        finished_at=part.time_or_none("finishedAt") or brief.finished_at,
        source_revisions=tuple(one.text("arn") for one in part.parts_or_none("sourceServiceRevisions")),
        rollback_reason=rollback.text_or_none("reason") if rollback else None,
        lifecycle_stage=part.text_or_none("lifecycleStage"),
        awaiting_hooks=tuple(one.text("hookId") for one in hooks if one.text_or_none("status") == "AWAITING_ACTION"),
        failed_hooks=tuple(_failed_hook(one) for one in hooks if one.text_or_none("status") in HOOK_FAILURES),
        triggered_alarms=alarms.texts_or_none("triggeredAlarmNames") if alarms else (),
        traffic_percent=target.fraction_or_none("requestedProductionTrafficWeight") if target else None,
    )


HOOK_FAILURES = frozenset({"FAILED", "TIMED_OUT"})


def _failed_hook(part: Part) -> FailedHook:
    target = part.text_or_none("targetArn") or part.text_or_none("hookId") or "a hook"
    return FailedHook(target, part.text("status"), part.text_or_none("targetType") == "PAUSE")


def described(answer: Part, member: str, arn: str, asked: Sequence[str]) -> Mapping[str, Part]:
    """What was described, by ARN. A failure MISSING says that it is gone; about the others there must be no silence."""
    found = {part.text(arn): part for part in answer.parts_or_none(member)}
    failures = {part.text_or_none("arn"): part.text("reason") for part in answer.parts_or_none("failures")}
    for reason in failures.values():
        if reason != "MISSING":
            raise Refused(answer.operation, reason, f"{member} could not be described")
    gone = {last_part(failed) for failed in failures if failed}
    silent = [one for one in asked if one not in found and last_part(one) not in gone]
    if silent:
        raise answer.empty(f"{member}: {len(silent)} of {len(asked)} neither described nor among the failures")
    return found


def _revisions_that_matter(service: Service, deployments: tuple[ServiceDeployment, ...]) -> list[str]:
    """The current ones, the last successful one, and those of the newest deployments: what one question can hold."""
    successful = [one.target_revision for one in deployments if one.status == "SUCCESSFUL"][:1]
    newest = [one.target_revision for one in deployments[:NEWEST]]
    return list(dict.fromkeys([*service.current_revisions, *successful, *newest]))[:MOST]


def revisions_of(aws: Aws, arns: list[str]) -> Mapping[str, ServiceRevision]:
    """At most 20 revisions by their ARNs, without those that ECS no longer has. Raises Refused."""
    if not arns:
        return {}
    answer = whole(aws.call("ecs:DescribeServiceRevisions", serviceRevisionArns=arns))
    found = described(answer, "serviceRevisions", "serviceRevisionArn", arns)
    return {arn: _revision(part) for arn, part in found.items()}


def _revision(part: Part) -> ServiceRevision:
    return ServiceRevision(
        arn=part.text("serviceRevisionArn"),
        task_definition=last_part(part.text("taskDefinition")),
        images=tuple(_image(one) for one in part.parts_or_none("containerImages")),
        network=awsvpc(part),
    )


def _image(part: Part) -> RevisionImage:
    return RevisionImage(part.text("containerName"), part.text("image"), part.text_or_none("imageDigest"))
