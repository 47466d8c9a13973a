"""The tokens for GitHub's and GitLab's interfaces, where the user has one, and only ever for that interface."""

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from urllib.parse import urlsplit

GITHUB_API = "https://api.github.com"
GITLAB = "https://gitlab.com"

Run = Callable[[Sequence[str]], str | None]


def github_token(environ: Mapping[str, str], run: Run) -> Callable[[str], str | None]:
    """URL -> token: GITHUB_TOKEN or GH_TOKEN, else what `gh auth token` prints; None for every other place.

    `run` runs a program and gives what it printed, or None when it failed or does not exist. GITHUB_API_URL is the
    interface of GitHub Enterprise; it must be https, or on this machine.
    """
    home = environ.get("GITHUB_API_URL") or GITHUB_API

    @cache
    def token() -> str | None:
        given = environ.get("GITHUB_TOKEN") or environ.get("GH_TOKEN") or run(("gh", "auth", "token"))
        return given.strip() or None if given else None

    def token_for(url: str) -> str | None:
        return token() if _is_under(home, url) and _is_safe(home) else None

    return token_for


def gitlab_token(environ: Mapping[str, str]) -> Callable[[str], str | None]:
    """URL -> token: GITLAB_TOKEN for the interface of gitlab.com; None for every other place.

    GITLAB_HOST (as for GitLab's own command) or CI_SERVER_URL name the server of a company; it must be https.
    """
    given = environ.get("GITLAB_HOST") or environ.get("CI_SERVER_URL") or GITLAB
    home = f"{given if '://' in given else f'https://{given}'}/api/v4"
    token = (environ.get("GITLAB_TOKEN") or "").strip() or None
    return lambda url: token if _is_under(home, url) and _is_safe(home) else None


def first_token(*tokens: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """URL -> the first token that somebody has for it."""
    return lambda url: next((token for one in tokens if (token := one(url))), None)


def _is_under(home: str, url: str) -> bool:
    """Whether a URL belongs to an interface: same scheme, host and port, below its path."""
    base, asked = urlsplit(home), urlsplit(url)
    same = (base.scheme, base.netloc.lower()) == (asked.scheme, asked.netloc.lower())
    return same and f"{asked.path}/".startswith(base.path.rstrip("/") + "/")


def _is_safe(home: str) -> bool:
    place = urlsplit(home)
    return place.scheme == "https" or _is_loopback(place.hostname or "")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
