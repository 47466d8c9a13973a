"""The runs of the CI provider for the commit that was asked for."""

from dataclasses import dataclass
from typing import Any

from islive.facts.builds import Builds
from islive.facts.ci_codepipeline import LIST, STATE, pipeline_runs
from islive.facts.ci_github import github_runs, is_at_github
from islive.facts.ci_gitlab import gitlab_runs, is_at_gitlab
from islive.facts.ci_run import CiRun, RunState
from islive.facts.commits import Commits
from islive.model.collector import collects
from islive.model.doors import Aws, Http
from islive.model.evidence import Gap
from islive.model.settings import Settings
from islive.model.target import Target

__all__ = ["CiRun", "CiRuns", "RunState", "collect"]

# What CodeBuild calls the initiator of a build that a pipeline started (API shape Build).
BY_PIPELINE = "codepipeline/"


@dataclass(frozen=True, slots=True)
class CiRuns:
    """Newest first; `provider` is None where the repository's remote is at none that islive knows, or no commit is."""

    provider: str | None
    runs: tuple[CiRun, ...]

    def newest_of_each(self, commit: str) -> tuple[CiRun, ...]:
        """The newest run of each workflow or pipeline for that commit, by name: what was repeated counts once."""
        newest: dict[str, CiRun] = {}
        for run in sorted(self.runs, key=lambda run: (run.started_at, run.id)):
            if run.commit == commit:
                newest[run.name] = run
        return tuple(newest[name] for name in sorted(newest))


@collects(LIST, STATE)
def collect(aws: Aws, http: Http, target: Target, commits: Commits, settings: Settings, builds: Builds | Gap) -> CiRuns:
    """Ask the pipeline that the settings or the builds name; else the provider where the repository is."""
    if commits.wanted is None:
        return CiRuns(None, ())
    commit, remote = commits.wanted.sha, commits.remote
    if pipeline := settings.of(target.service).pipeline or _pipeline_of(builds):
        return _runs("codepipeline", pipeline_runs(aws, pipeline, commit))
    if remote and is_at_github(remote):
        return _runs("github", github_runs(http, remote, commit))
    if remote and is_at_gitlab(remote):
        return _runs("gitlab", gitlab_runs(http, remote, commit))
    return CiRuns(None, ())


def _pipeline_of(builds: Builds | Gap) -> str | None:
    """The pipeline that started the newest build."""
    newest = None if isinstance(builds, Gap) else next(iter(builds.builds), None)
    name = newest.initiator.removeprefix(BY_PIPELINE) if newest and newest.initiator.startswith(BY_PIPELINE) else ""
    return name or None


def _runs(provider: str, runs: tuple[CiRun, ...] | Gap) -> Any:
    """A gap stands for the whole fact."""
    if isinstance(runs, Gap):
        return runs
    return CiRuns(provider, tuple(sorted(runs, key=lambda run: (run.started_at, run.id), reverse=True)))
