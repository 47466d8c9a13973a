"""The stages walked so far: what the next one must know of those before it."""

from dataclasses import dataclass

from islive.model.evidence import NOT_LOOKED_AT, Gap
from islive.model.stage import Stage, StageState, StageTrace

ENDED = frozenset({StageState.FAILED, StageState.STOPPED, StageState.NOT_REACHED})


@dataclass(frozen=True, slots=True)
class Walked:
    """In order, the last one last."""

    stages: tuple[StageTrace, ...] = ()

    def then(self, stage: StageTrace) -> "Walked":
        """One stage further."""
        return Walked((*self.stages, stage))

    @property
    def last(self) -> StageState:
        """How the stage before this one stands."""
        return self.stages[-1].state

    @property
    def held_up(self) -> bool:
        """An earlier stage failed or halted, so this one was never reached."""
        return any(one.state in ENDED for one in self.stages)

    def absent(self, stage: Stage, says: str) -> StageTrace:
        """The version is not there: not reached if something earlier holds it up or is at work, else halted here."""
        earlier = self.held_up or any(one.state is StageState.WAITING for one in self.stages)
        return StageTrace(stage, StageState.NOT_REACHED if earlier else StageState.STOPPED, says)


def not_reached(stage: Stage, says: str) -> StageTrace:
    """Not there yet, because of something earlier."""
    return StageTrace(stage, StageState.NOT_REACHED, says)


def unknown(stage: Stage, gap: Gap) -> StageTrace:
    """What would tell could not be read, or was not looked at."""
    if gap.reason == NOT_LOOKED_AT:
        return StageTrace(stage, StageState.UNKNOWN, "not looked at")
    return StageTrace(stage, StageState.UNKNOWN, f"could not check: {gap.way_out}")


def not_applicable(stage: Stage, says: str) -> StageTrace:
    """The version has no such stage."""
    return StageTrace(stage, StageState.NOT_APPLICABLE, says)
