"""A container's health check put right, where the right one is known."""

import re
from math import ceil

from islive.facts.last_good import LastGood
from islive.facts.task_definition import HealthCheck
from islive.facts.task_definitions import Container
from islive.facts.versions import is_floating
from islive.model.remedy import Edit, Remedy
from islive.rules.correction import correct, restored, within

URL = re.compile(r"https?://[^\s'\"|;&)]+")
# The program of an official image of a language, and how it asks for a URL and ends with 0 where that answers well.
BASES = (
    (
        re.compile(r"(?:^|/)python:"),
        ("python", "-c", "import urllib.request as r; r.urlopen('{url}', timeout={timeout})"),
    ),
    (
        re.compile(r"(?:^|/)node:"),
        (
            "node",
            "-e",
            "require('http').get('{url}',r=>process.exit(+(r.statusCode>399))).on('error',()=>process.exit(1))",
        ),
    ),
)
# API shape HealthCheck.
LONGEST_START, MOST_RETRIES = 300, 10
TWICE = 2


def as_before(revision: str, container: Container, last: LastGood, *, without: str | None = None) -> Remedy | None:
    """The check of the last good revision, or that it has none; None where it has the same, or calls that program."""
    good, before = last.before(revision), last.container_before(revision, container.name)
    if last.tried is None or good is None or before is None or before.health == container.health:
        return None
    if without and without in _command(before):
        return None
    path, was = within(container.name, "healthCheck"), _command(container)
    if before.health is None:
        title = f"leave the new health check of container {container.name} away: {good.name} has none"
        return correct(title, last.tried, last, Edit(path, None, was))
    title = f"check the health of container {container.name} as {good.name} does"
    return correct(title, last.tried, last, restored(path, good))


def has_same_image(revision: str, container: Container, last: LastGood) -> bool:
    """The last good revision runs the very same image in it: then it is no other code that its check meets."""
    before, image = last.container_before(revision, container.name), container.image
    fixed = bool(image.digest) or bool(image.tag and not is_floating(image.tag))
    return before is not None and before.image.text == image.text and fixed


def own_check(container: Container, base: str | None) -> Edit | None:
    """The same URL, asked for by the language that the image is made for; None where that is not known."""
    command = _command(container)
    url = URL.search(command)
    program = next((words for pattern, words in BASES if base and pattern.search(base)), None)
    if url is None or program is None or not url[0].startswith("http://"):
        return None
    timeout = container.health.timeout if container.health else HealthCheck(()).timeout
    asked = [word.replace("{url}", url[0]).replace("{timeout}", str(timeout)) for word in program]
    return Edit(within(container.name, "healthCheck.command"), ["CMD", *asked], command)


def longer(container: Container, took: float) -> tuple[Edit, ...]:
    """Numbers by which a container that needs `took` seconds has twice that; none where ECS does not allow so much."""
    health = container.health
    if health is None:
        return ()
    wanted = ceil(TWICE * took)
    start = min(LONGEST_START, max(wanted, health.start_period))
    retries = min(MOST_RETRIES, max(health.retries, ceil((wanted - start) / health.interval) + 1))
    given = HealthCheck(health.command, health.interval, health.timeout, retries, start)
    if given.patience <= took:
        return ()
    numbers = (("startPeriod", start, health.start_period), ("retries", retries, health.retries))
    return tuple(
        Edit(within(container.name, f"healthCheck.{name}"), value, was) for name, value, was in numbers if value != was
    )


def _command(container: Container) -> str:
    return " ".join(container.health.command if container.health else container.health_command)
