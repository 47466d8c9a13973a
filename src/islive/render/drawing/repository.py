"""Where a finding stands in the repository, as code hosts want to be told."""

from urllib.parse import quote

from islive.model.finding import Location
from islive.model.target import Target


def uri(location: Location) -> str:
    """Its path from the root of the repository, as a relative URI; empty for one that leads out of it."""
    parts = [part for part in location.path.replace("\\", "/").split("/") if part not in ("", ".")]
    return "" if ".." in parts or location.path.startswith("/") else "/".join(quote(part, safe="") for part in parts)


def uri_of(target: Target) -> str:
    """A name that looks like a file of the repository, for readers that know no other: of a service, always the same.

    GitHub's code scanning refuses a result without a file, and a location with a scheme, as an ARN would be.
    """
    parts = ("aws", target.account, target.region, "ecs", target.cluster, target.service)
    return "/".join("_" if one.strip(".") == "" else quote(one, safe="") for one in parts)
