"""Who asks, in a word: for the notice that somebody else gets who deploys at the same time."""

import re
import socket
from collections.abc import Mapping

# Amazon ECS developer guide, "Tagging Amazon ECS resources": the characters of a value, and how many it may have.
NOT_ALLOWED = re.compile(r"[^\w +\-=.:/@]")
LONGEST = 256
# Who began the job, as GitHub Actions, GitLab CI and CodeBuild say it.
OF_CI = ("GITHUB_ACTOR", "GITLAB_USER_LOGIN", "CODEBUILD_INITIATOR")


def whoami(environ: Mapping[str, str]) -> str:
    """The name of the person, or of who began the job, and of the machine."""
    job = next((environ[one] for one in OF_CI if environ.get(one)), None)
    name = job or environ.get("USER") or environ.get("LOGNAME") or "somebody"
    return NOT_ALLOWED.sub("-", f"{name}@{socket.gethostname()}")[:LONGEST]
