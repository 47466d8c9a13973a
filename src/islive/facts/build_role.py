"""The build role: may it push? Asked only when a build failed."""

from dataclasses import dataclass

from islive.facts.permissions import Permissions

PUSH_ACTIONS = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:InitiateLayerUpload",
    "ecr:UploadLayerPart",
    "ecr:CompleteLayerUpload",
    "ecr:PutImage",
)


@dataclass(frozen=True, slots=True)
class BuildRole:
    """The push permissions of the project's service role on the service's repository; None where not asked."""

    permissions: Permissions | None
