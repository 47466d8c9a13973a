"""What a role may do, as IAM's own simulator answers (SimulatePrincipalPolicy)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from islive.facts.reading import Part, whole
from islive.model.doors import Aws, Refused


@dataclass(frozen=True, slots=True)
class Decision:
    """One action on one resource: `decision` is AWS's word (allowed, implicitDeny, explicitDeny).

    `conditional` where a policy has a condition on something that the question did not say (kms:ViaService).
    """

    action: str
    resource: str
    decision: str
    policies: tuple[str, ...]
    conditional: bool = False

    @property
    def denied(self) -> bool:
        """A statement denies it, whoever else may allow it."""
        return self.decision == "explicitDeny"

    @property
    def allowed(self) -> bool:
        """The role may."""
        return self.decision == "allowed"


@dataclass(frozen=True, slots=True)
class Permissions:
    """The decisions for one role; `exists` is False where IAM does not know the role.

    A secret stands among the resources by the id that the task definition names it by.
    """

    role: str
    exists: bool
    decisions: tuple[Decision, ...]

    def of(self, action: str, resource: str | None = None) -> Decision | None:
        """The decision on that action (and resource), if it was asked for."""
        return next((d for d in self.decisions if d.action == action and resource in {None, d.resource}), None)


@dataclass(frozen=True, slots=True)
class Pair:
    """One action on one resource that matters: the ARN to ask about, and the name to answer by where it differs."""

    action: str
    arn: str
    name: str | None = None


# The decision, the policies that made it, and whether a condition could not be judged.
Told = tuple[str, tuple[str, ...], bool]
OPERATION = "iam:SimulatePrincipalPolicy"
UNKNOWN_ROLE = frozenset({"NoSuchEntity", "NoSuchEntityException"})


def simulate(aws: Aws, role: str, pairs: Sequence[Pair]) -> Permissions:
    """Ask one question, every action on every resource, and keep the pairs that matter. Raises Refused.

    IAM evaluates the role's policies, boundary and organization; policies of the resources are not part of it.
    """
    source = role if role.startswith("arn:") else f"arn:aws:iam::{aws.scope.account}:role/{role}"
    if not pairs:
        return Permissions(source, exists=True, decisions=())
    try:
        reply = aws.call(
            OPERATION,
            PolicySourceArn=source,
            ActionNames=sorted({pair.action for pair in pairs}),
            ResourceArns=sorted({pair.arn for pair in pairs}),
        )
    except Refused as refused:
        if refused.code in UNKNOWN_ROLE:
            return Permissions(source, exists=False, decisions=())
        raise
    answer = whole(reply)
    told = dict(_told(answer))
    return Permissions(source, exists=True, decisions=tuple(_decision(answer, told, pair) for pair in pairs))


def _told(answer: Part) -> Iterator[tuple[tuple[str, str], Told]]:
    """Action and resource → decision and policies; what is said of one resource comes after what is said of all."""
    results = answer.parts("EvaluationResults")
    for one in results:
        key = (one.text("EvalActionName"), one.text_or_none("EvalResourceName") or "*")
        yield key, (one.text("EvalDecision"), _policies(one), _lacks_context(one))
    for one in results:
        for part in one.parts_or_none("ResourceSpecificResults"):
            key = (one.text("EvalActionName"), part.text("EvalResourceName"))
            yield key, (part.text("EvalResourceDecision"), _policies(part), _lacks_context(one) or _lacks_context(part))


def _lacks_context(part: Part) -> bool:
    return bool(part.texts_or_none("MissingContextValues"))


def _policies(part: Part) -> tuple[str, ...]:
    found = (one.text_or_none("SourcePolicyId") for one in part.parts_or_none("MatchedStatements"))
    return tuple(dict.fromkeys(policy for policy in found if policy))


def _decision(answer: Part, told: Mapping[tuple[str, str], Told], pair: Pair) -> Decision:
    found = told.get((pair.action, pair.arn))
    if found is None:
        raise answer.empty(f"no decision on {pair.action} for {pair.arn}")
    return Decision(pair.action, pair.name or pair.arn, *found)
