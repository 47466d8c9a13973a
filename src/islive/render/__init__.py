"""Drawing documents: a file in this folder is a format, with `render(document) -> str`."""

import inspect
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from islive.model.documents import Document
from islive.model.errors import UserError


def formats() -> tuple[str, ...]:
    """The formats that there are, by name: the modules of this folder (what they share is a package in it)."""
    return tuple(sorted(module.name for module in iter_modules(__path__) if not module.ispkg))


def render(document: Document, format: str, **look: Any) -> str:
    """The document in that format; of `look` (width, verbose, color) a format takes what it knows."""
    if format not in formats():
        raise UserError(f"There is no format {format!r}.", "There are: " + ", ".join(formats()))
    draw = import_module(f"{__name__}.{format}").render
    known = inspect.signature(draw).parameters
    return draw(document, **{name: value for name, value in look.items() if name in known})
