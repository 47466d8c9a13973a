"""Version names and commits as texts: which ones look like it, and which ones can be the same."""

import re

# With a dot in it: "v3", "20240715" and "release" might be anything.
VERSION = re.compile(r"[vV]?\d+(?:\.\d+)+(?:[-+._][0-9A-Za-z.+_-]+)?|[vV]\d+(?:[-+][0-9A-Za-z.+_-]+)?")
COMMIT = re.compile(r"[0-9a-f]{7,40}|[0-9a-f]{64}")
PREFIXED_COMMIT = re.compile(r"(?:git|sha|commit)-(?P<commit>[0-9a-f]{7,64})")
WHOLE_COMMIT = 40
# Tags that people move from image to image; they say nothing about any of them.
FLOATING = frozenset(
    {"latest", "main", "master", "trunk", "head", "prod", "production", "live", "dev", "develop", "development"}
    | {"stable", "edge", "nightly", "test", "testing", "qa", "uat", "stage", "staging", "current", "release", "canary"}
)


def is_version(text: str) -> bool:
    """It looks like the name of one version."""
    return VERSION.fullmatch(text) is not None


def is_floating(text: str) -> bool:
    """It is a name for whatever is newest somewhere, never for one version."""
    return text.lower() in FLOATING


def commit_in(text: str) -> str | None:
    """The commit that a tag names: a hash of at least seven digits, alone or behind `git-`, `sha-`, `commit-`.

    Decimal digits alone are a hash only at full length: "20240715" is a day.
    """
    lower = text.lower()
    prefixed = PREFIXED_COMMIT.fullmatch(lower)
    if prefixed:
        return prefixed["commit"]
    if COMMIT.fullmatch(lower) and (len(lower) >= WHOLE_COMMIT or not lower.isdecimal()):
        return lower
    return None


def bare(version: str) -> str:
    """Without the leading v of "v3.3.1"."""
    return version[1:] if version[:1] in {"v", "V"} and version[1:2].isdecimal() else version


def same(one: str, other: str) -> bool:
    """The same name, but for a leading v."""
    return bare(one) == bare(other)


def agree(one: str, other: str) -> bool:
    """Both can be true of one image: the same name, or one says more of it (v3 ⊂ v3.3 ⊂ v3.3.1 ⊂ v3.3.1-rc1)."""
    short, long = sorted((bare(one), bare(other)), key=len)
    return long == short or (bool(short) and long.startswith(short) and long[len(short)] in ".-+")


def commits_agree(one: str, other: str) -> bool:
    """Both can mean one commit: one hash is the beginning of the other, of seven digits at least."""
    short, long = sorted((one.lower(), other.lower()), key=len)
    return bool(COMMIT.match(short)) and long.startswith(short)
