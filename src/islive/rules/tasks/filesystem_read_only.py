"""filesystem-read-only: the application writes where it may not."""

from collections.abc import Iterator

from islive.causes.log_words import Said, read_only
from islive.facts.exits import Exit, Exits
from islive.facts.task_logs import TaskLogs
from islive.model.citation import Citation
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.grants import lines
from islive.rules.log_quotes import log_quote


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("container-exited",))
def filesystem_read_only(exits: Exits, logs: TaskLogs) -> Iterator[Sighting]:
    """The application must write to a file system that is mounted read-only.

    ## What it means
    The task definition sets `readonlyRootFilesystem`, or mounts a volume read-only, and the application ends because it
    cannot write there.

    ## Why it happens
    - The setting came with a security baseline, and the application writes temporary files, caches, sockets or a
      process id.
    - A new version writes where the old one did not.

    ## What to do
    Mount a volume over the folders that it must write (an empty one is enough: /tmp, /var/run, the cache), and keep the
    root read-only. Or point the application to such a folder.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html
    """
    for end in exits.each:
        said = read_only(logs.lines(end))
        if said is not None:
            yield _sighting(end, said)


def _sighting(end: Exit, said: Said) -> Sighting:
    name, revision = end.container.name, end.task.task_definition
    set_so = bool(end.definition and end.definition.read_only)
    setting = Citation("ecs:DescribeTaskDefinition", f"containerDefinitions[{name}].readonlyRootFilesystem", "true")
    why = f"{revision} sets readonlyRootFilesystem" if set_so else "the file system is mounted read-only"
    folder = f"/{said.name.strip('/').rpartition('/')[0] or said.name.strip('/')}" if said.name else "/THE-FOLDER"
    volume = {
        "volumes": [{"name": "scratch"}],
        "mountPoints": [{"sourceVolume": "scratch", "containerPath": folder, "readOnly": False}],
    }
    step = Step(
        f"Mount an empty volume over {folder} in a revision after {revision} (mountPoints in container {name}), "
        "and deploy "
        "it; the root may stay read-only.",
        document=lines(volume),
    )
    return Sighting(
        subject=end.subject,
        summary=f"container {name} must write {said.name or 'files'} and cannot: {why}",
        because=(log_quote(said.line), *((setting,) if set_so else ()), *end.citations),
        certainty=Certainty.CONFIRMED if set_so else Certainty.LIKELY,
        remedies=(Remedy(f"give {name} a place to write", Risk.MANUAL, Horizon.NOW, (step,)),),
    )
