"""Register a revision of a task definition: another one, with edits."""

from islive.model.remedy import Derivation, Precondition, Risk, Step
from islive.model.rollout import ROLLOUT
from islive.remedy.builder import writes
from islive.remedy.standing import ARN, CARRIES, REVISION, carried

REGISTER = "ecs:RegisterTaskDefinition"


# What a correction may presuppose: that the secret it refers to exists.
@writes(REGISTER, reads=(REVISION, "secretsmanager:DescribeSecret"))
def register_revision(derivation: Derivation, service: str) -> Step:
    """The step that registers it; `service` is the ARN of the service that is to run it.

    It is done where an ACTIVE revision after the source carries the rollout's id (a tag, without which there is no
    telling): asked twice, it registers once, whoever else registers revisions of that family. Where two at once find
    none, both register, and the first of the two is the one that both deploy.
    """
    rollout, source = derivation.tags[ROLLOUT], derivation.source.rpartition("/")[2]
    family = source.partition(":")[0]
    changes = "; ".join(edit.says for edit in derivation.edits) or "no change"
    return Step(
        says=f"register a revision of {family} from {source}: {changes}",
        operation=REGISTER,
        expects=f"no revision of {family} is of this rollout yet",
        undo="none is needed: a revision that nothing uses does nothing",
        risk=Risk.SAFE,
        at=service,
        precondition=Precondition(carried(rollout, derivation.source, service, CARRIES), None, rollout),
        derives=derivation,
        tells={"taskDefinition": ARN},
    )
