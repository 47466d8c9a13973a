"""Logs of builds that broke, asked for before they are gone: a log group may be deleted, or keep a day only."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from islive.facts.build_log import LAST_LINES
from islive.facts.build_project import BuildProject
from islive.facts.builds import Build
from islive.facts.builds import collect as builds_collector
from islive.model.doors import Aws, Refused

# Each costs two questions; an account with more asks for those that come first.
MOST_PROJECTS = 50
# What ended before that was there at the look before.
RECENT = timedelta(hours=1)


def read_build_logs(aws: Aws, now: datetime) -> None:
    """Ask for the end of the log of each build that broke within the hour: what is answered is in the transcript.

    What is refused is left out; it is for the report on a service to say so.
    """
    for build in _broken(aws, now):
        with suppress(Refused):
            aws.call(
                "logs:GetLogEvents",
                logGroupName=build.log_group,
                logStreamName=build.log_stream,
                startFromHead=False,
                limit=LAST_LINES,
            )


def _broken(aws: Aws, now: datetime) -> Iterator[Build]:
    with suppress(Refused):
        for project in list(aws.call("codebuild:ListProjects")["projects"])[:MOST_PROJECTS]:
            yield from (one for one in _builds(aws, project) if _is_news(one, now))


def _builds(aws: Aws, project: str) -> tuple[Build, ...]:
    try:
        return builds_collector.collect(aws=aws, build_project=BuildProject(name=project)).builds
    except Refused:
        return ()


def _is_news(build: Build, now: datetime) -> bool:
    ended = build.ended_at is not None and now - build.ended_at <= RECENT
    return build.broken and ended and bool(build.log_group and build.log_stream)
