"""The secrets and parameters that the task definitions name: do they exist, and (`--inspect-secrets`) their shape."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from islive.facts.reading import Part, answered, ask_at, chunks, gaps_among
from islive.facts.secret_reference import SUFFIX, SecretReference
from islive.facts.service import Service
from islive.facts.task_definitions import TaskDefinitions, begun_from
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap
from islive.model.question import Options

# ParameterStringFilter.Values (SSM API reference).
NAMES_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class SecretShape:
    """The shape of a secret value, never a character of it (the door computed it, see transcript/secret_shape.py)."""

    kind: str
    error: str | None
    offset: int | None
    line: int | None
    column: int | None
    key: str | None
    keys: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Secret:
    """One reference: `exists` as AWS answered; `shape` None where secrets were not to be inspected.

    `key` is the customer managed key it is encrypted with, None for AWS's own. `stages` are those of its versions, None
    for a parameter. `now_called` is the ARN of the secret that has its name where that of the reference has not.
    """

    reference: SecretReference
    task_definition: str
    exists: bool
    deleted_at: datetime | None
    changed_at: datetime | None
    shape: SecretShape | Gap | None
    key: str | None = None
    stages: frozenset[str] | None = None
    now_called: str | None = None

    @property
    def taken_for_whole(self) -> bool:
        """The reference lacks the end of the ARN, and Secrets Manager took the end of the name for it."""
        return self.now_called is not None and self.now_called.startswith(f"{self.reference.id}-")

    def changed_after(self, moment: datetime | None) -> bool:
        """Whether what a task met then may be mended by now."""
        return moment is not None and self.changed_at is not None and self.changed_at > moment


@dataclass(frozen=True, slots=True)
class Secrets:
    """One entry per distinct secret and key that the newest and the PRIMARY revision name, each as value or gap."""

    secrets: tuple[Secret, ...]
    gaps: tuple[Gap, ...] = ()

    def lack(self, id: str) -> bool:
        """There is no such secret, or none by that ARN."""
        return any(one.reference.id == id and not one.exists for one in self.secrets)


@dataclass(frozen=True, slots=True)
class _State:
    """What AWS says of a secret or parameter as a whole."""

    exists: bool
    deleted_at: datetime | None = None
    changed_at: datetime | None = None
    key: str | None = None
    stages: frozenset[str] | None = None

    @property
    def readable(self) -> bool:
        """It is there, and not about to be deleted."""
        return self.exists and self.deleted_at is None


@collects("secretsmanager:DescribeSecret", "ssm:DescribeParameters", "secretsmanager:GetSecretValue")
def collect(aws: Aws, service: Service, task_definitions: TaskDefinitions, options: Options) -> Secrets:
    """Ask whether each is there; with `--inspect-secrets` for the shape of those that are."""
    first = begun_from(service, task_definitions, options)
    named = {secret.value_from: (secret, revision) for secret, revision in _named(first, service, task_definitions)}
    references = [secret for secret, _ in named.values()]
    states = {**_secret_states(aws, references), **_parameter_states(aws, references)}
    there = [one for one in references if isinstance(state := states[one.id], _State) and state.readable]
    shapes = _shapes(aws, there) if options.inspect_secrets else {}
    moved = _moved(aws, [one for one in references if isinstance(s := states[one.id], _State) and not s.exists])
    secrets = [
        Secret(
            reference=one,
            task_definition=revision,
            exists=state.exists,
            deleted_at=state.deleted_at,
            changed_at=state.changed_at,
            shape=shapes.get(_version(one)),
            key=state.key,
            stages=state.stages,
            now_called=moved.get(one.id),
        )
        for one, revision in named.values()
        if isinstance(state := states[one.id], _State)
    ]
    return Secrets(tuple(secrets), gaps_among([*states.values(), *shapes.values()]))


def _moved(aws: Aws, missing: Sequence[SecretReference]) -> Mapping[str, str]:
    """Of secrets that are not there, the ARN that their name has now.

    One made again has another random suffix; and what looks like one may be the end of the name.
    """
    arns = list(dict.fromkeys(one.id for one in missing if one.arn and SUFFIX.search(one.id)))
    named = [(arn, name) for arn in arns for name in _names(arn)]
    asked = [(arn, Question("secretsmanager:DescribeSecret", {"SecretId": name})) for arn, name in named]
    told = zip((arn for arn, _ in asked), ask_at(aws, asked), strict=True)
    found = ((arn, answer.get("ARN")) for arn, answer in told if isinstance(answer, Reply))
    return {arn: now for arn, now in found if isinstance(now, str) and now != arn}


def _names(arn: str) -> tuple[str, str]:
    """What the secret may be called, the likelier last."""
    last = arn.rsplit(":", 1)[-1]
    return SUFFIX.sub("", last), last


def _named(first: str, service: Service, task_definitions: TaskDefinitions) -> Iterator[tuple[SecretReference, str]]:
    """Each reference with the revision that names it; where several do, the first one, which is mostly PRIMARY."""
    newest, primary = task_definitions.newest, task_definitions.get(service.primary.task_definition)
    for revision in (None if isinstance(newest, Gap) else newest, primary, task_definitions.get(first)):
        yield from ((secret, revision.name) for secret in revision.secrets) if revision else ()


def _secret_states(aws: Aws, references: Sequence[SecretReference]) -> Mapping[str, _State | Gap]:
    ids = list(dict.fromkeys(one.id for one in references if one.kind == "secretsmanager"))
    questions = [(one, Question("secretsmanager:DescribeSecret", {"SecretId": one})) for one in ids]
    return dict(zip(ids, map(_secret_state, ask_at(aws, questions)), strict=True))


def _secret_state(answer: Reply | Refused) -> _State | Gap:
    if isinstance(answer, Refused) and answer.code == "ResourceNotFoundException":
        return _State(exists=False)
    try:
        part = answered(answer)
        part.text("ARN")
        return _State(
            exists=True,
            deleted_at=part.time_or_none("DeletedDate"),
            changed_at=part.time_or_none("LastChangedDate") or part.time_or_none("CreatedDate"),
            key=_own_key(part.text_or_none("KmsKeyId")),
            stages=_stages(part),
        )
    except Refused as refused:
        return gap("Secrets", refused)


def _own_key(key: str | None) -> str | None:
    """A customer managed key; those that AWS manages are called alias/aws/… and always work."""
    return None if key is None or key.rsplit(":", 1)[-1].startswith("alias/aws/") else key


def _stages(part: Part) -> frozenset[str]:
    """The stages of all its versions; a secret that was never given a value has none (API shape, DescribeSecret)."""
    versions = part.part_or_none("VersionIdsToStages")
    return frozenset(stage for id in versions.members for stage in versions.texts(id)) if versions else frozenset()


def _parameter_states(aws: Aws, references: Sequence[SecretReference]) -> Mapping[str, _State | Gap]:
    """One question for all parameters of a region; those it does not list do not exist."""
    found: dict[str, _State | Gap] = {}
    parameters = {one.id: one for one in references if one.kind == "ssm"}
    regions = dict.fromkeys(_region(one) for one in parameters.values())
    for region in regions:
        here = [one for one in parameters.values() if _region(one) == region]
        for some in chunks(here, NAMES_AT_ONCE):
            found |= _some_parameters(aws, some)
    return found


def _region(reference: SecretReference) -> str:
    """Where a parameter lives; one that is named by its name alone lives where the service does."""
    return ":".join(reference.id.split(":")[3:5]) if reference.arn else ""


def _some_parameters(aws: Aws, some: Sequence[SecretReference]) -> Mapping[str, _State | Gap]:
    filters = [{"Key": "Name", "Option": "Equals", "Values": sorted({one.name for one in some})}]
    question = Question("ssm:DescribeParameters", {"ParameterFilters": filters})
    try:
        listed = answered(ask_at(aws, [(some[0].id, question)])[0]).parts("Parameters")
        found = {part.text("Name"): part for part in listed}
        return {one.id: _parameter_state(found.get(one.name)) for one in some}
    except Refused as refused:
        return dict.fromkeys((one.id for one in some), gap("Secrets", refused))


def _parameter_state(part: Part | None) -> _State:
    if part is None:
        return _State(exists=False)
    key = _own_key(part.text_or_none("KeyId"))
    return _State(exists=True, changed_at=part.time_or_none("LastModifiedDate"), key=key)


Version = tuple[str, str | None, str | None]


def _version(reference: SecretReference) -> Version:
    return reference.id, reference.stage, reference.version_id


def _shapes(aws: Aws, references: Sequence[SecretReference]) -> Mapping[Version, SecretShape | Gap]:
    """The shape of each version once; parameters have none, for they are handed over as they are."""
    versions = list(dict.fromkeys(_version(one) for one in references if one.kind == "secretsmanager"))
    answers = ask_at(aws, [(version[0], _value(version)) for version in versions])
    return dict(zip(versions, map(_shape, answers), strict=True))


def _value(version: Version) -> Question:
    members = zip(("SecretId", "VersionStage", "VersionId"), version, strict=True)
    return Question("secretsmanager:GetSecretValue", {name: value for name, value in members if value})


def _shape(answer: Reply | Refused) -> SecretShape | Gap:
    try:
        told = answered(answer)
        part = (told.part_or_none("SecretBinary") or told.part("SecretString")).part("Shape")
        keys = part.part_or_none("keys")
        return SecretShape(
            kind=part.text("kind"),
            error=part.text_or_none("error"),
            offset=part.number_or_none("offset"),
            line=part.number_or_none("line"),
            column=part.number_or_none("column"),
            key=part.text_or_none("key"),
            keys={name: keys.part(name).members for name in keys.members} if keys else {},
        )
    except Refused as refused:
        return gap("Secrets", refused)
