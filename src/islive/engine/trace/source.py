"""The stages before anything is built: commit and ci."""

from islive.engine.trace.walked import not_applicable
from islive.facts.asked_commit import AskedCommit
from islive.facts.ci_runs import CiRun, CiRuns, RunState
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
    cited = run.quoted or Citation("github:actions/runs", "workflow_runs[0].conclusion", run.word)
    what = "run" if run.kind == "workflow" else run.kind
    says = f"{what} {run.name}: {run.word}{f' at {run.step}' if run.step else ''}"
    return StageTrace(Stage.CI, _state(run), says, None, run.started_at, run.ended_at, (cited,))


STATES = {
    RunState.UNDER_WAY: StageState.WAITING,
    RunState.HALTED: StageState.STOPPED,
    RunState.SUCCEEDED: StageState.PASSED,
    RunState.SKIPPED: StageState.PASSED,
}


def _state(run: CiRun) -> StageState:
    """A word that islive does not know is no success; before its end it is no failure."""
    unknown = StageState.FAILED if run.ended_at else StageState.WAITING
    return STATES.get(run.state, StageState.FAILED) if run.state else unknown
