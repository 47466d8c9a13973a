"""The keys that secrets are encrypted with: their state, and who may decrypt with them by IAM and by the key's policy.

Asked only where tasks do not come to run, and never where ECS says that another secret's own fault is the reason.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from islive.facts.execution_role import ExecutionRole
from islive.facts.hindered import Hindered
from islive.facts.permissions import Decision, Pair, simulate
from islive.facts.reading import answered, ask_at, gaps_among
from islive.facts.secrets import Secret, Secrets
from islive.facts.start_failures import StartFailure, StartFailures
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap

ABOUT_KEYS = re.compile(r"\bKMS\b|[Dd]ecrypt|InvalidKeyId|InvalidCiphertext")
ABOUT_SECRETS = re.compile(r"\b(?:asm|ssm)\b|[Ss]ecrets? ?[Mm]anager|retrieve secret")
# A secret whose own fault is told: neither is its key to blame, nor was anybody kept from asking.
OTHERWISE = (
    "secret.access-denied",
    "secret.invalid-json",
    "secret.invalid-reference",
    "secret.json-key-missing",
    "secret.json-not-object",
    "secret.not-found",
    "secret.scheduled-for-deletion",
    "secret.value-missing",
    "ssm.access-denied",
    "ssm.parameter-not-found",
)
USABLE = "Enabled"
GONE = "Deleted"


@dataclass(frozen=True, slots=True)
class EncryptionKey:
    """One customer managed key: KMS's word for its state, "Deleted" where KMS does not know it.

    `policy` is the text of its key policy, asked only where access was refused and IAM does not say why, or where IAM
    refuses it and nobody has tried yet.
    """

    id: str
    state: str
    deletion_at: datetime | None
    decrypt: Decision | None
    policy: str | Gap | None = None

    @property
    def usable(self) -> bool:
        """KMS decrypts with it."""
        return self.state == USABLE


@dataclass(frozen=True, slots=True)
class EncryptionKeys:
    """The keys by what secrets call them; none where no task failed over one."""

    keys: Mapping[str, EncryptionKey | Gap]
    gaps: tuple[Gap, ...] = ()

    def of(self, secret: Secret) -> EncryptionKey | None:
        """The key of that secret, if it was asked for."""
        found = self.keys.get(secret.key or "")
        return found if isinstance(found, EncryptionKey) else None


@collects("kms:DescribeKey", "kms:GetKeyPolicy", "iam:SimulatePrincipalPolicy")
def collect(
    aws: Aws, failures: StartFailures, secrets: Secrets, role: ExecutionRole | Gap, hindered: Hindered
) -> EncryptionKeys:
    """Ask for the state of each key, and once for the permission to decrypt with those that work."""
    suspected = bool(hindered) or any(is_suspect(failure) for failure in failures.failures)
    named = {one.key: one for one in secrets.secrets if one.key} if suspected else {}
    questions = [(_scope(key, one), Question("kms:DescribeKey", {"KeyId": key})) for key, one in named.items()]
    states = dict(zip(named, map(_state, ask_at(aws, questions)), strict=True))
    usable = {key: arn for key, found in states.items() if not isinstance(found, Gap) and (arn := found[0])}
    decisions = _decisions(aws, role, tuple(usable.values()))
    refused = decisions if isinstance(decisions, Gap) else None
    told = {} if isinstance(decisions, Gap) else decisions
    denied = any(failure.said.says("kms.access-denied") for failure in failures.failures)
    works = {found[0] for found in states.values() if not isinstance(found, Gap) and found[1] == USABLE}
    # Where AWS says that somebody refuses it, and IAM does not; where IAM does, and AWS has said nothing yet.
    policies = _policies(aws, [arn for arn in usable.values() if arn in works and is_left(told.get(arn)) is denied])
    keys = {
        key: found
        if isinstance(found, Gap)
        else EncryptionKey(key, found[1], found[2], told.get(found[0]), policies.get(found[0]))
        for key, found in states.items()
    }
    return EncryptionKeys(keys, gaps_among([*keys.values(), refused, *policies.values()]))


def is_left(decision: Decision | None) -> bool:
    """IAM is not what refuses it."""
    return decision is None or decision.allowed


def _policies(aws: Aws, arns: Sequence[str]) -> Mapping[str, str | Gap]:
    questions = [(arn, Question("kms:GetKeyPolicy", {"KeyId": arn})) for arn in arns]
    return dict(zip(arns, map(_policy, ask_at(aws, questions)), strict=True))


def _policy(answer: Reply | Refused) -> str | Gap:
    try:
        return answered(answer).text("Policy")
    except Refused as refused:
        return gap("EncryptionKeys", refused)


def is_suspect(failure: StartFailure) -> bool:
    """It speaks of a key; or of a secret, and says nothing that explains it otherwise."""
    words, said = failure.words, failure.said
    about_secrets = ABOUT_SECRETS.search(words) and not said.says(*OTHERWISE)
    return not said.unanswered and bool(about_secrets or is_about_a_key(failure))


def is_about_a_key(failure: StartFailure) -> bool:
    """It speaks of KMS, or of decrypting."""
    return failure.said.hints_at("kms.") or ABOUT_KEYS.search(failure.words) is not None


def _scope(key: str, secret: Secret) -> str:
    return key if key.startswith("arn:") else secret.reference.id


def _state(answer: Reply | Refused) -> tuple[str, str, datetime | None] | Gap:
    """ARN, state, and the day of its deletion."""
    if isinstance(answer, Refused) and answer.code == "NotFoundException":
        return "", GONE, None
    try:
        part = answered(answer).part("KeyMetadata")
        return part.text("Arn"), part.text("KeyState"), part.time_or_none("DeletionDate")
    except Refused as refused:
        return gap("EncryptionKeys", refused)


def _decisions(aws: Aws, role: ExecutionRole | Gap, arns: Sequence[str]) -> Mapping[str, Decision] | Gap:
    permissions = None if isinstance(role, Gap) else role.permissions
    if permissions is None or not permissions.exists or not arns:
        return {}
    try:
        decided = simulate(aws, permissions.role, [Pair("kms:Decrypt", arn) for arn in arns]).decisions
        return {one.resource: one for one in decided}
    except Refused as refused:
        return gap("EncryptionKeys", refused)
