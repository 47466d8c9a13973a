"""The newest builds of the project."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from islive.facts.build_project import BuildProject
from islive.facts.reading import Part, whole
from islive.facts.versions import same
from islive.model.collector import collects
from islive.model.doors import Aws

BROKEN = frozenset({"FAILED", "FAULT", "TIMED_OUT"})
# BatchGetBuilds takes 100; nobody waits for the outcome of older ones.
NEWEST = 50


@dataclass(frozen=True, slots=True)
class BuildPhase:
    """One phase; `message` is what its contexts say, "" where they say nothing, `code` the first one's status code."""

    type: str
    status: str | None
    started_at: datetime | None
    ended_at: datetime | None
    message: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Build:
    """One build; `commit` is its resolved source version, None where CodeBuild never resolved one.

    `timeout` and `queue_timeout` are how many minutes it may take, and may wait before that.
    """

    id: str
    arn: str
    status: str
    commit: str | None
    source_version: str | None
    initiator: str
    started_at: datetime
    ended_at: datetime | None
    phases: tuple[BuildPhase, ...]
    exported: Mapping[str, str]
    log_group: str | None
    log_stream: str | None
    timeout: int | None = None
    queue_timeout: int | None = None

    @property
    def broken(self) -> bool:
        """It ended badly; one that a person stopped did not."""
        return self.status in BROKEN

    @property
    def first_failed_phase(self) -> BuildPhase | None:
        """Where it broke: the first phase that failed, never the last (that one is a consequence)."""
        return next((p for p in self.phases if p.status in BROKEN), None)

    @property
    def under_way(self) -> bool:
        """It waits or works."""
        return self.status == "IN_PROGRESS"

    def asked_for(self, name: str | None) -> bool:
        """It was started for a ref of that name: a tag, a branch, or a commit as it is written."""
        return bool(name and self.source_version) and same((self.source_version or "").rsplit("/", 1)[-1], name or "")

    @property
    def digests(self) -> frozenset[str]:
        """The image digests that it exported."""
        return frozenset(value for value in self.exported.values() if value.startswith("sha256:"))


@dataclass(frozen=True, slots=True)
class Builds:
    """The newest builds, newest first; empty without a project."""

    builds: tuple[Build, ...]

    def of_commit(self, commit: str | None) -> tuple[Build, ...]:
        """Those that resolved to that commit, newest first."""
        return tuple(build for build in self.builds if commit and build.commit == commit)

    def newest_of(self, commit: str | None) -> Build | None:
        """The newest build of that commit; the newest of all where no commit is known."""
        return next(iter(self.of_commit(commit) if commit else self.builds), None)

    @property
    def last_succeeded(self) -> Build | None:
        """The newest SUCCEEDED one."""
        return next((build for build in self.builds if build.status == "SUCCEEDED"), None)


@collects("codebuild:ListBuildsForProject", "codebuild:BatchGetBuilds")
def collect(aws: Aws, build_project: BuildProject) -> Builds:
    """Ask for the newest builds of the project, if there is one."""
    if build_project.name is None:
        return Builds(())
    # Naming a sort order fails for projects with more than 100 builds; newest first is what comes without.
    listing = whole(aws.call("codebuild:ListBuildsForProject", projectName=build_project.name))
    newest = list(listing.texts("ids")[:NEWEST])
    if not newest:
        return Builds(())
    answer = whole(aws.call("codebuild:BatchGetBuilds", ids=newest))
    builds = [_build(part) for part in answer.parts_or_none("builds")]
    silent = {*newest} - {build.id for build in builds} - {*answer.texts_or_none("buildsNotFound")}
    if silent:
        raise answer.empty(f"{len(silent)} of {len(newest)} builds neither described nor not found")
    return Builds(tuple(sorted(builds, key=lambda build: (build.started_at, build.id), reverse=True)))


def _build(part: Part) -> Build:
    logs = part.part_or_none("logs")
    return Build(
        id=part.text("id"),
        arn=part.text("arn"),
        status=part.text("buildStatus"),
        commit=part.text_or_none("resolvedSourceVersion") or None,
        source_version=part.text_or_none("sourceVersion") or None,
        initiator=part.text_or_none("initiator") or "",
        started_at=part.time("startTime"),
        ended_at=part.time_or_none("endTime"),
        phases=tuple(_phase(one) for one in part.parts_or_none("phases")),
        exported=part.pairs("exportedEnvironmentVariables", "name", "value"),
        log_group=logs.text_or_none("groupName") if logs else None,
        log_stream=logs.text_or_none("streamName") if logs else None,
        timeout=part.number_or_none("timeoutInMinutes"),
        queue_timeout=part.number_or_none("queuedTimeoutInMinutes"),
    )


def _phase(part: Part) -> BuildPhase:
    contexts = part.parts_or_none("contexts")
    said = (context.text_or_none("message") for context in contexts)
    return BuildPhase(
        type=part.text("phaseType"),
        status=part.text_or_none("phaseStatus"),
        started_at=part.time_or_none("startTime"),
        ended_at=part.time_or_none("endTime"),
        message="\n".join(one for one in said if one and one.strip(": ")),
        code=next((code for one in contexts if (code := one.text_or_none("statusCode"))), ""),
    )
