"""kms-access-denied: the secret may be read, its key may not be used."""

import json
from collections.abc import Iterator

from islive.facts.encryption_keys import EncryptionKeys
from islive.facts.execution_role import ExecutionRole
from islive.facts.permissions import Decision
from islive.facts.secrets import Secret, Secrets
from islive.facts.start_failures import StartFailures
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


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
    called = permissions.role.rsplit("/", 1)[-1] if permissions else "the execution role"
    if said is None or isinstance(keys, Gap):
        return
    usable = [(secret, key) for secret in known.values() if (key := keys.of(secret)) and key.usable]
    refused = [(secret, key.decrypt) for secret, key in usable if key.decrypt and not key.decrypt.allowed]
    for secret, decision in refused:
        yield _sighting(secret, called, said.citation, decision)
    if not refused and len(usable) == len(known):
        for secret, _ in usable[:1]:
            yield _sighting(secret, called, said.citation, None)


def _sighting(secret: Secret, role: str, said: Citation, decision: Decision | None) -> Sighting:
    key, name = secret.key or "", (secret.key or "").rsplit("/", 1)[-1]
    answers = (
        f"IAM answers {decision.decision} to kms:Decrypt, expected allowed"
        if decision
        else ("IAM lets the role, so the policy of the key keeps it out")
    )
    asked = (
        (Citation("iam:SimulatePrincipalPolicy", "EvaluationResults[kms:Decrypt].EvalDecision", decision.decision),)
        if (decision)
        else ()
    )
    return Sighting(
        subject=f"{secret.reference.name}#{name}",
        summary=f"{role} may not use KMS key {name}, which {secret.reference.name} is encrypted with: {answers}",
        because=(said, *asked),
        certainty=Certainty.CONFIRMED if decision else Certainty.LIKELY,
        remedies=(_allow(role, decision.resource if decision else key, secret),),
    )


def _allow(role: str, key: str, secret: Secret) -> Remedy:
    statement = json.dumps({"Effect": "Allow", "Action": "kms:Decrypt", "Resource": key})
    steps = (
        Step(f"Add this statement to a policy of {role}: {statement}."),
        Step(f"See that the policy of key {key.rsplit('/', 1)[-1]} leaves it to IAM, or names {role}."),
    )
    return Remedy(f"let {role} decrypt {secret.reference.name}", Risk.MANUAL, Horizon.NOW, steps)
