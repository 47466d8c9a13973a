"""The timeline: what happened to the service, when, and when the scheduler is expected to try again."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from islive.engine.inject import inject
from islive.facts.builds import Builds
from islive.facts.commits import Commits
from islive.facts.images import Images
from islive.facts.service import STARTED, Deployment, Service, ServiceEvent
from islive.facts.service_deployments import ServiceDeployment, ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.task_definitions import TaskDefinitions
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Evidence, Gap
from islive.model.report import TimelineEntry

UNABLE = "unable to consistently start tasks"
# The scheduler's longest pause between two tries (ECS developer guide, "Service throttle logic").
LONGEST_PAUSE = timedelta(minutes=27)
RECENT_STARTS = 3


def timeline(evidence: Evidence) -> tuple[TimelineEntry, ...]:
    """Oldest first; the last entry may lie in the future: the next start that the scheduler is expected to make."""
    sources = (_commits, _builds, _images, _definitions, _deployments, _records, _events, _stops)
    found = [inject(source, evidence, {}) for source in sources]
    entries = {entry for one in found if not isinstance(one, Gap) for entry in one}
    expected = inject(_expected, evidence, {datetime: evidence.taken_at})
    entries |= set() if isinstance(expected, Gap) else set(expected)
    return tuple(sorted(entries, key=_order))


def _order(entry: TimelineEntry) -> tuple[datetime, str, str]:
    return entry.at, entry.says, entry.citation.quote if entry.citation else ""


def _commits(commits: Commits, wanted: WantedVersion) -> list[TimelineEntry]:
    tags = [tag for tag in commits.tags if wanted.commit and tag.sha == wanted.commit]
    return [
        TimelineEntry(tag.at, f"{tag.name} was tagged ({tag.sha[:7]})", Citation("git:tags", tag.name, tag.sha))
        for tag in tags
    ]


def _builds(builds: Builds, wanted: WantedVersion) -> list[TimelineEntry]:
    last = builds.last_succeeded
    of_interest = [*builds.of_commit(wanted.commit), *([last] if last else [])]
    return [
        TimelineEntry(
            one.ended_at or one.started_at,
            f"build {one.id} {one.status}",
            Citation("codebuild:BatchGetBuilds", "builds[].buildStatus", one.status),
        )
        for one in of_interest
    ]


def _images(images: Images, wanted: WantedVersion) -> list[TimelineEntry]:
    newest = {max((i for i in images.all if i.repository == r), key=lambda i: i.pushed_at) for r in _names(images)}
    shown = newest | {image for image in images.all if image.digest in wanted.digests}
    return [
        TimelineEntry(
            image.pushed_at,
            f"image {image.repository} [{', '.join(image.tags) or 'untagged'}] was pushed",
            Citation("ecr:DescribeImages", "imageDetails[].imageDigest", image.digest),
        )
        for image in shown
    ]


def _names(images: Images) -> set[str]:
    return {image.repository for image in images.all}


def _definitions(definitions: TaskDefinitions) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            one.registered_at,
            f"{one.name} was registered by {_who(one.registered_by)}",
            Citation("ecs:DescribeTaskDefinition", "taskDefinition.registeredBy", one.registered_by or ""),
        )
        for one in definitions.revisions.values()
        if one.registered_at
    ]


def _who(arn: str | None) -> str:
    return arn.split(":", 5)[-1] if arn else "somebody"


def _deployments(service: Service) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            one.created_at,
            f"deployment of {one.task_definition} began",
            Citation("ecs:DescribeServices", "services[0].deployments[].id", one.id),
        )
        for one in service.deployments
    ]


def _records(deployments: ServiceDeployments) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            one.finished_at,
            f"{_deployed(deployments, one)} ended {one.status}",
            Citation(
                "ecs:ListServiceDeployments", "serviceDeployments[].statusReason", one.status_reason or one.status
            ),
        )
        for one in deployments.deployments[:5]
        if one.finished_at
    ]


def _deployed(deployments: ServiceDeployments, one: ServiceDeployment) -> str:
    revision = deployments.revision_of(one)
    return f"deployment of {revision.task_definition}" if revision else "a deployment"


def _events(service: Service) -> list[TimelineEntry]:
    """The newest events but the calm ones, and the first trouble that is still remembered."""
    telling = [event for event in service.events if "steady state" not in event.message]
    trouble = [event for event in telling if UNABLE in event.message]
    return [
        TimelineEntry(event.at, _tidy(event), Citation("ecs:DescribeServices", "services[0].events[]", event.message))
        for event in (*telling[:8], *trouble[-1:])
    ]


def _tidy(event: ServiceEvent) -> str:
    """The event with ECS as its subject, and without what stands in every event."""
    if started := STARTED.search(event.message):
        count, task = started.groups()
        return f"ECS started task {task[:8]}" if count == "1" else f"ECS started {count} tasks"
    if UNABLE in event.message:
        return "ECS cannot start tasks consistently"
    return re.sub(r"^\(service [^)]*\) |^service \S+ | For more information.*$", "", event.message).strip()


def _stops(stopped: StoppedTasks) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            task.stopped_at,
            f"task {task.id[:8]} stopped: {task.stop_code}",
            Citation("ecs:DescribeTasks", "tasks[].stoppedReason", task.stopped_reason),
        )
        for task in stopped.tasks[:5]
        if task.stopped_at
    ]


def failure_rate(service: Service, now: datetime) -> str | None:
    """How often tasks of the PRIMARY deployment fail, in words; None where none does."""
    primary = service.primary
    hours = (now - primary.created_at) / timedelta(hours=1)
    if not primary.failed_tasks or not primary.under_way or hours <= 0:
        return None
    rate = primary.failed_tasks / hours
    return f"{primary.failed_tasks} tasks failed in {_span(now - primary.created_at)}, {rate:.1f} an hour"


def _span(length: timedelta) -> str:
    hours, rest = divmod(int(length.total_seconds()) // 60, 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"


def _expected(service: Service, now: datetime) -> list[TimelineEntry]:
    """The next start, as far ahead of the last as the last ones were apart."""
    rate = failure_rate(service, now)
    recent = [start for start in service.starts if start >= service.primary.created_at][-RECENT_STARTS:]
    if rate is None:
        return []
    entries = [TimelineEntry(now, rate, _failed(service.primary))]
    pauses = [later - earlier for earlier, later in pairwise(recent)]
    if pauses:
        pause = min(sum(pauses, timedelta()) / len(pauses), LONGEST_PAUSE)
        entries += _ahead(recent[-1], pause, now)
    return entries


def _ahead(last: datetime, pause: timedelta, now: datetime) -> Iterator[TimelineEntry]:
    at = last + pause
    if at > now:
        yield TimelineEntry(at, f"next start expected (about {_span(pause)} after the last)")


def _failed(primary: Deployment) -> Citation:
    return Citation("ecs:DescribeServices", "services[0].deployments[0].failedTasks", str(primary.failed_tasks))
