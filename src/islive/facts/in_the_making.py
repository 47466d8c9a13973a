"""Whether the wanted version may still be in the making (derived): a build or a run is at work on it, or may be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from islive.facts.builds import Builds
from islive.facts.ci_runs import CiRuns, RunState
from islive.facts.commits import Commits
from islive.facts.wanted_version import WantedVersion
from islive.model.collector import collects
from islive.model.evidence import Gap

# The longest that a job of GitHub Actions takes ("Actions limits"); builds of CodeBuild take eight hours at most.
PATIENCE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class InTheMaking:
    """`going_on` names what is at work on it; `may_be` is also True where that could not be read and it is young."""

    going_on: tuple[str, ...]
    may_be: bool


@collects()
def collect(
    wanted: WantedVersion, builds: Builds | Gap, runs: CiRuns | Gap, commits: Commits | Gap, now: datetime
) -> InTheMaking:
    """Look for builds and runs under way; what could not be read counts for as long as a run may take."""
    going_on = tuple(_going_on(wanted, builds, runs))
    made = None if isinstance(commits, Gap) or commits.wanted is None else commits.wanted.committed_at
    young = isinstance(commits, Gap) or (made is not None and now - made < PATIENCE)
    unread = any(isinstance(one, Gap) for one in (builds, runs, commits))
    return InTheMaking(going_on, bool(going_on) or (young and unread))


def _going_on(wanted: WantedVersion, builds: Builds | Gap, runs: CiRuns | Gap) -> Iterator[str]:
    for build in () if isinstance(builds, Gap) else builds.builds:
        if build.under_way and (build.commit == wanted.commit or (not build.commit and build.asked_for(wanted.name))):
            yield f"build {build.id}"
    for run in () if isinstance(runs, Gap) else runs.newest_of_each(wanted.commit or ""):
        if run.state is RunState.UNDER_WAY:
            yield f"{run.kind} {run.name}"
