"""One entry of `secrets[]` of a container definition, taken apart."""

import re
from dataclasses import dataclass

SUFFIX = re.compile(r"-[A-Za-z0-9]{6}$")
# `arn:partition:secretsmanager:region:account:secret:name`, and three more fields or none.
WHOLE, WITH_FIELDS = 7, 10


@dataclass(frozen=True, slots=True)
class SecretReference:
    """One `secrets[]` entry: the variable, the ARN or name without its trailing fields, and the JSON key asked for.

    `kind` is "secretsmanager" or "ssm"; formats: ECS developer guide, "Pass Secrets Manager secrets". `version` is the
    version stage or the version id. `well_formed` is False where ECS refuses the format: an ARN of Secrets Manager
    has the three fields key, stage and id behind it, or none of them.
    """

    variable: str
    value_from: str
    kind: str
    id: str
    key: str | None
    version: str | None
    well_formed: bool = True

    @property
    def name(self) -> str:
        """The name people know it by: the ARN's last part without the random suffix."""
        last = self.id.split(":")[-1]
        if not self.id.startswith("arn:"):
            return last
        if self.kind == "secretsmanager":
            return SUFFIX.sub("", last) or last
        return parameter_name(last)

    @property
    def arn(self) -> str | None:
        """The ARN, None where a parameter is named by its name alone."""
        return self.id if self.id.startswith("arn:") else None

    @property
    def stage(self) -> str | None:
        """The version stage asked for (AWSCURRENT where none is)."""
        return _field(self, -2)

    @property
    def version_id(self) -> str | None:
        """The version id asked for."""
        return _field(self, -1)


def secret_reference(variable: str, value_from: str) -> SecretReference:
    """Take a `valueFrom` apart: a secret's ARN with or without key, stage and id; a parameter's ARN; or its name."""
    fields = value_from.split(":")
    if fields[0] != "arn" or fields[2:3] != ["secretsmanager"]:
        return SecretReference(variable, value_from, "ssm", value_from, None, None)
    key, stage, version_id = [*fields[WHOLE:], "", "", ""][:3]
    return SecretReference(
        variable=variable,
        value_from=value_from,
        kind="secretsmanager",
        id=":".join(fields[:WHOLE]),
        key=key or None,
        version=stage or version_id or None,
        well_formed=len(fields) in {WHOLE, WITH_FIELDS},
    )


def parameter_name(resource: str) -> str:
    """The name of `parameter/…` in an ARN: a hierarchy begins with a slash, a plain name does not (SSM user guide)."""
    name = resource.removeprefix("parameter/")
    return f"/{name}" if "/" in name else name


def _field(reference: SecretReference, place: int) -> str | None:
    fields = reference.value_from.split(":")
    return fields[place] or None if reference.kind == "secretsmanager" and len(fields) == WITH_FIELDS else None
