"""The Dockerfile of the version that was asked for; read only where a container health check failed."""

import re
from dataclasses import dataclass, replace

from islive.facts.asked_commit import AskedCommit
from islive.facts.exits import Exits
from islive.facts.reading import whole
from islive.facts.wanted_version import WantedVersion
from islive.model.collector import collects
from islive.model.doors import Refused, Repo
from islive.model.evidence import Gap

PATH = "Dockerfile"
NOT_THERE = frozenset({"NoSuchFile", "UnknownRef", "NoRepository"})
FROM = re.compile(r"^FROM\s+(?:--\S+\s+)*(?P<image>\S+)(?:\s+AS\s+(?P<name>\S+))?\s*$", re.IGNORECASE)
# What these base images leave out, by the Dockerfiles of the official images; Alpine's BusyBox brings a wget.
SLIM = re.compile(r"(?:^|/)(?:debian|ubuntu)(?:[:@]|$)|[:-](?:\w+-)?slim\b")
ALPINE = re.compile(r"\balpine")
BARE = re.compile(r"distroless|^scratch$|chainguard|chiselled|ubi\d*-micro")


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """The last stage of the Dockerfile at `commit`: its base image, and its lines; None where none was read."""

    commit: str | None
    base: str | None
    lines: tuple[str, ...]

    def lacks(self, tool: str) -> bool:
        """The base image is known to come without that tool, and no later line so much as names it."""
        if self.base is None or any(tool in line for line in self.lines):
            return False
        brings = {"wget"} if ALPINE.search(self.base) else set[str]()
        known = SLIM.search(self.base) or ALPINE.search(self.base) or BARE.search(self.base)
        return known is not None and tool not in brings


NONE = Dockerfile(None, None, ())


@collects()
def collect(repo: Repo, exits: Exits, wanted: WantedVersion | Gap, asked: AskedCommit | Gap) -> Dockerfile:
    """Ask for it at the version's commit, where the repository here is the service's own."""
    commit = None if isinstance(wanted, Gap) else wanted.commit
    if not exits.unhealthy or commit is None or isinstance(asked, Gap) or asked.foreign:
        return NONE
    try:
        text = whole(repo.at(commit).read(PATH)).text_or_none("text") or ""
    except Refused as refused:
        if refused.code in NOT_THERE:
            return NONE
        raise
    return _last_stage(commit, text)


def _last_stage(commit: str, text: str) -> Dockerfile:
    """What the image is made of: the last FROM, and where that names an earlier stage, that one's lines too."""
    stages: dict[str, Dockerfile] = {}
    name, stage = "", NONE
    for line in text.splitlines():
        begins = FROM.match(line.strip())
        if begins is None:
            stage = replace(stage, lines=(*stage.lines, line))
        else:
            stages |= {name: stage} if name else {}
            earlier = stages.get(begins["image"].lower(), Dockerfile(commit, begins["image"], ()))
            name, stage = (begins["name"] or "").lower(), earlier
    return replace(stage, commit=commit)
