"""The log of the build that should have made the requested version, if that build failed."""

from dataclasses import dataclass

from islive.facts.builds import Builds
from islive.facts.commits import Commits, wanted_commit
from islive.facts.reading import whole
from islive.model.collector import collects
from islive.model.doors import Aws
from islive.model.evidence import Gap
from islive.model.question import Options
from islive.model.target import Requested

# What one answer of GetLogEvents may hold is more; what went wrong stands at the end.
LAST_LINES = 1000


@dataclass(frozen=True, slots=True)
class BuildLog:
    """Its last lines, oldest first; no lines where no build failed or logs are not to be read (`--no-logs`)."""

    build: str | None
    lines: tuple[str, ...]


@collects("logs:GetLogEvents")
def collect(aws: Aws, builds: Builds, commits: Commits | Gap, requested: Requested, options: Options) -> BuildLog:
    """Ask for the end of the log, if the newest build of the commit (or of all) is broken and wrote one."""
    build = builds.newest_of(wanted_commit(commits, requested))
    if build is None or not build.broken or not options.read_logs:
        return BuildLog(None, ())
    if not build.log_group or not build.log_stream:
        return BuildLog(build.id, ())
    answer = whole(
        aws.call(
            "logs:GetLogEvents",
            logGroupName=build.log_group,
            logStreamName=build.log_stream,
            startFromHead=False,
            limit=LAST_LINES,
        )
    )
    lines = tuple(event.text_or_none("message") or "" for event in answer.parts("events"))
    if not lines:
        raise answer.empty(f"no events, though build {build.id} wrote to that stream")
    return BuildLog(build.id, tuple(line.rstrip("\r\n") for line in lines))
