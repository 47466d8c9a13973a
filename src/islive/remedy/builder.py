"""Builders of steps: a file in `steps/` is one kind of write, and declares what it asks and what it changes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Generic, ParamSpec

from islive.model.remedy import Step

P = ParamSpec("P")


@dataclass(frozen=True)
class Builder(Generic[P]):
    """How a kind of step is made: `operation` is what it writes, `reads` what is asked again before it acts."""

    build: Callable[P, Step]
    operation: str
    reads: tuple[str, ...]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Step:
        """The step."""
        return self.build(*args, **kwargs)


def writes(operation: str, *, reads: tuple[str, ...]) -> Callable[[Callable[P, Step]], Builder[P]]:
    """Declare a kind of step. The hands refuse every operation that no builder declares."""

    def declare(build: Callable[P, Step]) -> Builder[P]:
        return Builder(build, operation, reads)

    return declare


@cache
def builders() -> tuple[Builder[...], ...]:
    """All kinds of steps, in the order of their files."""
    return tuple(_found())


def _found() -> Iterator[Builder[...]]:
    from islive.remedy import steps

    for module in sorted(iter_modules(steps.__path__), key=lambda one: one.name):
        found = vars(import_module(f"{steps.__name__}.{module.name}")).values()
        yield from (one for one in found if isinstance(one, Builder))
