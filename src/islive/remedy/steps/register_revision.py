"""Register a revision of a task definition: another one, with edits."""

from islive.model.remedy import Derivation, Precondition, Risk, Source, Step
from islive.model.rollout import ROLLOUT
from islive.remedy.builder import writes

REGISTER, LOOK = "ecs:RegisterTaskDefinition", "ecs:DescribeTaskDefinition"


def newest(family: str, at: str, path: str) -> Source:
    """What stands at `path` of the family's newest revision, tags included; `at` is the service's ARN."""
    return Source(LOOK, {"taskDefinition": family, "include": ["TAGS"]}, path, at)


@writes(REGISTER, reads=(LOOK,))
def register_revision(derivation: Derivation, service: str, before: str | None = None) -> Step:
    """The step that registers it; `service` is the ARN of the service that is to run it.

    `before` is the id of the rollout that the newest revision carries now, None where it carries none.
    It is done where the newest revision of the family carries the rollout's id: asked twice, it registers once.
    """
    family = derivation.source.rpartition("/")[2].partition(":")[0]
    changes = "; ".join(edit.says for edit in derivation.edits) or "no change"
    return Step(
        says=f"register a revision of {family} from {derivation.source.rpartition('/')[2]}: {changes}",
        operation=REGISTER,
        expects=f"the newest revision of {family} is of the same rollout as before, or of none",
        undo="none is needed: a revision that nothing uses does nothing",
        risk=Risk.SAFE,
        at=service,
        precondition=Precondition(newest(family, service, f"tags[{ROLLOUT}]"), before, derivation.tags.get(ROLLOUT)),
        derives=derivation,
    )
