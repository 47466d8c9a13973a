"""Let a revision of a task definition that is deployed again carry the rollout that does it."""

from islive.model.remedy import Precondition, Risk, Step
from islive.model.rollout import ROLLOUT, Rollout
from islive.remedy.builder import writes
from islive.remedy.standing import CARRIES, REVISION, revision_at

TAG = "ecs:TagResource"


@writes(TAG, reads=(REVISION,))
def tag_revision(revision: str, rollout: Rollout, held: str | None = None) -> Step:
    """The step that tags it; `revision` is its ARN, `held` the id of the rollout that it carries now."""
    short = revision.rpartition("/")[2]
    return Step(
        says=f"let {short} carry this rollout, so that it is recognised from AWS alone",
        operation=TAG,
        params={
            "resourceArn": revision,
            "tags": [{"key": key, "value": value} for key, value in rollout.tags.items()],
        },
        expects=f"{short} carries {held or 'no rollout'}",
        undo="none is needed: a tag does nothing",
        risk=Risk.SAFE,
        at=revision,
        precondition=Precondition(revision_at(revision, CARRIES, may_lack=True), held, rollout.tags[ROLLOUT]),
        idempotent=True,
    )
