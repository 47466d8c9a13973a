"""What people and alerts write for a service: its name, an ARN, a console address; made the same thing."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from islive.facts.address import address, bare_url
from islive.model.errors import UserError

WHAT_WORKS = "give its name, its ARN, the ARN of a task or deployment of it, or an address in the console or on the web"
_IN_CONSOLE = re.compile(r"/clusters/(?P<cluster>[^/?#]+)/(?P<kind>services|tasks)/(?P<name>[^/?#]+)")


@dataclass(frozen=True, slots=True)
class Named:
    """A service by its name, by one of its tasks, or by an address that leads to it; what is None was not said."""

    service: str | None = None
    task: str | None = None
    address: str | None = None
    cluster: str | None = None
    region: str | None = None
    account: str | None = None


def read_words(words: str) -> Named:
    """What SERVICE on the command line means. Raises UserError for what names no service."""
    if not words.strip():
        raise UserError("the name of the service is empty", "a variable that is not set?")
    if words.startswith("arn:"):
        return _of_arn(words)
    if words.startswith(("http://", "https://")):
        return _of_address(words)
    if "/" in words.strip("/"):
        cluster, _, service = words.strip("/").rpartition("/")
        return Named(service=service, cluster=cluster)
    return Named(service=words)


def read_version(words: str | None) -> str | None:
    """What VERSION means, None without one; a pipeline's full name of a tag or branch is that tag or branch."""
    if words is not None and not words.strip():
        raise UserError("the version is empty", "a variable that is not set? Without VERSION: what PRIMARY declares")
    return words and words.strip().removeprefix("refs/tags/").removeprefix("refs/heads/")


def read_url(words: str) -> str:
    """An address without what is secret in it. Raises UserError for what is none."""
    if address(words) is None:
        raise UserError(f"{bare_url(words)} is not an address", "give it as https://www.example.com")
    return bare_url(words)


def _of_arn(arn: str) -> Named:
    parts = arn.split(":", 5)
    if len(parts) < 6:  # noqa: PLR2004
        raise UserError(f"{arn} is not a whole ARN", WHAT_WORKS)
    _, _, aws_service, region, account, resource = parts
    kind, *path = resource.split("/")
    match aws_service, kind, path:
        case "ecs", "service", [service]:
            return Named(service=service, region=region, account=account)
        case "ecs", "service" | "service-deployment" | "service-revision", [cluster, service, *_]:
            return Named(service=service, cluster=cluster, region=region, account=account)
        case "ecs", "task", [cluster, _]:
            return Named(task=arn, cluster=cluster, region=region, account=account)
        case "ecs", "cluster", [cluster]:
            raise UserError(f"{arn} is a cluster, not a service", f"islive --cluster {cluster} shows its services")
        case _:
            raise UserError(f"islive cannot go from {arn} to a service yet", WHAT_WORKS)


def _of_address(url: str) -> Named:
    parts = urlsplit(read_url(url))
    host = parts.hostname or ""
    # The console keeps its page in the path today and kept it behind the # before.
    found = _IN_CONSOLE.search(f"{parts.path}#{parts.fragment}")
    if not (host == "console.aws.amazon.com" or host.endswith(".console.aws.amazon.com")):
        return Named(address=bare_url(url))
    if found is None:
        raise UserError(f"{url} shows no ECS service or task", WHAT_WORKS)
    name = unquote(found["name"])
    return Named(
        service=name if found["kind"] == "services" else None,
        task=name if found["kind"] == "tasks" else None,
        cluster=unquote(found["cluster"]),
        region=_region(host, parts.query),
    )


def _region(host: str, query: str) -> str | None:
    asked = parse_qs(query).get("region")
    return asked[0] if asked else host.removesuffix("console.aws.amazon.com").rstrip(".") or None
