"""The door to a repository: real ones, made for each test, with names and words that mean harm."""

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from islive.model.doors import Refused
from islive.repo import GitTree, open_repo

WHEN = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Repository:
    """A work tree with a clock of its own: each commit and each tag is an hour later."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = WHEN
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str) -> str:
        """What git prints, as Ann, now."""
        date = self.now.isoformat()
        who = {
            "GIT_AUTHOR_NAME": "Ann",
            "GIT_AUTHOR_EMAIL": "a@b",
            "GIT_COMMITTER_NAME": "Ann",
            "GIT_COMMITTER_EMAIL": "a@b",
        }
        env = {**os.environ, **who, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        return subprocess.run(
            ["git", *words], cwd=self.path, env=env, check=True, capture_output=True, text=True
        ).stdout.strip()

    def commit(self, subject: str, **files: str) -> str:
        """A commit of these files; its id."""
        for name, text in files.items():
            self.write(name, text)
        self.now += timedelta(hours=1)
        self.git("commit", "-q", "--allow-empty", "--allow-empty-message", "-m", subject)
        return self.git("rev-parse", "HEAD")

    def write(self, name: str, text: str) -> None:
        """Write a file and add it to the index."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        self.git("--literal-pathspecs", "add", "--", name)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty one."""
    return Repository(tmp_path)


def refusal(ask: object, *words: str) -> str:
    """The code of the refusal that this ends in."""
    assert callable(ask)
    with pytest.raises(Refused) as refused:
        ask(*words)
    return refused.value.code


def test_a_commit_is_data(repository: Repository) -> None:
    """Its subject may say anything; times are UTC."""
    subject = "fix: \x1b[31m$(rm -rf ~) %x00 `id` \N{SNOWMAN}"
    sha = repository.commit(subject)
    assert dict(GitTree(repository.path).commit("main")) == {
        "sha": sha, "committed_at": "2026-01-01T13:00:00.000Z", "author": "Ann", "subject": subject,
    }  # fmt: skip


def test_an_empty_subject_is_one(repository: Repository) -> None:
    """A commit may say nothing at all."""
    repository.commit("")
    assert GitTree(repository.path).commit("HEAD")["subject"] == ""
    assert [commit["subject"] for commit in GitTree(repository.path).log("HEAD")["commits"]] == [""]


@pytest.mark.parametrize("ref", ["v9", "", "--output=x", "-h", "a b", "HEAD\0", "HEAD:a", "\n", "@{-7}"])
def test_an_unknown_ref_is_refused(repository: Repository, ref: str) -> None:
    """Also one that git would take for an option."""
    repository.commit("one")
    tree = GitTree(repository.path)
    assert refusal(tree.commit, ref) == "UnknownRef"
    assert refusal(tree.at(ref or "-").files) == "UnknownRef"
    assert refusal(tree.log, ref) == "UnknownRef"


def test_tags_are_commits(repository: Repository) -> None:
    """Annotated ones are looked through, also a tag of a tag; their time is when they were made."""
    first = repository.commit("one", a="1")
    repository.git("tag", "light")
    repository.now += timedelta(hours=1)
    repository.git("tag", "-a", "v1", "-m", "x")
    repository.now += timedelta(hours=1)
    repository.git("tag", "-a", "v1-final", "v1", "-m", "x")
    repository.git("tag", "blob", repository.git("rev-parse", "HEAD:a"))
    assert [(tag["name"], tag["sha"], tag["at"][11:13]) for tag in GitTree(repository.path).tags()["tags"]] == [
        ("v1-final", first, "15"), ("v1", first, "14"), ("light", first, "13"),
    ]  # fmt: skip


def test_the_log_is_newest_first_and_knows_its_end(repository: Repository) -> None:
    """At most 200 commits, and it says when there are more."""
    for n in range(3):
        repository.commit(f"c{n}")
    reply = GitTree(repository.path).log("HEAD~2..HEAD")
    assert [commit["subject"] for commit in reply["commits"]] == ["c2", "c1"]
    assert (reply["more"], reply["shallow"]) == (False, False)
    assert GitTree(repository.path).log("HEAD..HEAD")["commits"] == []


def test_more_than_two_hundred(repository: Repository) -> None:
    """The rest is left where it is, and said."""
    ann = f"Ann <a@b> {int(WHEN.timestamp())} +0000"
    stream = "".join(f"commit refs/heads/main\ncommitter {ann}\ndata 2\nc{n % 10}\n" for n in range(205))
    subprocess.run(["git", "fast-import", "--quiet"], cwd=repository.path, input=stream.encode(), check=True)
    reply = GitTree(repository.path).log("main")
    assert (len(reply["commits"]), reply["more"]) == (200, True)


def test_a_shallow_clone_says_so(repository: Repository, tmp_path: Path) -> None:
    """What it has it tells, and that there was more."""
    repository.commit("one")
    repository.commit("two")
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{tmp_path}", str(tmp_path / "clone")], check=True)
    reply = GitTree(tmp_path / "clone").log("HEAD")
    assert (len(reply["commits"]), reply["shallow"]) == (1, True)


HOSTILE = [
    "-rf",
    "a b",
    "quo\"te'",
    "new\nline",
    "tab\t",
    ":(glob)*",
    "..dots",
    "ünï",
    "$(id)",
    "*",
    "dir/deep/x",
    "0:x",
]


def test_hostile_names_are_names(repository: Repository) -> None:
    """Files are listed and read by whatever they are called, at the index and at a revision."""
    repository.commit("one", **{name: f"text of {name}" for name in HOSTILE})
    for tree in (GitTree(repository.path), GitTree(repository.path, "HEAD")):
        assert set(tree.files()["files"]) == set(HOSTILE)
        assert [tree.read(name)["text"] for name in HOSTILE] == [f"text of {name}" for name in HOSTILE]


def test_bytes_that_are_no_text(repository: Repository) -> None:
    """Names and contents that are not UTF-8 are listed and read nevertheless."""
    name = os.fsdecode(b"\xff\xfe")
    (repository.path / name).write_bytes(b"a\xffb")
    repository.git("add", "-A")
    tree = GitTree(repository.path)
    assert list(tree.files()["files"]) == [name]
    assert tree.read(name)["text"] == "a\ufffdb"


def test_a_revision_is_what_it_was(repository: Repository) -> None:
    """The index holds the new text, the old revision the old one; links are left out."""
    repository.commit("one", a="old")
    (repository.path / "link").symlink_to("/etc/passwd")
    repository.git("add", "link")
    repository.write("a", "new")
    tree = GitTree(repository.path)
    assert (tree.read("a")["text"], tree.at("HEAD").read("a")["text"]) == ("new", "old")
    assert list(tree.files()["files"]) == ["a"]
    for missing in ("nowhere", "link", "./a", "\0"):
        assert refusal(tree.read, missing) == "NoSuchFile"


@pytest.mark.parametrize(
    "url, shown",
    [
        ("https://user:ghp_secret@github.com/a/b.git", "https://github.com/a/b.git"),
        ("git@github.com:a/b.git", "git@github.com:a/b.git"),
        ("https://github.com/a/b", "https://github.com/a/b"),
        (None, None),
    ],
)
def test_the_remote_without_its_user(repository: Repository, url: str | None, shown: str | None) -> None:
    """The address of origin, and never a password in it."""
    if url:
        repository.git("remote", "add", "origin", url)
    assert GitTree(repository.path).remote()["url"] == shown


def test_a_repository_cannot_run_programs(repository: Repository, tmp_path: Path) -> None:
    """What its configuration names is not started by reading."""
    repository.commit("one", a="1")
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "core.sshCommand", "diff.external", "core.editor"):
        repository.git("config", name, str(trap))
    tree = GitTree(repository.path)
    for reply in (tree.files(), tree.log("HEAD"), tree.commit("HEAD"), tree.tags(), tree.remote(), tree.read("a")):
        assert reply
    assert not (tmp_path / "sprung").exists()


def test_opening(repository: Repository, tmp_path_factory: pytest.TempPathFactory) -> None:
    """From any folder of the work tree; outside of one there is none."""
    inside = repository.path / "deep"
    inside.mkdir()
    assert open_repo(inside) == GitTree(repository.path.resolve())
    assert open_repo(tmp_path_factory.mktemp("outside")) is None
    assert open_repo(inside / "nowhere") is None
    assert refusal(GitTree(tmp_path_factory.mktemp("none")).tags) == "NoRepository"
