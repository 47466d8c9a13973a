"""References inside a world: from one place of the document to a thing that another place describes."""

import operator
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from islive.simulator.document import WorldError
from islive.simulator.names import Json

T = TypeVar("T")
_DIGEST = re.compile(r"\$\{digest:([^}]*)\}")


def follow(things: Mapping[str, T], name: str, kind: str, where: str) -> T:
    """The thing of this name; WorldError says where the dangling reference stands and what is nearest."""
    if name not in things:
        near = get_close_matches(name, things, n=3, cutoff=0.3) or sorted(things)[:5]
        known = f"the world has {', '.join(near)}" if near else "the world has none"
        raise WorldError(f"{where}: there is no {kind} {name}; {known}.")
    return things[name]


def fill_digests(value: Any, digest_of: Callable[[str, str], str], where: str = "") -> Any:
    """The value with every `${digest:repository@key}` in its texts replaced by that image's digest.

    What has none of them is not copied.
    """
    if isinstance(value, dict):
        mapping: Json = value
        filled = {key: fill_digests(item, digest_of, f"{where}.{key}".lstrip(".")) for key, item in mapping.items()}
        return filled if any(filled[key] is not item for key, item in mapping.items()) else mapping
    if isinstance(value, list):
        items: list[Any] = value
        others = [fill_digests(item, digest_of, where) for item in items]
        return others if any(map(operator.is_not, others, items)) else items
    if isinstance(value, str) and "${digest:" in value:
        return _DIGEST.sub(lambda match: digest_of(match[1], where), value)
    return value
