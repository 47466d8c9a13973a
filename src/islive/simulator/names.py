"""What AWS derives from a name: ARNs, registries, and ids that look random and are not."""

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


class Settled(dict[str, Any]):
    """A resource as an API shows it, which never changes again: what is made of it once is kept with it.

    `texts` is the resource as it is written on the wire, by the name of its shape.
    """

    __slots__ = ("_untagged", "texts")

    def __init__(self, fields: Json) -> None:
        super().__init__(fields)
        self.texts: dict[str, str] = {}
        self._untagged: Settled | None = None

    @property
    def untagged(self) -> "Settled":
        """The same without its tags."""
        if self._untagged is None:
            self._untagged = Settled({key: value for key, value in self.items() if key != "tags"})
        return self._untagged


@dataclass(frozen=True)
class Scope:
    """The account and region that a world's resources live in."""

    account: str
    region: str

    @property
    def partition(self) -> str:
        """China and the United States' government have partitions of their own."""
        starts = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
        return next((name for start, name in starts.items() if self.region.startswith(start)), "aws")

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a regional resource; `resource` is what follows the account, such as `cluster/prod`."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"

    def global_arn(self, service: str, resource: str) -> str:
        """The ARN of a resource that belongs to no region, such as an IAM role."""
        return f"arn:{self.partition}:{service}::{self.account}:{resource}"

    @property
    def registry(self) -> str:
        """The host of the account's private ECR registry."""
        return f"{self.account}.dkr.ecr.{self.region}.amazonaws.com" + (".cn" if self.partition == "aws-cn" else "")


def hexadecimal(seed: str, length: int) -> str:
    """`length` hexadecimal digits, always the same for one seed (at most 64)."""
    return hashlib.sha256(seed.encode()).hexdigest()[:length]


def uuid_of(seed: str) -> str:
    """A version 4 UUID, always the same for one seed."""
    return str(uuid.UUID(hexadecimal(seed, 32), version=4))


def listed(mapping: dict[str, str], key: str = "key", value: str = "value") -> list[Json]:
    """A mapping in the form that AWS gives to tags and variables: `[{"key": …, "value": …}]`."""
    return [{key: name, value: text} for name, text in mapping.items()]


def present(fields: Json) -> Json:
    """The fields without those that are None: AWS leaves out what it does not know."""
    return {name: value for name, value in fields.items() if value is not None}
