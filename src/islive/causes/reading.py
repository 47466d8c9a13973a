"""Reading: from whatever a person pastes to words that can be compared.

Quotes, colours, wrapping and letter case fall away; what only one incident has (ids, digests, addresses, paths) is
replaced by what kind of thing it is, so that no cause can be recognised by an example's names. Every step is linear in
the length of the text.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

# Longer than that is no word but data (base64, minified code): it says nothing, and must not cost anything.
LONGEST_WORD = 300
MOST_WORDS = 4000
# A text beyond that is read at its beginning and its end, as are too many words.
MOST_CHARACTERS = 400_000
# Exit codes and HTTP statuses have three digits; what is longer is an id, a port or a size.
SHORT_NUMBER = 3

# Stands where a message begins and ends: "¶ missing ¶" is a message of that one word.
BREAK = "¶"
# Stands, not as a word, where another statement begins.
BEGIN = "\n"

ANSI = re.compile(r"\x1b\[[0-9;?]{0,16}[A-Za-z]|\x1b\][^\x07\x1b]{0,256}(?:\x07|\x1b\\)")
# From the first backslash of a run, or a long run would be tried from each of them.
ESCAPES = re.compile(r"\\u[0-9a-f]{4}|(?<!\\)\\+[nrt](?![a-z])")
# Whatever quotes editors make of straight ones (single, double, low, angled) separates words, too.
CHUNK = re.compile(r"[^\s'\"`,;()\[\]{}<>|=\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb*]+")
ARN = re.compile(r"arn:aws[a-z-]{0,8}:([a-z0-9-]*):")
HOST = re.compile(
    r"(?:^|[.@/])([a-z0-9-]+(?:\.dkr)?)\.(?:[a-z]{2}(?:-[a-z]+)+-\d\.)?(?:vpce\.)?amazonaws\.com(?![a-z])"
)
# A host whose account or region somebody masked.
MASKED_HOST = re.compile(
    r"(?:^|\.)dkr\.ecr(?:\.[\w-]*\.amazonaws\.com(?![a-z])|$)|://(?:api\.)?(ecr|ecs|kms|logs|s3|secretsmanager|ssm|sts)$"
)
# A region in the place of a service's name: the rest of it is no region.
NO_SERVICE = re.compile(r"[a-z]{2}-[a-z]+\d?[a-z]?(?:-|$)")
IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?:->.*)?$")
ID = re.compile(r"(?=.*\d)(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-.*|[0-9a-f]{10,})$")
TIME = re.compile(r"\d{4}[-/]\d\d[-/]\d\d|\d\d?:\d\d:\d\d")
DURATION = re.compile(r"\d+(?:\.\d+)?(?:ms|s|m|h)(?:\d[\dhms.]*)?$")
PARTS = re.compile(r"[^:/@\\#&?!~^]+")
# IAM's name of an action: "ecr:BatchGetImage". Only these services: any word may stand before a colon.
SERVICES = (
    *("application-autoscaling", "codebuild", "codedeploy", "codepipeline", "ec2", "ecr", "ecr-public", "ecs"),
    *("elasticfilesystem", "elasticloadbalancing", "events", "iam", "kms", "lambda", "logs", "s3", "secretsmanager"),
    *("servicediscovery", "sns", "ssm", "ssmmessages", "sts"),
)
ACTION = re.compile(rf"(?:{'|'.join(SERVICES)}):[a-z*]{{3,}}$")
# A kind, as the catalogue writes it: "host:ecr", "arn:kms".
KIND = re.compile(r"(?:host|arn):[a-z0-9-]+$")
# Paths and files that say something wherever they stand.
TELLING = (
    "docker.sock",
    "containerd.sock",
    "imagedefinitions.json",
    "imagedetail.json",
    "taskdef.json",
    "appspec.yaml",
    "appspec.yml",
    "buildspec.yml",
    "buildspec.yaml",
    "dockerfile",
    "task-definition.json",
    "elb-healthchecker",
    "/bin/sh",
    "/bin/bash",
    "ld-linux",
    "glibc_",
    "glibcxx_",
)
# Public registries: which one was asked says something, what was asked for does not.
PUBLIC = r"(?:(?:registry-1|index|auth)\.)?docker\.io|ghcr\.io|quay\.io|public\.ecr\.aws|gcr\.io|mcr\.microsoft\.com"
REGISTRY = re.compile(rf"({PUBLIC})(?:/|$)")
# Where builds fetch packages and sources, in the same way.
PACKAGES = re.compile(
    r"(?:^|[/@.])(npmjs\.org|yarnpkg\.com|pypi\.org|pythonhosted\.org|maven\.apache\.org|maven\.org|debian\.org|ubuntu\.com|"
    r"alpinelinux\.org|golang\.org|rubygems\.org|nuget\.org|gradle\.org|packagist\.org|github\.com|gitlab\.com)(?:[:/]|$)"
)
# Addresses that mean the same everywhere.
OWN_ADDRESS = re.compile(r"(?:^|/)(127\.0\.0\.1|0\.0\.0\.0|localhost)(?::|/|$)")
# Ports by which people know what is not reachable: databases, NFS, TLS.
KNOWN_PORTS = frozenset({"1433", "2049", "2375", "3306", "5432", "6379", "27017"})
CLASS = re.compile(
    r"(?!java\.lang\.outofmemory)([a-z_$][\w$]*)\.(?:[\w$]+\.){0,12}([a-z_$][\w$]*(?:exception|error|configured|notfound|conflict))$"
)
# How people name a setting, and compilers their errors.
ENV_NAME = re.compile(
    r"[a-z][a-z0-9_]*_(?:url|uri|dsn|key|token|secret|password|pass|host|hostname|port|bucket|user|username|endpoint|region|"
    r"module|domain|mode|env|database|db|name|path|dir|file|level|address)$"
)
COMPILER_CODE = re.compile(r"(?:ts|cs|bc|fs|msb|nu)\d{4}$")
HEALTH_PATH = re.compile(r"/[a-z_-]{0,9}(?:health|healthz|ready|readyz|live|livez|ping|status|up)(?:[/?]|$|check)")
# What surrounds an error and says nothing of it: the frames of a stack with their lines of source, and the inputs that
# GitHub prints ahead of a step. Each is looked for only where the words before it are.
FRAME = r"file \"[^\"\n]{1,300}\", line \d+"
AROUND = (
    (
        ('file "',),
        re.compile(rf"^([ \t]*){FRAME}.*(?:\n\1[ \t]+.*)*|{FRAME}(?:, in \S{{1,100}})?", re.MULTILINE),
        " ",
    ),
    (
        (" at ", "\tat "),
        re.compile(
            r"^[ \t]{1,40}at .{1,300}(?::(?:line )?\d+\)?|unknown source\)|native method\)|<anonymous>\))"
            r"(?: [~\[].{0,100})?$",
            re.MULTILINE,
        ),
        " ",
    ),
    (
        ("with:\n", "env:\n"),
        re.compile(
            r"^run [\w./-]{1,100}@[\w./-]{1,60}$|^ {0,8}(?:with|env):\n(?: {2,14}[\w-]{1,60}:.*\n)+", re.MULTILINE
        ),
        " ",
    ),
)
# What only punctuation says, put into words: a carriage return; a command line in the place of a program's name; a host
# without a dot, which is the name of a neighbour. Each is looked for only where one of the words before it is.
SAID = (
    (("\\r", "^m"), re.compile(r"\\r(?=['\"\u2019\u201d])|\^m\b"), " crlf "),
    (
        ("exec: ",),
        re.compile(r"exec: \\{0,3}[\"\u201c][^\s\"\u201d]{1,100}\s[^\"\u201d]{1,200}[\"\u201d]: "),
        "exec: whole-command: ",
    ),
    (
        ("enotfound", "eai_again", "unknownhost", "translate host", "getaddrinfo", "resolve host", "lookup"),
        re.compile(
            r"(enotfound|eai_again|unknownhostexception:?|translate host name|getaddrinfo for|resolve host:?|lookup) "
            r"[\"'`\u201c]?([a-z0-9_-]{1,60})(?![\w-]|\.\w|/|:\d)"
        ),
        r"\1 \2 bare-host",
    ),
    (
        ("connecting to ",),
        re.compile(r"connecting to ([a-z][a-z0-9_-]{0,60}):(\d{1,5})\b"),
        r"connecting to \1 bare-host \2 ",
    ),
)


# So many characters of a paste belong together: a long message. What stands farther off may be another's.
NEAR = 400
# Lines of a wrapped message are as wide as a screen, and hardly one much less than the others; else a line that is not
# indented begins anew.
NARROWEST, WRAPPED, LONGEST_WRAPPED = 50, 0.75, 3000
BEGINNING = re.compile(r"\n(?=[^\s|)\]}])")


@dataclass(frozen=True, slots=True)
class Reading:
    """One or several messages as words: all in one line with a space around each, and each once.

    `begins` is where in that line another statement begins within a message: the lines of a log are each of their own.
    """

    line: str
    words: frozenset[str]
    begins: tuple[int, ...]

    def are_one(self, first: float, last: float) -> bool:
        """Whether these two places, as shares of the line, are in one statement or in messages of one incident."""
        if not self.begins:
            return True
        here, there = (bisect(self.begins, round(place * len(self.line))) for place in (first, last))
        return here == there

    def are_far(self, first: float, last: float) -> bool:
        """Whether two places are farther from each other than a long message is long."""
        return (last - first) * len(self.line) > NEAR

    def stands_near(self, words: str, place: float) -> bool:
        """Whether the words stand near a place, wherever else they do."""
        here = round(place * len(self.line))
        return self.line.find(words, max(here - NEAR, 0), here + NEAR + len(words)) >= 0


def read(messages: Iterable[str]) -> Reading:
    """The messages as one reading; between two of them no phrase reaches across."""
    words: list[str] = []
    begins: list[int] = []
    length = 1
    for message in messages:
        for word in (BREAK, *_words(message)):
            if word == BEGIN:
                # A phrase stands where the space before it does.
                begins.append(length - 1)
            else:
                words.append(word)
                length += len(word) + 1
    words.append(BREAK)
    return Reading(f" {' '.join(words)} ", frozenset(words), tuple(begins))


def _statements(message: str) -> Sequence[str]:
    """The lines of a log; a message that a screen has wrapped is one."""
    lines = message.split("\n")
    if len(lines) == 1:
        return lines
    lengths = [len(line) for line in lines if line.strip()]
    shortest, longest = min(lengths[:-1], default=0), max(lengths, default=0)
    if len(message) <= LONGEST_WRAPPED and shortest >= max(NARROWEST, WRAPPED * longest):
        return [message]
    return BEGINNING.split(message)


def phrase(text: str) -> str:
    """A phrase, read as messages are, ready to be looked for."""
    return f" {' '.join(_words(text))} "


def _words(text: str) -> list[str]:
    if len(text) > MOST_CHARACTERS:
        text = f"{text[: MOST_CHARACTERS // 2]} {text[-MOST_CHARACTERS // 2 :]}"
    found: list[str] = []
    for number, statement in enumerate(_statements(_plainly(text))):
        if number:
            found.append(BEGIN)
        for chunk in CHUNK.findall(statement):
            found += _kinds(chunk) if len(chunk) <= LONGEST_WORD else ("data",)
            if len(found) > MOST_WORDS:
                # The end of a message says more than its middle.
                found = found[: MOST_WORDS // 4] + found[-MOST_WORDS // 4 :]
    return found


def _plainly(text: str) -> str:
    """Without colours, case and escapes, and with what only punctuation said in words."""
    plain = (ANSI.sub("", text) if "\x1b" in text else text).lower()
    for hints, written, means in (*AROUND, *SAID):
        for hint in hints:
            if hint in plain:
                plain = written.sub(means, plain)
                break
    return ESCAPES.sub(" ", plain) if "\\" in plain else plain


@lru_cache(maxsize=1 << 16)
def _kinds(chunk: str) -> tuple[str, ...]:
    """The words that one run of characters is."""
    word = chunk.strip(".:!?-_\\#&^~")
    for known in (_of_aws(word), _of_number(word)):
        if known is not None:
            return known
    return tuple(_of_compound(word))


def _of_aws(word: str) -> tuple[str, ...] | None:
    """What AWS gives names to: resources, endpoints, actions."""
    if arn := ARN.match(word):
        # CodeBuild names its sessions itself.
        return (f"arn:{arn[1]}", *(("awscodebuild",) if "/awscodebuild-" in word else ()))
    # An image that is named by its digest is another question than a tag.
    digest = ("digest",) if "@sha256:" in word else ()
    if masked := MASKED_HOST.search(word):
        return (f"host:{masked[1] or 'ecr'}", *digest)
    if host := HOST.search(word):
        service = host[1].rpartition(".")[2] if not host[1].endswith(".dkr") else "ecr"
        return ("url", "host:region") if NO_SERVICE.match(service) else (f"host:{service}", *digest)
    return (word,) if ACTION.match(word) or KIND.match(word) else None


def _of_number(word: str) -> tuple[str, ...] | None:
    """What only one incident has: addresses, ids, times (which say nothing at all)."""
    if own := OWN_ADDRESS.search(word):
        port = word.rpartition(":")[2]
        return (*(("url",) if "://" in word else ()), own[1], *((port,) if port in KNOWN_PORTS else ()))
    for kind, shape in (("", TIME), ("ip", IP), ("id", ID), ("duration", DURATION)):
        if shape.match(word):
            port = word.rpartition(":")[2]
            return (kind, *((port,) if port in KNOWN_PORTS else ())) if kind else ()
    return None


def _of_compound(word: str) -> Iterator[str]:
    """What stands between slashes, colons and at-signs: words where it is words, a kind where it is a name."""
    if told := [one for one in TELLING if one in word]:
        yield from told
    elif registry := REGISTRY.search(word):
        # Docker's own library holds well-known names, and the placeholders that people forget.
        own = word.partition("/library/")[2]
        yield from (registry[1], *(("library", own.partition(":")[0]) if own else ("name",)))
    elif packages := PACKAGES.search(word):
        yield from ("url", packages[1])
    elif "://" in word:
        yield "url"
    elif "sha256:" in word:
        yield "digest"
    elif word.startswith(("/", "./", "../", "c:")) or word.count("/") > 1:
        yield from ("path", *(("health-path",) if HEALTH_PATH.search(word) else ()))
    else:
        for part in PARTS.findall(word):
            yield from _plain(part)


def _plain(part: str) -> tuple[str, ...]:
    trimmed = part.strip(".-_$%+")
    if trimmed.isdecimal() and len(trimmed) > SHORT_NUMBER and trimmed not in KNOWN_PORTS:
        return ("n",)
    if named := CLASS.match(trimmed):
        # Whose exception it is, and which.
        return (named[1], named[2])
    if COMPILER_CODE.match(trimmed):
        return ("compiler-code",)
    return (trimmed, "env-name") if ENV_NAME.match(trimmed) else (trimmed or "·",)
