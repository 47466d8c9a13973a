"""Kinds: what a run of characters is, where it is more than a word: an ARN, a host, an id, a path, a setting."""

import re
from collections.abc import Iterator
from functools import lru_cache

# Exit codes and HTTP statuses have three digits; what is longer is an id, a port or a size.
SHORT_NUMBER = 3
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


@lru_cache(maxsize=1 << 16)
def kinds(chunk: str) -> tuple[str, ...]:
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
