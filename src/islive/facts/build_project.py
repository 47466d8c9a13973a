"""The CodeBuild project that builds the service's image."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from islive.facts.buildspec import is_inline, pushes_after_failure
from islive.facts.commits import Commits
from islive.facts.reading import Part, answered, chunks, whole
from islive.facts.service import Service
from islive.facts.task_definitions import TaskDefinitions
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Repo
from islive.model.evidence import Gap
from islive.model.settings import Settings

AT_ONCE = 100
DEFAULT_BUILDSPEC = "buildspec.yml"
# Words that many projects share, and that say nothing about which service one builds.
USUAL = frozenset(
    {"build", "builds", "docker", "image", "images", "project", "codebuild", "service", "prod", "production"}
)
WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class BuildProject:
    """The project; `name` is None where none of the account builds this service; `chosen_because` says how we know.

    `buildspec` is its text, or the name of a file where that could not be read. `privileged` allows Docker in the
    build, None where CodeBuild did not say.
    """

    name: str | None
    chosen_because: str = ""
    source_location: str | None = None
    source_version: str | None = None
    has_webhook: bool = False
    service_role: str | None = None
    buildspec: str | None = None
    privileged: bool | None = None

    @property
    def pushes_after_failure(self) -> bool:
        """Its inline buildspec pushes in post_build without testing CODEBUILD_BUILD_SUCCEEDING or on-failure ABORT.

        POST_BUILD runs after a failed BUILD too (CodeBuild user guide, "Build phase transitions").
        """
        return is_inline(self.buildspec) and pushes_after_failure(self.buildspec or "")


@collects("codebuild:ListProjects", "codebuild:BatchGetProjects")
def collect(
    aws: Aws,
    service: Service,
    task_definitions: TaskDefinitions | Gap,
    settings: Settings,
    commits: Commits | Gap,
    repo: Repo,
) -> BuildProject:
    """Ask for all projects (or the one that the settings name), and choose."""
    named = settings.of(service.name).build_project
    names = [named] if named else list(whole(aws.call("codebuild:ListProjects")).texts("projects"))
    projects = _projects(aws, names)
    known = commits if isinstance(commits, Commits) else None
    if named:
        chosen, because = projects[0] if projects else None, f"the settings name {named}"
    else:
        remote = known.remote if known else None
        chosen, because = choose(projects, service.name, _repository(service, task_definitions), remote)
    return _project(chosen, because, repo, known) if chosen else BuildProject(None, because)


def _projects(aws: Aws, names: Sequence[str]) -> list[Part]:
    asked = chunks(names, AT_ONCE)
    answers = aws.calls([Question("codebuild:BatchGetProjects", {"names": list(some)}) for some in asked])
    found: list[Part] = []
    for some, answer in zip(asked, map(answered, answers), strict=True):
        projects = answer.parts_or_none("projects")
        silent = {*some} - {one.text("name") for one in projects} - {*answer.texts_or_none("projectsNotFound")}
        if silent:
            raise answer.empty(f"{len(silent)} of {len(some)} projects neither described nor not found")
        found += projects
    return found


def _repository(service: Service, task_definitions: TaskDefinitions | Gap) -> str | None:
    """The repository of the first container: the service's own."""
    if isinstance(task_definitions, Gap):
        return None
    primary = task_definitions.get(service.primary.task_definition)
    return primary.containers[0].image.repository if primary else None


def choose(
    projects: Sequence[Part], service: str, repository: str | None, remote: str | None
) -> tuple[Part | None, str]:
    """The project that builds the service, and how we know: by its source, then its buildspec, then its name.

    Each narrows down what the one before left. Two that are left are none: a guess would blame the wrong build.
    """
    left, because = list(projects), ""
    for of_service, why in (
        ([one for one in left if remote and _same_source(_location(one), remote)], f"its source is {remote}"),
        (
            [one for one in left if repository and _names(_buildspec(one), repository)],
            f"its buildspec names {repository}",
        ),
    ):
        both = [one for one in left if one in of_service]
        if both:
            left, because = both, because or why
    if because and len(left) == 1:
        return left[0], because
    closest = _closest(left, service, repository)
    if closest:
        return closest, f"{because}, and its name is closest" if because else "its name is closest to the service's"
    return None, f"{len(left)} projects might build it" if because else "no project of the account names this service"


def _names(buildspec: str | None, repository: str) -> bool:
    return bool(re.search(rf"(?<![\w-]){re.escape(repository)}(?![\w-])", buildspec or ""))


def _closest(projects: Sequence[Part], service: str, repository: str | None) -> Part | None:
    """The one project whose name shares the most words with service and repository; None where two share as many."""
    about = _words(f"{service} {repository or ''}")
    shared = [(len(_words(one.text("name")) & about), one) for one in projects]
    most = max((count for count, _ in shared), default=0)
    best = [one for count, one in shared if count == most]
    return best[0] if most and len(best) == 1 else None


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.lower())) - USUAL


def _same_source(location: str | None, remote: str) -> bool:
    return bool(location) and plain_remote(location or "") == plain_remote(remote)


def plain_remote(url: str) -> str:
    """A remote without scheme, user, `.git` and case: `git@github.com:Org/app.git` is `github.com/org/app`."""
    bare = re.sub(r"^[a-z+]+://", "", url.strip().lower())
    bare = bare.rsplit("@", 1)[-1]
    bare = re.sub(r"^([^/:]+):(?:\d+/)?", r"\1/", bare)
    return bare.rstrip("/").removesuffix(".git").rstrip("/")


def _location(part: Part) -> str | None:
    source = part.part_or_none("source")
    return source.text_or_none("location") if source else None


def _buildspec(part: Part) -> str | None:
    source = part.part_or_none("source")
    return source.text_or_none("buildspec") if source else None


def _project(part: Part, because: str, repo: Repo, commits: Commits | None) -> BuildProject:
    return BuildProject(
        name=part.text("name"),
        chosen_because=because,
        source_location=_location(part),
        source_version=part.text_or_none("sourceVersion") or None,
        has_webhook=part.part_or_none("webhook") is not None,
        service_role=part.text_or_none("serviceRole"),
        buildspec=_text_of_buildspec(_buildspec(part) or DEFAULT_BUILDSPEC, repo, commits),
        privileged=_privileged(part),
    )


def _privileged(part: Part) -> bool | None:
    environment = part.part_or_none("environment")
    return environment.flag("privilegedMode") if environment else None


def _text_of_buildspec(buildspec: str, repo: Repo, commits: Commits | None) -> str:
    """The buildspec itself; where only a file is named, that file at the wanted commit, if it can be had."""
    if is_inline(buildspec) or commits is None or commits.wanted is None:
        return buildspec
    try:
        return whole(repo.at(commits.wanted.sha).read(buildspec)).text_or_none("text") or buildspec
    except Refused:
        return buildspec
