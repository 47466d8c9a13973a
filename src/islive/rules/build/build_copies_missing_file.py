"""The Dockerfile copies a file that is not there."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from islive.facts.build_log import BuildLog
from islive.facts.builds import Builds
from islive.facts.commit_files import DOCKERFILE, CommitFiles
from islive.facts.commits import Commits
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Location, Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.file_changes import diff, replaced
from islive.rules.starting_builds import start_again

# How each builder says that the source of a COPY or ADD is not there.
MISSING = (
    # BuildKit, also behind `docker build` since Docker 23; older ones leave out "of ref …" or the checksum.
    re.compile(r'(?:failed to calculate checksum|failed to compute cache key)[^"]*"(?P<path>[^"]+)":? not found'),
    # The classic builder, with and without its hint at .dockerignore.
    re.compile(r"(?:COPY|ADD) failed: file not found in build context .*: stat (?P<path>\S+): file does not exist"),
    re.compile(r"(?:COPY|ADD) failed: l?stat /\S*/docker-builder\d+/(?P<path>\S+): no such file or directory"),
    # Kaniko and Buildah.
    re.compile(r"failed to get fileinfo for (?:/workspace|/kaniko/buildcontext)/(?P<path>\S+): lstat .* no such file"),
    re.compile(r'checking on sources under .*: copier: stat: "(?P<path>[^"]+)": no such file or directory'),
)
INSTRUCTION = re.compile(r"\b(?:COPY|ADD)\s+(?!failed:)\S.*?(?=:?\s*$)")
LINE = re.compile(r"^\s*(?P<path>\S*Dockerfile\S*):(?P<line>\d+)\s*$")


@rule(stage=Stage.BUILD, severity=Severity.CRITICAL, explains=("build-failed",))
def build_copies_missing_file(
    wanted: WantedVersion, log: BuildLog, builds: Builds | Gap, files: CommitFiles | Gap, commits: Commits | Gap
) -> Iterator[Sighting]:
    """The image build copies a file that is not there.

    ## What it means

    A `COPY` or `ADD` instruction of the Dockerfile names a file or folder that the builder does not find. The build
    stops there, every time, until the Dockerfile and the files agree. Errors further down in the log, such as a push
    that finds no image, are consequences.

    *Confirmed* means that islive looked into the commit that was built and that it has no such path. *Likely* means
    that the commit could not be read or does have the path; then `.dockerignore` or the build context hides it.

    ## Why it happens

    - The file was renamed, moved or deleted, and the Dockerfile was not changed with it.
    - The file exists on somebody's machine but was never committed, often because `.gitignore` names it.
    - `.dockerignore` excludes it.
    - The build context is another folder than the Dockerfile assumes: sources are looked up from the context's root,
      not from the Dockerfile's place.
    - Upper and lower case differ, which a Mac forgives and a Linux builder does not.

    ## What to do

    1. Look at the instruction in the finding and at the files of the commit: `git ls-tree -r --name-only <commit>`.
    2. Correct the source in the instruction, or commit the file, or take it out of `.dockerignore`.
    3. Build locally from a fresh clone: `git clone` and `docker build .` see what the builder sees.
    4. Push, and start a build of the new commit.

    ## References

    - COPY, and where its sources are looked up: https://docs.docker.com/reference/dockerfile/#copy
    - The build context and .dockerignore: https://docs.docker.com/build/concepts/context/
    - Docker in CodeBuild: https://docs.aws.amazon.com/codebuild/latest/userguide/sample-docker.html
    """
    if not _matters(wanted, commits):
        return
    commit = _commit(log, builds)
    paths = _paths(files, commit)
    dockerfile = files.dockerfile if isinstance(files, CommitFiles) and paths else None
    seen: set[str] = set()
    for line, path in _missing(log.lines):
        if path not in seen:
            seen.add(path)
            yield _sighting(log, line, path, _Source(commit, paths, dockerfile))


def _matters(wanted: WantedVersion, commits: Commits | Gap) -> bool:
    # No image is the version yet, and its commit is known, or nobody could look it up: not so for an unknown name.
    resolvable = isinstance(commits, Commits) and commits.present
    return not wanted.digests and bool(wanted.commit or (wanted.explicit and not resolvable))


def _missing(lines: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for line in lines:
        found = next((match for pattern in MISSING if (match := pattern.search(line))), None)
        if found:
            yield line.strip(), found["path"].strip("/")


def _commit(log: BuildLog, builds: Builds | Gap) -> str | None:
    known = () if isinstance(builds, Gap) else builds.builds
    return next((build.commit for build in known if build.id == log.build), None)


@dataclass(frozen=True, slots=True)
class _Source:
    """What was built: the commit, and its files where they are known."""

    commit: str | None
    paths: frozenset[str] | None
    dockerfile: str | None = None


def _paths(files: CommitFiles | Gap, commit: str | None) -> frozenset[str] | None:
    # The files of another commit than the one that was built prove nothing.
    return files.paths if isinstance(files, CommitFiles) and files.commit == commit else None


def _sighting(log: BuildLog, line: str, path: str, source: _Source) -> Sighting:
    instruction = _instruction(log.lines, path)
    staged = "--from=" in instruction
    absent = source.paths is not None and not staged and not _has(source.paths, path)
    location = _location(log.lines)
    where = f" ({location})" if location else ""
    why = "which the stage it copies from does not hold" if staged else _why(source, absent=absent)
    return Sighting(
        subject=log.build or "the newest build",
        summary=f"the Dockerfile copies {path}, {why}{where}{_nearest(path, source) if absent else ''}",
        because=(Citation("logs:GetLogEvents", "events[].message", line),),
        certainty=Certainty.CONFIRMED if absent else Certainty.LIKELY,
        remedies=(_remedy(path, instruction, log.build, _change(path, location, source)),),
        location=location,
    )


def _instruction(lines: tuple[str, ...], path: str) -> str:
    said = (match.group() for line in lines if (match := INSTRUCTION.search(line)))
    return next((one for one in said if path in one), "")


def _location(lines: tuple[str, ...]) -> Location | None:
    """Where BuildKit says that the instruction stands."""
    found = next((match for one in lines if (match := LINE.match(one))), None)
    return Location(found["path"], int(found["line"])) if found else None


def _has(paths: frozenset[str], path: str) -> bool:
    # The build context may be any folder of the repository, and the source may be a folder.
    wanted = f"/{path}"
    return any(f"/{one}".endswith(wanted) or f"{wanted}/" in f"/{one}" for one in paths)


def _why(source: _Source, *, absent: bool) -> str:
    commit = f"commit {source.commit[:7]}" if source.commit else "the commit"
    if source.paths is None:
        return "which the builder does not find"
    if absent:
        return f"which {commit} does not have"
    return f"which {commit} has and .dockerignore or the build context hides"


def _nearest(path: str, source: _Source) -> str:
    near = _like(path, source)
    return f"; nearest there: {near}" if near else ""


def _like(path: str, source: _Source) -> str | None:
    return next(iter(difflib.get_close_matches(path, sorted(source.paths or ()), n=1)), None)


def _change(path: str, location: Location | None, source: _Source) -> tuple[str, ...]:
    """The instruction with the file that is there and looks most alike, or without the one that is not."""
    lines = (source.dockerfile or "").splitlines()
    number = location.line if location and location.path == DOCKERFILE else None
    if number is None or not 0 < number <= len(lines):
        return ()
    line = lines[number - 1]
    if path not in line or not INSTRUCTION.search(line):
        return ()
    near, sources = _like(path, source), [one for one in line.split()[1:-1] if not one.startswith("--")]
    new = line.replace(path, near) if near else " ".join(line.replace(path, "").split()) if len(sources) > 1 else None
    return diff(DOCKERFILE, source.dockerfile or "", replaced(source.dockerfile or "", number, new))


def _remedy(path: str, instruction: str, build: str | None, change: tuple[str, ...]) -> Remedy:
    where = f"`{instruction}`" if instruction else f"the instruction that copies {path}"
    like_this = ", like this" if change else ""
    return Remedy(
        f"correct the COPY of {path}",
        Risk.MANUAL,
        steps=(
            Step(
                f"In the Dockerfile, correct or remove {where}{like_this}; or commit {path}, if the image needs it.",
                document=change,
            ),
            Step("Check with `docker build .` in a fresh clone, and push."),
            start_again(build, "Start a build of the new commit."),
        ),
    )
