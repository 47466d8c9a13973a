"""What differs between two revisions of a task definition, without any value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from islive.facts.task_definition import Container, TaskDefinition


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two revisions, without values: "container agricultural-core: secret ADMIN_PASSWORD added".

    `path` leads to it in the answer about the newer revision, or about the older one for what was removed.
    """

    what: str
    path: str


def difference(old: TaskDefinition, new: TaskDefinition) -> tuple[Change, ...]:
    """What changed from one revision to the other: images, secrets, variables, roles, sizes, ports, logs, health."""
    return (*_of_revision(old, new), *_of_containers(old, new))


def _of_revision(old: TaskDefinition, new: TaskDefinition) -> Iterator[Change]:
    members = (
        ("execution role", "executionRoleArn", old.execution_role, new.execution_role),
        ("task role", "taskRoleArn", old.task_role, new.task_role),
        ("cpu", "cpu", old.cpu, new.cpu),
        ("memory", "memory", old.memory, new.memory),
        ("architecture", "runtimePlatform.cpuArchitecture", old.architecture, new.architecture),
    )
    for what, member, before, after in members:
        if before != after:
            yield Change(f"{what} {before or 'none'} → {after or 'none'}", f"taskDefinition.{member}")


def _of_containers(old: TaskDefinition, new: TaskDefinition) -> Iterator[Change]:
    before = {one.name: (i, one) for i, one in enumerate(old.containers)}
    after = {one.name: (i, one) for i, one in enumerate(new.containers)}
    for name in dict.fromkeys([*before, *after]):
        if name not in after:
            yield Change(f"container {name} removed", _path(before[name][0]))
        elif name not in before:
            yield Change(f"container {name} added", _path(after[name][0]))
        else:
            yield from _of_container(before[name][1], after[name][1], *_paths(before[name][0], after[name][0]))


def _of_container(old: Container, new: Container, old_path: str, new_path: str) -> Iterator[Change]:
    who = f"container {new.name}"
    if old.image.text != new.image.text:
        yield Change(f"{who}: image {old.image.text} → {new.image.text}", f"{new_path}.image")
    lists = (
        ("secret", "secrets", _secrets(old), _secrets(new)),
        ("variable", "environment", old.environment, new.environment),
    )
    for what, member, before, after in lists:
        for name, how, i in _named(before, after):
            path = old_path if how == "removed" else new_path
            yield Change(f"{who}: {what} {name} {how}", f"{path}.{member}[{i}]")
    members = (
        ("ports", "portMappings", old.ports, new.ports),
        ("log options", "logConfiguration.options", old.log_options, new.log_options),
        ("health check", "healthCheck.command", old.health_command, new.health_command),
        ("essential", "essential", old.essential, new.essential),
        ("command", "command", old.command, new.command),
        ("entry point", "entryPoint", old.entry_point, new.entry_point),
    )
    for what, member, before, after in members:
        if before != after:
            yield Change(f"{who}: {what} changed", f"{new_path}.{member}")


def _secrets(container: Container) -> Mapping[str, str]:
    return {secret.variable: secret.value_from for secret in container.secrets}


def _named(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str, int]]:
    """Name, what became of it, and its place in the list where it stands."""
    before, after = list(old), list(new)
    yield from ((name, "removed", i) for i, name in enumerate(before) if name not in new)
    for i, name in enumerate(after):
        if name not in old:
            yield name, "added", i
        elif old[name] != new[name]:
            yield name, "changed", i


def _paths(old: int, new: int) -> tuple[str, str]:
    return _path(old), _path(new)


def _path(i: int) -> str:
    return f"taskDefinition.containerDefinitions[{i}]"
