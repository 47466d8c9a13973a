"""What `islive tag` was asked for, and which commit that is."""

from dataclasses import dataclass

from islive.facts.asked_commit import AskedCommit
from islive.facts.commits import Commits
from islive.facts.identity import SHORT_COMMIT
from islive.facts.versions import same
from islive.model.citation import Citation
from islive.model.documents import Hindrance
from islive.model.evidence import Evidence, Gap
from islive.model.receipt import Receipt
from islive.model.target import Target


@dataclass(frozen=True, slots=True)
class Tagging:
    """What was asked for: the names, and the commit if it was given beside the version.

    `verified` is the newest receipt of the service, where there is a memory.
    """

    target: Target
    version: str
    commit: str | None = None
    latest: bool = False
    command: str = ""
    verified: Receipt | None = None

    def tags(self, sha: str) -> tuple[str, ...]:
        """The tags to give, in the order of giving: what moves comes last."""
        named = () if sha.startswith(self.version.lower()) else (self.version,)
        return (f"git-{sha}", *named, *(("latest",) if self.latest else ()))


def commit_meant(asked: Tagging, evidence: Evidence) -> str | Hindrance:
    """The commit that is meant: as the repository says, else as the builds of that name do."""
    found, commits = evidence.get(AskedCommit), evidence.get(Commits)
    if isinstance(found, Gap):
        return blind(f"which commit {asked.version} is could not be read", found)
    if found.sha is None:
        return _no_commit(asked, found, commits)
    tagged = [one for one in commits.tags if same(one.name, asked.version)] if isinstance(commits, Commits) else []
    if tagged and not found.foreign and all(one.sha != found.sha for one in tagged):
        says = (
            f"the git tag {asked.version} stands at {tagged[0].sha[:SHORT_COMMIT]}, not at {found.sha[:SHORT_COMMIT]}"
        )
        return Hindrance(says, "leave out --commit, or give the version that belongs to it")
    here = isinstance(commits, Commits) and commits.wanted and not found.foreign
    if here and not tagged and not _is_named(asked, found.sha):
        says = f"{asked.version} is no git tag, but a branch or another name that moves from commit to commit"
        return Hindrance(says, f"git tag VERSION, or: {asked.command} --commit {found.sha}")
    return found.sha


def _is_named(asked: Tagging, sha: str) -> bool:
    """The commit itself was named: in place of the version, or beside it."""
    return asked.commit is not None or sha.startswith(asked.version.lower())


def _no_commit(asked: Tagging, found: AskedCommit, commits: Commits | Gap) -> Hindrance:
    if isinstance(commits, Gap):
        return blind(f"which commit {asked.version} is could not be read", commits)
    where = f"the repository here ({found.foreign}) is not the one that is built" if found.foreign else ""
    nowhere = "there is no git repository here" if not commits.present else "the repository has no such tag"
    way_out = f"git fetch --tags, or --repo PATH, or: {asked.command} --commit COMMIT"
    return Hindrance(f"which commit is {asked.version}? {where or nowhere}", way_out)


def named_by(asked: Tagging, evidence: Evidence, sha: str) -> Citation:
    """Who says which commit the version is."""
    commits = evidence.get(Commits)
    if asked.commit:
        return Citation("--commit", asked.version, sha)
    if isinstance(commits, Commits) and commits.wanted and commits.wanted.sha == sha:
        return Citation("git:commit", asked.version, sha)
    return Citation("codebuild:BatchGetBuilds", f"builds[sourceVersion={asked.version}].resolvedSourceVersion", sha)


def blind(says: str, *gaps: object) -> Hindrance:
    """What is not known because something could not be read, with what would open it."""
    ways = "; ".join(dict.fromkeys(one.way_out for one in gaps if isinstance(one, Gap)))
    return Hindrance(says, ways or "ask again", blind=True)
