"""The build that should have made the wanted version and broke (derived), with the end of its log."""

from dataclasses import dataclass

from islive.causes.said import said
from islive.facts.build_log import BuildLog
from islive.facts.builds import Build, BuildPhase, Builds
from islive.facts.commits import Commits
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.collector import collects
from islive.model.evidence import Gap


@dataclass(frozen=True, slots=True)
class FailedBuild:
    """`build` is None where none broke, or an image of the version exists all the same.

    `certain` is False where nothing but the time tells that it was for the version. `lines` are the end of its log.
    """

    build: Build | None
    certain: bool = True
    lines: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def phase(self) -> BuildPhase | None:
        """Where it broke."""
        return self.build.first_failed_phase if self.build else None

    @property
    def only_waited(self) -> bool:
        """It had deployed, and gave up waiting for the service to become stable: what kept that is no fault of it."""
        return any(said(line).hints_at("deploy.wait-timeout") for line in self.lines[-LAST_WORDS:])

    @property
    def because(self) -> Citation:
        """CodeBuild's own words on the phase that broke, or on the build."""
        path, phase = f"builds[{self.build.id if self.build else ''}]", self.phase
        if phase and phase.message:
            return Citation(OPERATION, f"{path}.phases[{phase.type}].contexts[0].message", phase.message)
        return Citation(OPERATION, f"{path}.buildStatus", self.build.status if self.build else "")


OPERATION = "codebuild:BatchGetBuilds"
LAST_WORDS = 40
NONE = FailedBuild(None)


@collects()
def collect(wanted: WantedVersion, builds: Builds, log: BuildLog | Gap, commits: Commits | Gap) -> FailedBuild:
    """The newest build of the commit; else the newest of all, if that never got to know which commit it builds."""
    resolvable = isinstance(commits, Commits) and commits.present
    # No image is the version yet, and its commit is known, or nobody could look it up: not so for an unknown name.
    if wanted.digests or not (wanted.commit or (wanted.explicit and not resolvable)):
        return NONE
    build, certain = _build(wanted, builds)
    if build is None or not build.broken:
        return NONE
    lines = log.lines if isinstance(log, BuildLog) and log.build == build.id else ()
    return FailedBuild(build, certain, lines, (log,) if isinstance(log, Gap) else ())


def _build(wanted: WantedVersion, builds: Builds) -> tuple[Build | None, bool]:
    own = builds.newest_of(wanted.commit) if wanted.commit else None
    if own:
        return own, True
    newest = next(iter(builds.builds), None)
    if newest is None or (wanted.commit and newest.commit):
        return None, False
    return newest, newest.asked_for(wanted.name) or newest.asked_for(wanted.commit)
