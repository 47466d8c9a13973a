"""Reading a buildspec (CodeBuild user guide, "Build specification reference"), as far as islive needs it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

PUSH = re.compile(r"\bdocker\s+(?:image\s+)?push\b|\bbuildx\b[^\n]*--push\b")
GUARD = "CODEBUILD_BUILD_SUCCEEDING"


def is_inline(buildspec: str | None) -> bool:
    """A project's buildspec is the text itself, or the name of a file in the source (API shape ProjectSource)."""
    return bool(buildspec) and ("\n" in (buildspec or "") or "phases:" in (buildspec or ""))


def pushes_after_failure(text: str) -> bool:
    """It pushes in post_build, which runs after a failed build too, and neither tests for that nor aborts."""
    phases = _members(_members(_document(text)).get("phases"))
    after = "\n".join(_commands(phases.get("post_build")))
    aborts = str(_members(phases.get("build")).get("on-failure", "")).upper() == "ABORT"
    return bool(PUSH.search(after)) and GUARD not in after and not aborts


def _document(text: str) -> Any:
    import yaml

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _commands(phase: Any) -> Iterator[str]:
    """The commands of a phase, and those it runs at its end whatever happened."""
    for name in ("commands", "finally"):
        listed = _members(phase).get(name)
        yield from (str(one) for one in (listed if isinstance(listed, list) else [listed]) if one is not None)


def _members(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}
