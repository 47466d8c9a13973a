"""What the running process itself answers, through every route of the service."""

from collections.abc import Mapping
from dataclasses import dataclass

from islive.model.evidence import Gap


@dataclass(frozen=True, slots=True)
class CanaryAnswer:
    """One route's answer: `present` is False where the application serves no canary there (404, a page, a login).

    `features` are the feature checks that the application registered: name -> whether it is well.
    """

    url: str
    status: int
    present: bool
    version: str | None
    commit: str | None
    image: str | None
    features: Mapping[str, bool]
    quote: str


@dataclass(frozen=True, slots=True)
class CanaryAnswers:
    """One per route, each as value or gap; `asked` is False without routes, or with `--no-probe`."""

    answers: tuple[CanaryAnswer, ...]
    asked: bool
    gaps: tuple[Gap, ...] = ()

    @property
    def speaking(self) -> tuple[CanaryAnswer, ...]:
        """The answers of a canary that is there."""
        return tuple(answer for answer in self.answers if answer.present)
