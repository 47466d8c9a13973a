"""What a message says of an image that could not be pulled.

Which cause it speaks of is the classifier's reading (`said`). Here is what that reading does not keep: the names in the
message; and whether it ends in the words that Docker and registries use for everything that they do not tell strangers:
missing or forbidden, only the registry knows.
"""

import re
from dataclasses import dataclass

from islive.causes.said import said

DENIED = (
    "image.pull-denied",
    "registry.auth-token-denied",
    "registry.repository-policy-denied",
    "iam.caller-denied",
)
NOT_FOUND = (
    "image.not-found",
    "image.digest-gone",
    "image.placeholder",
    "registry.repository-missing",
    "registry.repository-name-wrong",
    "registry.wrong-region",
    "registry.wrong-registry",
)
UNTOLD = "image.pull-failed"
FAMILIES = ("image.", "registry.", "storage.")


@dataclass(frozen=True, slots=True)
class PullFailure:
    """Its label, and what the message names: the image, the denied action, the platform "linux/amd64".

    `undecided`: the image is missing or forbidden, and the message does not say which.
    """

    label: str
    undecided: bool = False
    image: str | None = None
    action: str | None = None
    platform: str | None = None

    @property
    def untold(self) -> bool:
        """The message was cut off before its reason."""
        return self.label == UNTOLD

    @property
    def denied(self) -> bool:
        """Somebody was refused."""
        return self.label in DENIED and not self.undecided

    @property
    def missing(self) -> bool:
        """There is no such image."""
        return self.label in NOT_FOUND and not self.undecided


ACTION = re.compile(r"not authorized to perform: (?P<action>ecr(?:-public)?:\w+)")
PLATFORM = re.compile(r"(?:no match for platform|matching platform) '?(?P<platform>[a-z]+/[a-z0-9/]+)'?")
# What stands behind these words decides; here nothing does.
ENDS_OPEN = re.compile(
    r"(?:does not exist or no pull access|requested access to the resource is denied|insufficient_scope"
    r"|insufficient_scope: authorization(?: failed)?|pull access denied(?: for \S+)?"
    r"|pull access denied.{1,300}(?:does not exist|docker login))\W*$"
)
# An image behind the words that lead to one; the quotes, digest and colon after it are not part of its name.
NAMED = re.compile(
    r"(?:failed to resolve ref(?:erence)?|pull access denied for|API error \(404\): repository|manifest for|image) "
    r"[\"'\u2018]?(?P<image>[\w.-]+(?::\d+)?/[\w./-]+(?::[\w.-]+)?(?:@sha256:[0-9a-f]+)?)"
)


def pull_failure(text: str) -> PullFailure | None:
    """What the message says, or None where it speaks of no pull."""
    spoken = said(text)
    if spoken.label is None or not (spoken.hints_at(*FAMILIES) or spoken.touches(UNTOLD)):
        return None
    action, platform, named = ACTION.search(text), PLATFORM.search(text), NAMED.search(text)
    return PullFailure(
        label=spoken.label,
        undecided=spoken.label in (*DENIED, *NOT_FOUND) and ENDS_OPEN.search(text) is not None,
        image=named["image"].rstrip(".:") if named else None,
        action=action["action"] if action else None,
        platform=platform["platform"] if platform else None,
    )
