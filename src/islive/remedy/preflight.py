"""What `deploy` refuses, and what it warns of: everything about the next task that can be known before there is one."""

from collections.abc import Iterator

from islive.facts.alarms import Alarms
from islive.facts.secrets import Secret, Secrets
from islive.facts.service import Service
from islive.facts.task_definitions import TaskDefinition, TaskDefinitions, difference
from islive.model.documents import Hindrance
from islive.model.evidence import Evidence, Gap
from islive.model.report import Report
from islive.remedy.ahead import ahead, begins_from, hindrance, is_sure, not_checked
from islive.remedy.meant import blind
from islive.remedy.room import wants
from islive.remedy.way_back import without_candidate, without_way_back
from islive.remedy.way_in import shut_out, unheard_checks


def hindrances(
    report: Report, evidence: Evidence, *, digest: str | None = None, way_back: bool = True
) -> tuple[Hindrance, ...]:
    """Everything because of which a deployment must not begin; none where nothing is known to stand in its way.

    `digest` is the image that is to be deployed, where that is known better than the report's own version tells it.
    `way_back`: it may have to go back, and so there must be something to go back to.
    """
    service, source = evidence.get(Service), begins_from(evidence)
    if isinstance(service, Gap):
        return (blind(f"{report.target.service} could not be read", service),)
    if refused := tuple(_not_ours(service)):
        return refused
    if isinstance(source, Gap):
        return (blind(f"the task definition {service.primary.task_definition} could not be read", source),)
    next_task = ahead(report.target, source, evidence, digest)
    return (
        *(one.hindrance for one in wants(service, next_task.definition, evidence) if one.sure),
        *(hindrance(one) for one in next_task.diagnosis.root_causes if is_sure(one)),
        *shut_out(service, evidence),
        *(without_way_back(service, evidence) if way_back else ()),
    )


def warnings(
    report: Report, evidence: Evidence, *, digest: str | None = None, way_back: bool = True
) -> tuple[str, ...]:
    """What does not keep a deployment from beginning, and should be known before it does."""
    service, source = evidence.get(Service), begins_from(evidence)
    if isinstance(service, Gap) or isinstance(source, Gap) or any(_not_ours(service)):
        return ()
    next_task = ahead(report.target, source, evidence, digest)
    said = (
        *(one.says for one in wants(service, next_task.definition, evidence) if not one.sure),
        *(one.summary for one in next_task.diagnosis.findings if not is_sure(one)),
        *(() if way_back else (one.says for one in without_way_back(service, evidence))),
        *unheard_checks(service, source, evidence),
        *without_candidate(service, evidence),
        *_alarms_missing(evidence),
        *_lost(service, source, evidence),
        *_not_looked_into(source, evidence),
        *not_checked(next_task.gaps),
    )
    return tuple(dict.fromkeys(said))


def _not_ours(service: Service) -> Iterator[Hindrance]:
    """What UpdateService would be refused for, or islive could not follow."""
    if service.status != "ACTIVE":
        yield Hindrance(
            f"{service.name} is {service.status}: nothing can be deployed to it", "create the service again"
        )
    elif service.controller != "ECS":
        deployer = {"CODE_DEPLOY": "CodeDeploy"}.get(service.controller, "an external controller")
        yield Hindrance(
            f"{service.name} is deployed by {deployer}: ECS takes no task definition from anybody else",
            f"deploy it there, and let `islive verify {service.name} VERSION` follow",
        )
    elif service.unsupported:
        yield Hindrance(
            f"not supported yet: {', '.join(service.unsupported)}", "deploy it as you did before, and look yourself"
        )


def _alarms_missing(evidence: Evidence) -> Iterator[str]:
    known = evidence.get(Alarms)
    for name in () if isinstance(known, Gap) else known.missing:
        yield f"alarm {name} does not exist: the deployment configuration names it, and nothing can fire"


def _lost(service: Service, source: TaskDefinition, evidence: Evidence) -> Iterator[str]:
    """What the revision that runs has, and the one that is deployed has not: often nobody meant that."""
    definitions = evidence.get(TaskDefinitions)
    runs = None if isinstance(definitions, Gap) else definitions.get(service.primary.task_definition)
    for change in difference(runs, source) if runs else ():
        if change.what.endswith((" removed", "→ none")):
            running = service.primary.task_definition
            yield f"{source.name}, which is to be deployed, differs from {running}: {change.what}"


def _not_looked_into(source: TaskDefinition, evidence: Evidence) -> Iterator[str]:
    """The secrets of which a key is asked for, and whose value nobody looked at."""
    secrets, named = evidence.get(Secrets), {one.value_from for one in source.secrets}
    unseen: dict[str, list[str]] = {}
    for one in () if isinstance(secrets, Gap) else secrets.secrets:
        if one.reference.value_from in named and one.reference.key and _is_unseen(one):
            unseen.setdefault(one.reference.name, []).append(one.reference.key)
    for name, keys in unseen.items():
        which = f"key{'s'[: len(keys) != 1]} {', '.join(keys)}"
        yield f"secret {name} was not looked into: --inspect-secrets checks that it is JSON and has {which}"


def _is_unseen(secret: Secret) -> bool:
    return secret.exists and secret.deleted_at is None and secret.shape is None
