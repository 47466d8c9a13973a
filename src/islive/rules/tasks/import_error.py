"""import-error: what the code loads is not in the image."""

import re
from collections.abc import Iterator

from islive.causes.log_words import Said, last_words, missing_module
from islive.facts.exits import Exit, Exits
from islive.facts.task_logs import TaskLogs
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.log_quotes import log_quote

CHECKS = {
    "Python": "docker run --rm --entrypoint python IMAGE -c 'import {name}'",
    "Node": "docker run --rm --entrypoint node IMAGE -e \"require('{name}')\"",
}
# What may stand in a command that people copy: a log may hold anything.
PLAIN = re.compile(r"[A-Za-z_@][\w./-]*")


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("container-exited",))
def import_error(exits: Exits, logs: TaskLogs) -> Iterator[Sighting]:
    """A module, class or file that the application loads is not in its image.

    ## What it means
    The container started, the runtime of its language looked for something that the code needs, did not find it, and
    the application ended. Every task of this image ends the same way; no setting of ECS can mend it.

    ## Why it happens
    - A dependency is used in the code and missing from the list that the image installs (requirements.txt,
      package.json, pom.xml), or only in the list for development.
    - A file of its own was never copied into the image: a new folder that the Dockerfile does not name, or one that
      .dockerignore leaves out.
    - Upper and lower case differ, which a Mac forgives and Linux does not.
    - The module lies where the runtime does not look: another working directory, PYTHONPATH or class path.
    - A library of the operating system that it stands on is not in the slim base image.

    ## What to do
    Add it to the image, build it, and start the container once before it is deployed: importing the application is the
    cheapest of all tests.

    ## References
    - https://docs.python.org/3/library/exceptions.html#ModuleNotFoundError
    - https://nodejs.org/api/errors.html#module_not_found
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
    """
    for end in exits.each:
        lines = logs.lines(end)
        said = missing_module(lines)
        if said is not None:
            yield _sighting(end, said, certain=said.line.strip() == last_words(lines))


def _sighting(end: Exit, said: Said, *, certain: bool) -> Sighting:
    name, revision = end.container.name, end.task.task_definition
    kind = f"{said.kind} module" if said.kind in {"Python", "Node"} else f"{said.kind} class or file".strip()
    return Sighting(
        subject=end.subject,
        summary=f"the image of container {name} lacks {kind} {said.name}: {revision} ends as it loads it",
        because=(log_quote(said.line), *end.citations),
        certainty=Certainty.CONFIRMED if certain else Certainty.LIKELY,
        remedies=(_add(end, said),),
    )


def _add(end: Exit, said: Said) -> Remedy:
    check = CHECKS.get(said.kind) if PLAIN.fullmatch(said.name) else None
    steps = (
        Step(
            f"Add {said.name} to what the image installs or copies, and build it: the dependency list if it is a "
            "library, a `COPY` of the Dockerfile (and .dockerignore) if it is a file of your own."
        ),
        *((Step(f"Check the image with `{check.format(name=said.name)}`, then deploy it."),) if check else ()),
    )
    return Remedy(f"bring {said.name} into the image of {end.container.name}", Risk.MANUAL, Horizon.NOW, steps)
