"""kms-access-denied: the secret may be read, its key may not be used."""

from collections.abc import Iterator
from dataclasses import replace

from islive.facts.encryption_keys import EncryptionKey, EncryptionKeys, is_left
from islive.facts.execution_role import ExecutionRole
from islive.facts.permissions import Permissions
from islive.facts.resource_policy import Asking, Ruling, Says, names_role, rule_on
from islive.facts.secrets import Secret, Secrets
from islive.facts.start_failures import StartFailures
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.grants import allow

DECRYPT = "kms:Decrypt"


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def kms_access_denied(
    secrets: Secrets | Gap, keys: EncryptionKeys | Gap, failures: StartFailures, role: ExecutionRole | Gap
) -> Iterator[Sighting]:
    """The execution role may not decrypt with the KMS key of a secret or parameter.

    ## What it means
    A secret under a key of your own needs two permissions: to read the secret, and kms:Decrypt on its key. The
    execution role lacks the second, in its own policies or in the policy of the key, and so no task starts.

    ## Why it happens
    - The secret was moved from AWS's own key to a customer managed one, and only the secret's permission is there.
    - The key belongs to another account: then its key policy must name the role as well.
    - The key policy lists principals by name and leaves out the execution role.

    ## What to do
    Allow kms:Decrypt on that one key to the execution role; and where the key policy does not leave it to IAM, in the
    key policy too. The next task that ECS starts has the permission.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
    - https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
    - https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
    """
    said = next(failures.saying("kms.access-denied"), None)
    known = (
        {}
        if isinstance(keys, Gap) or isinstance(secrets, Gap)
        else {one.key: one for one in secrets.secrets if keys.of(one)}
    )
    permissions = None if isinstance(role, Gap) else role.permissions
    named = permissions.role if permissions else "the execution role"
    if isinstance(keys, Gap):
        return
    usable = [(secret, key) for secret in known.values() if (key := keys.of(secret)) and key.usable]
    refused = [(secret, key) for secret, key in usable if not is_left(key.decrypt)]
    if said is None:
        for secret, key in refused:
            if _is_proved(key, permissions):
                yield _by_iam(secret, key, named)
        return
    for secret, key in refused:
        yield _by_iam(secret, key, named, said.citation)
    if not refused and len(usable) == len(known):
        for secret, key in _by_blame(usable, permissions)[:1]:
            yield _by_key(secret, key, named, said.citation, _ruling(key, permissions))


def _is_proved(key: EncryptionKey, permissions: Permissions | None) -> bool:
    """Nobody was refused yet: IAM denies it, or allows nothing and the key's policy does not name the role."""
    if key.decrypt is None or permissions is None or key.decrypt.conditional:
        return False
    asking = Asking(permissions.role.split(":")[4], permissions.role, DECRYPT)
    return key.decrypt.denied or (isinstance(key.policy, str) and not names_role(key.policy, asking))


def _by_blame(
    usable: list[tuple[Secret, EncryptionKey]], permissions: Permissions | None
) -> list[tuple[Secret, EncryptionKey]]:
    """Those whose policy refuses the role first: of several keys it is one of these."""
    order = (Says.DENIED, Says.SILENT, Says.UNSURE, Says.ALLOWED)
    return sorted(usable, key=lambda one: order.index(_ruling(one[1], permissions).says))


def _ruling(key: EncryptionKey, permissions: Permissions | None) -> Ruling:
    """What the key's policy says to the role; to nobody where either is not known."""
    if not isinstance(key.policy, str) or permissions is None:
        return Ruling(Says.UNSURE)
    return rule_on(key.policy, Asking(permissions.role.split(":")[4], permissions.role, DECRYPT))


def _by_iam(secret: Secret, key: EncryptionKey, role: str, *said: Citation) -> Sighting:
    decision = key.decrypt.decision if key.decrypt else ""
    asked = Citation("iam:SimulatePrincipalPolicy", f"EvaluationResults[{DECRYPT}].EvalDecision", decision)
    why = f"IAM answers {decision} to {DECRYPT}, expected allowed"
    remedy = _allow(role, key.decrypt.resource if key.decrypt else key.id, secret)
    return _sighting(secret, role, why, (*said, asked), Certainty.CONFIRMED, remedy)


def _by_key(secret: Secret, key: EncryptionKey, role: str, said: Citation, ruling: Ruling) -> Sighting:
    """IAM lets the role, as far as is known; a key's own policy must name it, or leave it to IAM."""
    sure = ruling.says in {Says.DENIED, Says.SILENT}
    quote = ruling.quote or (key.policy if isinstance(key.policy, str) and sure else "")
    asked = (Citation("kms:GetKeyPolicy", "Policy", quote),) if quote else ()
    certainty = Certainty.CONFIRMED if sure else Certainty.LIKELY
    remedy = _name(role, key, secret, ruling) if key.decrypt else _allow(role, key.id, secret)
    return _sighting(secret, role, _why(ruling, _last(role), key), (said, *asked), certainty, remedy)


def _why(ruling: Ruling, role: str, key: EncryptionKey) -> str:
    match ruling.says:
        case Says.DENIED:
            return f"statement {ruling.statement} of its key policy denies it, expected none that does"
        case Says.SILENT:
            return f"its key policy neither names {role} nor leaves it to IAM, expected one of the two"
        case Says.ALLOWED:
            return "its key policy lets the role, expected a VPC endpoint or organization policy that does not deny it"
        case Says.UNSURE if ruling.statement:
            return f"statement {ruling.statement} of its key policy decides, expected one that lets it"
        case Says.UNSURE if key.decrypt:
            return "IAM lets the role, so the policy of the key keeps it out"
        case Says.UNSURE:
            return "AWS says so, and neither IAM nor the policy of the key could be asked why"


def _sighting(
    secret: Secret, role: str, why: str, because: tuple[Citation, ...], certainty: Certainty, remedy: Remedy
) -> Sighting:
    name = (secret.key or "").rsplit("/", 1)[-1]
    return Sighting(
        subject=f"{secret.reference.name}#{name}",
        summary=f"{_last(role)} may not use KMS key {name}, which {secret.reference.name} is encrypted with: {why}",
        because=because,
        certainty=certainty,
        remedies=(remedy,),
    )


def _last(role: str) -> str:
    return role.rsplit("/", 1)[-1]


def _allow(role: str, key: str, secret: Secret) -> Remedy:
    id = key.rsplit("/", 1)[-1]
    look = Step(
        f"See that the key's policy leaves it to IAM, or names {_last(role)}: `aws kms get-key-policy --key-id {id} "
        "--policy-name default --output text`."
    )
    title = f"let {_last(role)} decrypt {secret.reference.name}"
    return Remedy(title, Risk.MANUAL, Horizon.NOW, (allow(role, DECRYPT, key), look))


def _name(role: str, key: EncryptionKey, secret: Secret, ruling: Ruling) -> Remedy:
    """IAM lets the role: a grant on the key does, too, where its policy says nothing; a denial has to go."""
    title, id = f"let the key of {secret.reference.name} open to {_last(role)}", key.id.rsplit("/", 1)[-1]
    put = f"`aws kms put-key-policy --key-id {id} --policy-name default --policy file://key-policy.json`"
    if ruling.says is Says.DENIED or not role.startswith("arn:"):
        step = Step(
            f"Let statement {ruling.statement} of the key's policy leave {_last(role)} out, and put it with {put}."
        )
        document = tuple(key.policy.splitlines()) if isinstance(key.policy, str) else ()
        return Remedy(title, Risk.MANUAL, Horizon.NOW, (replace(step, document=document),))
    grant = Step(
        says=f"Grant {DECRYPT} on that key to {_last(role)}, which leaves the key's policy as it is.",
        operation="kms:CreateGrant",
        params={"KeyId": key.id, "GranteePrincipal": role, "Operations": ["Decrypt"]},
        undo=f"aws kms list-grants --key-id {id}, then aws kms revoke-grant with the grant's id",
    )
    return Remedy(title, Risk.MANUAL, Horizon.NOW, (grant,))
