"""build-copies-missing-file: the Dockerfile copies a file that is not there."""

import pytest

from islive.facts.commit_files import CommitFiles
from islive.model.finding import Certainty, Location
from islive.rules.build.build_copies_missing_file import build_copies_missing_file
from tests.rules.builders_a import (
    COMMIT,
    OLD_COMMIT,
    REFUSED,
    build,
    builds,
    commits,
    digest,
    log,
    only,
    sightings,
    wanted,
)

BUILDKIT = (
    "#10 [5/6] COPY api_constitution.py ./",
    '#10 ERROR: failed to calculate checksum of ref k3x::q9z: "/api_constitution.py": not found',
    "------",
    " > [5/6] COPY api_constitution.py ./:",
    "------",
    "Dockerfile:12",
    "--------------------",
    "  12 | >>> COPY api_constitution.py ./",
    "--------------------",
    (
        "ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref k3x::q9z: "
        '"/api_constitution.py": not found'
    ),
)
BUILT = builds(build())


def files(*paths: str, commit: str = COMMIT) -> CommitFiles:
    """The paths of a commit."""
    return CommitFiles(commit, frozenset(paths))


def test_a_file_that_the_commit_does_not_have() -> None:
    """Line, file, commit and the nearest file there is are named, once, and the log is quoted."""
    there = files("Dockerfile", "api_constitutional.py")
    seen = only(build_copies_missing_file, wanted(), log(*BUILDKIT), BUILT, there, commits())
    assert seen.subject == "shop-api-build:1"
    assert seen.summary == (
        "the Dockerfile copies api_constitution.py, which commit c0ffee1 does not have (Dockerfile:12); nearest there: "
        "api_constitutional.py"
    )
    assert seen.certainty is Certainty.CONFIRMED
    assert [one.quote for one in seen.because] == [BUILDKIT[1]]


def test_the_line_of_the_dockerfile_is_a_place_to_go_to() -> None:
    """BuildKit names file and line; a builder that does not leaves it open."""
    there = files("Dockerfile")
    told = only(build_copies_missing_file, wanted(), log(*BUILDKIT), BUILT, there, commits())
    silent = only(build_copies_missing_file, wanted(), log(*BUILDKIT[:2]), BUILT, there, commits())
    assert (told.location, silent.location) == (Location("Dockerfile", 12), None)


def test_files_that_were_not_read_make_it_likely() -> None:
    """The log alone does not say whether the commit lacks the file or .dockerignore hides it."""
    for unknown in (CommitFiles(COMMIT, None), REFUSED):
        seen = only(build_copies_missing_file, wanted(), log(*BUILDKIT), BUILT, unknown, commits())
        assert seen.certainty is Certainty.LIKELY
        assert "the builder does not find" in seen.summary


@pytest.mark.parametrize("path", ["api_constitution.py", "app/api_constitution.py", "api_constitution.py/one.py"])
def test_a_file_that_the_commit_has_is_hidden_from_the_builder(path: str) -> None:
    """Anywhere in the repository, as file or folder, for the build context may be any folder."""
    seen = only(build_copies_missing_file, wanted(), log(*BUILDKIT), BUILT, files(path), commits())
    assert seen.certainty is Certainty.LIKELY
    assert ".dockerignore" in seen.summary


def test_a_longer_name_is_another_file() -> None:
    """`my_api_constitution.py` is not `api_constitution.py`."""
    seen = only(build_copies_missing_file, wanted(), log(*BUILDKIT), BUILT, files("my_api_constitution.py"), commits())
    assert seen.certainty is Certainty.CONFIRMED


def test_the_files_of_another_commit_prove_nothing() -> None:
    """The build may have taken another commit than the one whose files were read."""
    other = builds(build(commit=OLD_COMMIT))
    for known in (other, REFUSED):
        seen = only(build_copies_missing_file, wanted(), log(*BUILDKIT), known, files("Dockerfile"), commits())
        assert seen.certainty is Certainty.LIKELY


def test_a_copy_from_another_stage_is_not_about_the_commit() -> None:
    """What an earlier stage should have made is never in git."""
    lines = (
        " > [stage-1 2/2] COPY --from=builder /app/dist ./dist:",
        'ERROR: failed to calculate checksum of ref a::b: "/app/dist": not found',
    )
    seen = only(build_copies_missing_file, wanted(), log(*lines), BUILT, files("Dockerfile"), commits())
    assert "which the stage it copies from does not hold" in seen.summary
    assert seen.certainty is Certainty.LIKELY


@pytest.mark.parametrize(
    "line",
    [
        'failed to compute cache key: "/conf/app.ini" not found: not found',
        (
            "COPY failed: file not found in build context or excluded by .dockerignore: stat conf/app.ini: "
            "file does not exist"
        ),
        "COPY failed: stat /var/lib/docker/tmp/docker-builder582/conf/app.ini: no such file or directory",
        "ADD failed: stat /var/lib/docker/tmp/docker-builder582/conf/app.ini: no such file or directory",
        (
            "error building image: error building stage: failed to get files used from context: failed to get fileinfo "
            "for /kaniko/buildcontext/conf/app.ini: lstat /kaniko/buildcontext/conf/app.ini: no such file or directory"
        ),
        (
            'Error: building at STEP "COPY conf/app.ini .": checking on sources under "/src": copier: stat: '
            '"/conf/app.ini": no such file or directory'
        ),
    ],
)
def test_every_builder_has_its_own_words(line: str) -> None:
    """BuildKit, the classic builder, Kaniko and Buildah say the same thing differently."""
    seen = only(build_copies_missing_file, wanted(), log(line), BUILT, files("Dockerfile"), commits())
    assert "copies conf/app.ini, which commit c0ffee1 does not have" in seen.summary
    assert seen.because[0].quote == line


def test_two_files_are_two_findings() -> None:
    """A builder that works on stages at the same time may miss several."""
    lines = tuple(f'#{n} ERROR: failed to calculate checksum of ref a::b: "/{n}.py": not found' for n in (1, 2))
    seen = sightings(build_copies_missing_file, wanted(), log(*lines), BUILT, REFUSED, commits())
    assert [one.because[0].quote for one in seen] == list(lines)


@pytest.mark.parametrize(
    "line",
    [
        "ERROR: failed to solve: node:99: docker.io/library/node:99: not found",
        "sh: 1: gunicorn: not found",
        "cat: /app/settings.py: No such file or directory",
        "An image does not exist locally with the tag: shop/api",
    ],
)
def test_other_things_that_are_not_found(line: str) -> None:
    """A base image, a program, a file that a command reads: none of them is a COPY."""
    assert sightings(build_copies_missing_file, wanted(), log(line), BUILT, files("Dockerfile"), commits()) == ()


def test_a_failed_build_of_something_else() -> None:
    """Where the version has its image, or none was asked for, a failed build does not keep it from serving."""
    for other in (wanted(digests=[digest("a")]), wanted(None, None, explicit=False), wanted("v9", None)):
        assert sightings(build_copies_missing_file, other, log(*BUILDKIT), BUILT, REFUSED, commits(None)) == ()


def test_where_nobody_could_look_the_version_up() -> None:
    """The newest build may well be the one that should have made it."""
    for nowhere in (REFUSED, commits(None, present=False)):
        seen = only(build_copies_missing_file, wanted(commit=None), log(*BUILDKIT), BUILT, REFUSED, nowhere)
        assert seen.certainty is Certainty.LIKELY


DOCKERFILE = "\n".join(
    ["FROM python:3.12-slim", *[f"RUN step {i}" for i in range(2, 12)], "COPY api_constitution.py ./"]
)


@pytest.mark.parametrize(
    "last, there, new",
    [
        ("COPY api_constitution.py ./", "api_constitutional.py", "+COPY api_constitutional.py ./"),
        ("COPY api_constitution.py ./", "main.py", None),
        ("COPY main.py api_constitution.py ./", "main.py", "+COPY main.py ./"),
    ],
    ids=["the file that looks alike", "no such file", "one of several"],
)
def test_the_change_of_the_dockerfile(last: str, there: str, new: str | None) -> None:
    """As a diff of the file at that commit: the nearest file there is, or the instruction without it."""
    text = DOCKERFILE.replace("COPY api_constitution.py ./", last)
    known = CommitFiles(COMMIT, frozenset({"Dockerfile", there}), text)
    seen = only(build_copies_missing_file, wanted(), log(*BUILDKIT), BUILT, known, commits())
    change = seen.remedies[0].steps[0].document
    assert change[:2] == ("--- a/Dockerfile", "+++ b/Dockerfile")
    assert f"-{last}" in change
    assert [line for line in change[2:] if line.startswith("+")] == ([new] if new else [])


def test_without_the_dockerfile_there_is_no_change_to_show() -> None:
    """The instruction in the log has to do."""
    seen = only(build_copies_missing_file, wanted(), log(*BUILDKIT), BUILT, files("Dockerfile"), commits())
    assert seen.remedies[0].steps[0].document == ()
    assert "`COPY api_constitution.py ./`" in seen.remedies[0].steps[0].says
