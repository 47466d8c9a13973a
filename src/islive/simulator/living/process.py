"""What the process of an image does when it runs: an image's `process` in the world says it.

It begins to answer after a while, answers some paths, and perhaps ends by itself, because it is written so, because a
variable is missing that it needs, or because it takes more memory than it may have.
"""

from dataclasses import dataclass, field, replace

from islive.simulator.living.image_pulls import architecture_of, platforms_of
from islive.simulator.names import Json
from islive.simulator.world import World

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
_OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"
_KILLED = 137
# The kernel's error, as runc passes it on: https://github.com/opencontainers/runc
_FORMAT, _NOT_EXECUTABLE = "exec /usr/local/bin/uvicorn: exec format error", 255


@dataclass(frozen=True)
class Process:
    """`ends_after` and `starts_in` are seconds after the container's start; `port` None for any that is asked.

    Processes are made up: the world says how long they take, and where it does not, the numbers here are ours.
    """

    starts_in: float = 2.0
    port: int | None = None
    answers: Json | None = None
    ends_after: float | None = None
    exit_code: int = 0
    reason: str | None = None
    log: str | None = None
    cause: str | None = None
    lacks: tuple[str, ...] = field(default=())

    def status(self, path: str) -> int:
        """The status it answers on a path; an image of which the world says nothing answers everything."""
        if self.answers is None:
            return 200
        return int(self.answers.get(path, {"status": 404}).get("status", 200))


def process_of(world: World, definition: Json, container: Json, image: str | None) -> Process:
    """The process of that container, of that `repository@key`, in a task of that definition."""
    repository, _, key = (image or "").partition("@")
    known = world.ecr.repositories.get(repository)
    document: Json = known.by_key[key].document.get("process", {}) if known and key in known.by_key else {}
    told = Process(
        starts_in=float(document.get("startsIn", 2)),
        port=document.get("port"),
        answers=document.get("answers"),
        ends_after=document.get("endsAfter"),
        exit_code=document.get("exitCode", 0),
        log=document.get("log"),
        cause="process-ends" if "endsAfter" in document else None,
        lacks=tuple(document.get("lacks", ())),
    )
    if known and key in known.by_key and f"linux/{architecture_of(definition)}" not in platforms_of(known.by_key[key]):
        return Process(ends_after=0.5, exit_code=_NOT_EXECUTABLE, log=_FORMAT, cause="image-wrong-platform", answers={})
    return _cut_short(told, document, definition, container)


def missing_program(world: World, definition: Json, images: dict[str, str]) -> tuple[Json, str] | None:
    """The first container whose command begins with a program that its image lacks, and that program."""
    for container in definition["containerDefinitions"]:
        words = [*container.get("entryPoint", []), *container.get("command", [])]
        process = process_of(world, definition, container, images.get(container["name"]))
        if words and words[0] in process.lacks:
            return container, words[0]
    return None


def _cut_short(told: Process, document: Json, definition: Json, container: Json) -> Process:
    given = {it["name"] for it in [*container.get("environment", []), *container.get("secrets", [])]}
    missing = next((name for name in document.get("needs", []) if name not in given), None)
    if missing:
        log = f"Traceback (most recent call last):\n  File \"main.py\", line 9, in <module>\nKeyError: '{missing}'"
        return Process(ends_after=1.5, exit_code=1, log=log, cause="variable-missing", answers={}, lacks=told.lacks)
    limit = int(container.get("memory") or definition.get("memory") or 0)
    if document.get("memory", 0) > limit > 0:
        after = float(document.get("endsAfter", 20))
        killed = {"exit_code": _KILLED, "reason": _OUT_OF_MEMORY, "cause": "out-of-memory"}
        return replace(told, ends_after=after, **killed)
    return told
