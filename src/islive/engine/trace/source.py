"""The stages before anything is built: commit and ci."""

from islive.engine.trace.walked import not_applicable
from islive.facts.asked_commit import AskedCommit
from islive.facts.ci_runs import CiRun, CiRuns
from islive.facts.commits import Commits
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.stage import Stage, StageState, StageTrace


def commit(commits: Commits, wanted: WantedVersion, asked: AskedCommit) -> StageTrace:
    """The ref exists in the repository."""
    if asked.foreign:
        return not_applicable(Stage.COMMIT, f"the repository here, {asked.foreign}, is not the one that is built")
    if not commits.present:
        return not_applicable(Stage.COMMIT, "no repository here: the task definition declares the version")
    sha = wanted.commit
    tags = [tag for tag in commits.tags if tag.sha == sha]
    if sha is None or (not tags and commits.wanted is None):
        return not_applicable(Stage.COMMIT, "the repository here does not know it")
    at = min((tag.at for tag in tags), default=commits.wanted.committed_at if commits.wanted else None)
    says = f"tag {tags[0].name} is commit {sha[:7]}" if tags else f"commit {sha[:7]}"
    cited = (Citation("git:commit", "sha", sha),)
    return StageTrace(Stage.COMMIT, StageState.PASSED, says, wanted.name, at, at, cited)


def ci(runs: CiRuns, asked: AskedCommit) -> StageTrace:
    """The provider's newest run for the commit."""
    if runs.provider is None or asked.foreign:
        return not_applicable(Stage.CI, "no CI provider that islive knows")
    if not runs.runs:
        return not_applicable(Stage.CI, f"{runs.provider} has no run for the commit")
    return _run(runs.runs[0])


def _run(run: CiRun) -> StageTrace:
    words = run.conclusion or run.status
    cited = (Citation("github:actions/runs", "workflow_runs[0].conclusion", words),)
    return StageTrace(Stage.CI, _state(run), f"run {run.name}: {words}", None, run.started_at, run.ended_at, cited)


def _state(run: CiRun) -> StageState:
    if run.status != "completed":
        return StageState.WAITING
    return StageState.PASSED if run.conclusion in {"success", "skipped", "neutral"} else StageState.FAILED
