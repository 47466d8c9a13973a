"""health-check-tool-missing: the check calls a program that the image does not have."""

import re
from collections.abc import Iterator

from islive.causes.log_words import missing_command
from islive.facts.dockerfile import Dockerfile
from islive.facts.exits import Exit, Exits
from islive.facts.last_good import LastGood
from islive.facts.task_logs import TaskLogs
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.correction import correct
from islive.rules.health_checks import as_before, own_check
from islive.rules.log_quotes import log_quote

# What people put into health checks and slim images leave out.
TOOLS = re.compile(r"(?:^|[\s;&|(/])(?P<tool>curl|wget|nc|netstat|pg_isready|redis-cli|mysqladmin)(?=\s|$)")


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("container-health-check-failing",))
def health_check_tool_missing(
    exits: Exits, dockerfile: Dockerfile | Gap, logs: TaskLogs | Gap, last: LastGood
) -> Iterator[Sighting]:
    """The container's health check calls a program, mostly curl or wget, that its image does not have.

    ## What it means
    The health check of the task definition runs inside the container, with what is in the image. The program that it
    calls is not there, so the check fails from the first time on, however well the application does, and ECS stops
    every task for it. ECS never shows what the check wrote, so this is *confirmed* only where the container's own log
    says it; it is *likely* where the Dockerfile's base image is known to come without the program and no line of the
    Dockerfile installs it.

    ## Why it happens
    - The image moved to a slim, Alpine or distroless base; the health check was written for the one before.
    - The check was copied from another service or from a tutorial.
    - The program is installed in an earlier stage of the Dockerfile only.

    ## What to do
    Let the check use what the image has: the language itself can ask for a URL. Or install the program. Or, where a
    load balancer checks the same path, leave the container's check away.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
    """
    base = None if isinstance(dockerfile, Gap) else dockerfile.base
    for end in exits.each:
        tool = _tool(end) if end in exits.unhealthy else None
        said = None if isinstance(logs, Gap) or tool is None else missing_command(logs.lines(end))
        if tool and said and said.name.rsplit("/", 1)[-1] == tool:
            remedy = _replace(end, tool, base, last)
            yield _sighting(end, tool, "its log says so", log_quote(said.line), remedy, Certainty.CONFIRMED)
        elif tool and not isinstance(dockerfile, Gap) and dockerfile.lacks(tool):
            why = f"its base image {base} has none, and the Dockerfile installs none"
            quoted = Citation("git:read", "Dockerfile", f"FROM {base}")
            yield _sighting(end, tool, why, quoted, _replace(end, tool, base, last))


def _tool(end: Exit) -> str | None:
    """The program that its health check calls, if it is one that images may lack."""
    health = end.definition.health if end.definition else None
    match = TOOLS.search(" ".join(health.command)) if health else None
    return match["tool"] if match else None


def _sighting(
    end: Exit, tool: str, why: str, proof: Citation, remedy: Remedy, certainty: Certainty = Certainty.LIKELY
) -> Sighting:
    name, revision = end.container.name, end.task.task_definition
    command = " ".join(end.definition.health_command) if end.definition else ""
    path = f"taskDefinition[{revision}].containerDefinitions[{name}].healthCheck.command"
    reason = Citation("ecs:DescribeTasks", f"tasks[{end.task.id}].stoppedReason", end.task.stopped_reason)
    return Sighting(
        subject=f"{revision}/{name}",
        summary=f"the image of container {name} has no {tool}, which the health check of {revision} calls: {why}",
        because=(Citation("ecs:DescribeTaskDefinition", path, command), proof, reason),
        certainty=certainty,
        remedies=(remedy,),
    )


def _replace(end: Exit, tool: str, base: str | None, last: LastGood) -> Remedy:
    """As the last good revision does; else by the language that the image is made for."""
    name, revision = end.container.name, end.task.task_definition
    if end.definition and (before := as_before(revision, end.definition, last, without=tool)):
        return before
    title, own = (
        f"check the health of {name} without {tool}",
        own_check(end.definition, base) if end.definition else None,
    )
    if own and last.tried and last.tried.name == revision:
        return correct(title, last.tried, last, own)
    python = "python -c \"import urllib.request as r; r.urlopen('http://localhost:PORT/PATH')\""
    steps = (
        Step(f"Let the health check use what the image has, for example `{python}`, in a new revision, and deploy it."),
        Step(
            f"Or install {tool} in the last stage of the Dockerfile (check: `docker run --rm IMAGE {tool} --version`)."
        ),
    )
    return Remedy(title, Risk.MANUAL, Horizon.NOW, steps)
