"""The ten stages as a drawing: where each stands, in which shape, and what joins it to the next."""

from dataclasses import dataclass
from itertools import pairwise

from islive.model.stage import StageState, StageTrace
from islive.render.drawing.moments import day_and_minute
from islive.render.drawing.report_page import TONES

STEP, ROW, MIDDLE, HEIGHT = 104, 42, 24, 92


@dataclass(frozen=True, slots=True)
class Node:
    """One stage: its place from the left, the shape and tone of its state, and what is said of it."""

    x: int
    stage: str
    state: str
    word: str
    tone: str
    says: str
    when: str
    done: bool


@dataclass(frozen=True, slots=True)
class Way:
    """The line between two stages; `done` where the version passed."""

    start: int
    end: int
    done: bool


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Nodes from left to right and the ways between them, in units of the drawing."""

    width: int
    height: int
    middle: int
    nodes: tuple[Node, ...]
    ways: tuple[Way, ...]

    @property
    def length(self) -> int:
        """How far it reaches where it is drawn from top to bottom, for narrow screens."""
        return ROW * len(self.nodes)

    @property
    def says(self) -> str:
        """The drawing in words, for those who do not see it."""
        return "Stages: " + ", ".join(f"{one.stage} {one.word}" for one in self.nodes)


def pipeline(stages: tuple[StageTrace, ...]) -> Pipeline:
    """The drawing of the stages in their order."""
    nodes = tuple(_node(number, one) for number, one in enumerate(stages))
    ways = tuple(Way(one.x + 24, other.x - 24, one.done and other.done) for one, other in pairwise(nodes))
    return Pipeline(STEP * len(nodes), HEIGHT, MIDDLE, nodes, ways)


def _node(number: int, one: StageTrace) -> Node:
    return Node(
        x=STEP * number + STEP // 2,
        stage=one.stage,
        state=one.state,
        word=one.state.replace("-", " "),
        tone=TONES[one.state].replace("quiet", "plain"),
        says=one.says,
        when=_when(one),
        done=one.state is StageState.PASSED,
    )


def _when(one: StageTrace) -> str:
    """When it ended, or since when it has been going on."""
    if one.ended_at:
        return f"{day_and_minute(one.ended_at)} UTC"
    return f"since {day_and_minute(one.started_at)} UTC" if one.started_at else ""
