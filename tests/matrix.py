"""How much of a large matrix is tried: a sample of it in `make test`, all of it in `make accuracy` (`--full`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass
class Extent:
    """`full` is set once, before any test is collected."""

    full: bool = False


EXTENT = Extent()


def portion(cells: Sequence[T], one_in: int) -> list[T]:
    """Every so manieth cell, the same ones each time; all of them with `--full`."""
    return list(cells) if EXTENT.full else list(cells)[::one_in]


def tries(many: int, few: int) -> int:
    """How often something random is tried in each cell."""
    return many if EXTENT.full else few
