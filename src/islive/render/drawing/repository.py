"""Where a finding stands in the repository, as code hosts want to be told."""

from urllib.parse import quote

from islive.model.finding import Location


def uri(location: Location) -> str:
    """Its path from the root of the repository, as a relative URI; empty for one that leads out of it."""
    parts = [part for part in location.path.replace("\\", "/").split("/") if part not in ("", ".")]
    return "" if ".." in parts or location.path.startswith("/") else "/".join(quote(part, safe="") for part in parts)
