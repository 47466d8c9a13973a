"""What a message says of an image that could not be pulled.

The tail of a message beats its head: "pull access denied … repository does not exist or may require 'docker login'" is
what Docker says of everything, and only what follows tells a missing image from a missing permission. AWS rewords these
messages (ECS developer guide, "Stopped task error messages updates"), so words are looked for, never whole sentences.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class PullProblem(StrEnum):
    """Why a pull failed. `missing-or-denied`: a registry does not tell strangers what it has; `untold`: cut off."""

    NOT_FOUND = "not-found"
    DENIED = "denied"
    MISSING_OR_DENIED = "missing-or-denied"
    LOGIN_REFUSED = "login-refused"
    RATE_LIMITED = "rate-limited"
    WRONG_PLATFORM = "wrong-platform"
    NO_SPACE = "no-space"
    UNREACHABLE = "unreachable"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class PullFailure:
    """What went wrong, and what the message names: the image, the denied action, the platform "linux/amd64"."""

    problem: PullProblem
    image: str | None = None
    action: str | None = None
    platform: str | None = None


# ECS's names for it; the agent's API errors; CodeBuild's and Docker's own words.
PULL = re.compile(
    r"CannotPull\w*Error|can(?:no|['\u2019])t pull (?:the )?image|pull access denied"
    r"|unable to retrieve ecr registry auth"
    r"|cannot pull (?:registry auth|['\u2018])|API error \(404\): repository|pull image manifest|error pulling image"
    r"|failed to resolve ref|toomanyrequests|pull rate limit"
)
ACTION = re.compile(r"not authorized to perform: (?P<action>ecr(?:-public)?:\w+)")
PLATFORM = re.compile(r"(?:no match for platform|matching platform) '?(?P<platform>[a-z]+/[a-z0-9/]+)'?")
# The first that is found counts. Network comes first: a message that ends in a dial names whatever it wanted to do.
SIGNS = (
    (
        PullProblem.UNREACHABLE,
        (
            r"dial (?:tcp|udp)|i/o timeout|no such host|request canceled|Client\.Timeout|deadline exceeded"
            r"|connection (?:issue|refused|reset)|inactivity time exceeded|TLS handshake|x509: "
        ),
    ),
    (PullProblem.RATE_LIMITED, r"toomanyrequests|pull rate limit|429 Too Many Requests|Rate exceeded"),
    (PullProblem.NO_SPACE, r"no space left on device|dm_task_run failed"),
    (
        PullProblem.WRONG_PLATFORM,
        (
            r"matching platform|no matching manifest|no match for platform|operating system cannot be used on this"
            r"|image is incompatible with"
        ),
    ),
    (PullProblem.LOGIN_REFUSED, r"incorrect username or password|no basic auth credentials|\bcredentials: "),
    (PullProblem.DENIED, r"not authorized to perform|403 Forbidden|AccessDenied|no (?:identity|resource)-based policy"),
    (
        PullProblem.NOT_FOUND,
        (
            r"manifest unknown|name unknown|(?::|failed to resolve ref \S+) not found\b|\bnot found\.?$"
            r"|does not exist in the registry|404 Not Found|API error \(404\): repository \S+ not found$"
        ),
    ),
    (
        PullProblem.MISSING_OR_DENIED,
        (
            r"does not exist or no pull access|requested access to the resource is denied|insufficient_scope"
            r"|pull access denied|may require"
        ),
    ),
)
SIGNS_IN_ORDER = tuple((problem, re.compile(words, re.MULTILINE)) for problem, words in SIGNS)
# An image behind the words that lead to one; the quotes, digest and colon after it are not part of its name.
NAMED = re.compile(
    r"(?:failed to resolve ref(?:erence)?|pull access denied for|API error \(404\): repository|manifest for|image) "
    r"[\"'\u2018]?(?P<image>[\w.-]+(?::\d+)?/[\w./-]+(?::[\w.-]+)?(?:@sha256:[0-9a-f]+)?)"
)


def read_pull_failure(text: str) -> PullFailure | None:
    """What the message says, or None where it speaks of no pull."""
    if not PULL.search(text):
        return None
    found = next((problem for problem, words in SIGNS_IN_ORDER if words.search(text)), PullProblem.UNTOLD)
    action, platform, named = ACTION.search(text), PLATFORM.search(text), NAMED.search(text)
    return PullFailure(
        problem=found,
        image=named["image"].rstrip(".:") if named else None,
        action=action["action"] if action else None,
        platform=platform["platform"] if platform else None,
    )
