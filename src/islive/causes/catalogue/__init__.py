"""The catalogue: a file in this folder is a family of causes, `CAUSES`; being there is being known."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from islive.causes.cause import Cause


@cache
def causes() -> Mapping[str, Cause]:
    """Every cause that is known, by label."""
    families = (import_module(f"{__name__}.{module.name}").CAUSES for module in iter_modules(__path__))
    return {cause.label: cause for family in families for cause in family}
