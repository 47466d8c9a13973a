"""What the commands of a buildspec do in the world: variables, `docker build` of a commit, and `docker push` to ECR.

A command that is none of these succeeds and does nothing. https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
"""

import fnmatch
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import yaml

from islive.simulator.images import read_image, sha256
from islive.simulator.living.attention import still
from islive.simulator.living.failure import refused
from islive.simulator.living.living import Living
from islive.simulator.living.pushing import moves
from islive.simulator.moments import written_at
from islive.simulator.names import Json

_VARIABLE = re.compile(r"\$(?:\{(?P<braced>\w+)(?:#(?P<prefix>[^}]*))?\}|(?P<plain>\w+))")
# The one question to AWS that buildspecs ask after a push.
_DIGEST_OF = re.compile(r"\$\(aws ecr describe-images .*--repository-name (\S+) .*imageTag=(\S+).*\)")
_REFERENCE = re.compile(r"[^\s:/]+(?:/[\w.-]+)+:[\w][\w.-]*")
_PUSHES = ("InitiateLayerUpload", "UploadLayerPart", "CompleteLayerUpload", "PutImage")
_OCI = "org.opencontainers.image."
_NO_DAEMON = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"


@dataclass(frozen=True)
class Checkout:
    """A commit, its files, and what the process of an image built of it does."""

    sha: str
    files: dict[str, str]
    process: Json


class Workspace:
    """What a build has at hand: the commit, the buildspec, variables, and the images that it has built."""

    def __init__(self, living: Living, project: str, session: str) -> None:
        self.living, self.project, self.session = living, project, session
        self.variables: dict[str, str] = {}
        self.images: dict[str, Json] = {}
        # Phases that the log speaks of.
        self.told: set[str] = set()
        self._spec: Json = {}
        self.checkout = Checkout("", {}, {})

    @property
    def document(self) -> Json:
        """The project in the world's document."""
        project: Json = self.living.engine.document["aws"]["codebuild"]["projects"][self.project]
        return project

    @property
    def role(self) -> str:
        """The ARN of the project's service role."""
        role = self.document.get("serviceRole", "codebuild")
        return still(self.living.engine).scope.global_arn("iam", f"role/{role}")

    def open(self, checkout: Checkout, override: str | None, own: Json, given: Json) -> tuple[str, str] | None:
        """Take the commit and its buildspec; what keeps CodeBuild from reading it."""
        self.checkout = checkout
        spec = override or self.document.get("source", {}).get("buildspec", "buildspec.yml")
        text = spec if "\n" in spec else checkout.files.get(spec)
        if text is None:
            return "YAML_FILE_ERROR", "YAML file does not exist"
        try:
            self._spec = yaml.safe_load(text)
        except yaml.YAMLError as error:
            return "YAML_FILE_ERROR", " ".join(str(error).split())
        # Those of StartBuild go before the project's, and these before the buildspec's.
        written = self._spec.get("env", {}).get("variables", {})
        self.variables = written | self.document.get("environmentVariables", {}) | own | given
        return None

    def commands(self, phase: str) -> list[str]:
        """The commands of that phase."""
        return list(self._spec.get("phases", {}).get(phase, {}).get("commands", []))

    def exported(self) -> Json:
        """The variables that the buildspec exports, with their values at the end."""
        names = self._spec.get("env", {}).get("exported-variables", [])
        return {name: self.variables[name] for name in names if name in self.variables}

    def expand(self, text: str) -> str:
        """The text with the build's variables filled in."""
        return _filled(text, self.variables)


def _filled(text: str, variables: dict[str, str]) -> str:
    """The text with its variables filled in, as the shell and Docker do: one that is not set is empty."""

    def value(match: re.Match[str]) -> str:
        return str(variables.get(match["braced"] or match["plain"], "")).removeprefix(match["prefix"] or "")

    return _VARIABLE.sub(value, text)


def run(space: Workspace, command: str) -> tuple[int, list[str]]:
    """The command's exit status, and what it writes."""
    if "docker login" in command:
        return _login(space)
    try:
        words = shlex.split(command)
    except ValueError as broken:
        return 2, [f"sh: syntax error: {str(broken).lower()}"]
    match words[:2]:
        case ["export", _]:
            name, _, value = command.removeprefix("export ").partition("=")
            space.variables[name] = _substituted(space, value.strip("\"'"))
        case ["test", "-n" | "-z" as sign]:
            given = "".join(space.expand(word) for word in words[2:3])
            return int(bool(given) != (sign == "-n")), []
        case ["test", _]:
            left, sign, right = (space.expand(word) for word in words[1:4])
            return int((left == right) != (sign in ("=", "=="))), []
        case ["docker", verb]:
            return _docker(space, verb, [space.expand(word) for word in words[2:]])
        case _:
            pass
    return 0, []


def _docker(space: Workspace, verb: str, words: list[str]) -> tuple[int, list[str]]:
    if not space.document.get("privilegedMode", True):
        return 1, [f"ERROR: {_NO_DAEMON}"]
    match verb:
        case "build":
            return _build(space, words)
        case "tag":
            return _tag(space, words[0], words[1])
        case "push":
            return _push(space, words[0])
        case _:
            return 0, []


def _substituted(space: Workspace, value: str) -> str:
    asked = _DIGEST_OF.search(space.expand(value))
    if asked is None:
        return space.expand(value)
    repository = still(space.living.engine).ecr.repositories.get(asked[1])
    return next((it.digest for it in repository.images if asked[2] in it.tags), "") if repository else ""


def _login(space: Workspace) -> tuple[int, list[str]]:
    denied = refused(still(space.living.engine), space.role, "ecr:GetAuthorizationToken", "*")
    if denied is None:
        return 0, ["Login Succeeded"]
    operation = "when calling the GetAuthorizationToken operation"
    return 1, [f"An error occurred (AccessDeniedException) {operation}: {denied}"]


def _build(space: Workspace, words: list[str]) -> tuple[int, list[str]]:
    """`docker build`: what the Dockerfile copies must be in the commit. BuildKit's words: github.com/moby/buildkit."""
    options = dict(pairwise(words))
    tag, path = options.get("-t", ""), options.get("-f", "Dockerfile")
    given = [value for name, value in pairwise(words) if name == "--build-arg"]
    if not _REFERENCE.fullmatch(tag):
        return 125, [f'invalid argument "{tag}" for "-t, --tag" flag: invalid reference format']
    text = space.checkout.files.get(path)
    if text is None:
        return 1, [f"ERROR: failed to solve: failed to read dockerfile: open {path}: no such file or directory"]
    missing = next((it for it in _copied(text) if not _is_there(it, space.checkout.files)), None)
    if missing:
        ref = f"failed to calculate checksum of ref {sha256(space.checkout.sha)[7:32]}::{sha256(text)[7:32]}"
        return 1, [f'ERROR: failed to solve: failed to compute cache key: {ref}: "/{missing}": not found']
    arguments = {name: value for name, _, value in (it.partition("=") for it in given)}
    space.images[tag] = _image(space, text, arguments)
    return 0, [f"naming to {tag} done"]


def _tag(space: Workspace, old: str, new: str) -> tuple[int, list[str]]:
    if old not in space.images:
        return 1, [f"Error response from daemon: No such image: {old}"]
    space.images[new] = space.images[old]
    return 0, []


def _copied(dockerfile: str) -> Iterator[str]:
    """What the Dockerfile copies of the build context."""
    for line in dockerfile.splitlines():
        words = [word for word in line.split() if not word.startswith("--")]
        if words[:1] in (["COPY"], ["ADD"]) and "--from" not in line:
            yield from words[1:-1]


def _is_there(path: str, files: dict[str, str]) -> bool:
    wanted = path.removeprefix("./").rstrip("/")
    inside = any(it.startswith(f"{wanted}/") or fnmatch.fnmatch(it, wanted) for it in files)
    return wanted in ("", ".") or "://" in path or inside


def _image(space: Workspace, dockerfile: str, arguments: dict[str, str]) -> Json:
    """The image in the world's terms: its labels are those of the Dockerfile, its process that of the commit."""
    labels: dict[str, str] = {}
    for line in dockerfile.splitlines():
        if line.startswith("LABEL "):
            pairs = (word.partition("=") for word in shlex.split(line.removeprefix("LABEL ")))
            labels |= {name: _filled(text, arguments) for name, _, text in pairs}
    made = {name: labels.pop(f"{_OCI}{name}", None) for name in ("version", "revision")}
    created = written_at(space.living.engine.now)
    image: Json = {"created": created, "content": f"{space.checkout.sha} {sorted(arguments.items())}", "labels": labels}
    return image | {name: it for name, it in made.items() if it} | {"process": space.checkout.process}


def _push(space: Workspace, reference: str) -> tuple[int, list[str]]:
    """`docker push`, with ECR's refusals: https://docs.aws.amazon.com/AmazonECR/latest/userguide/common-errors-docker.html."""
    world = still(space.living.engine)
    place, _, tag = reference.rpartition(":")
    host, _, name = place.partition("/")
    output = [f"The push refers to repository [{place}]"]
    if reference not in space.images:
        return 1, [*output, f"An image does not exist locally with the tag: {place}"]
    if host != world.scope.registry:
        return 0, output
    refusal = _refused_push(space, name, tag)
    if refusal:
        return 1, [*output, refusal]
    image = space.images[reference] | {"pushedAt": written_at(space.living.engine.now)}
    built = read_image(tag, image)[0]
    known = world.ecr.repositories[name].by_key
    images: Json = {key: {"tags": [t for t in it.tags if t != tag]} for key, it in known.items() if tag in it.tags}
    same = next((key for key, it in known.items() if it.digest == built.digest), None)
    key = same or (tag if tag not in known else f"{tag}-{space.session[-12:]}")
    tags = [*(known[same].tags if same else ()), tag]
    images[key] = {"tags": list(dict.fromkeys(tags))} if same else image | {"tags": tags}
    space.living.change({"aws": {"ecr": {"repositories": {name: {"images": images}}}}})
    return 0, [*output, f"{tag}: digest: {built.digest} size: {len(built.manifest)}"]


def _refused_push(space: Workspace, name: str, tag: str) -> str | None:
    world = still(space.living.engine)
    repository = world.ecr.repositories.get(name)
    if repository is None:
        says = f"The repository with name '{name}' does not exist in the registry with id '{world.scope.account}'"
        return f"name unknown: {says}"
    arn = world.scope.arn("ecr", f"repository/{name}")
    for action in _PUSHES:
        denied = refused(world, space.role, f"ecr:{action}", arn)
        if denied:
            return f"denied: {denied}"
    taken = any(tag in it.tags for it in repository.images)
    if taken and not moves(repository, tag):
        says = f"The image tag '{tag}' already exists in the '{name}' repository and cannot be overwritten"
        return f"tag invalid: {says} because the tag is immutable."
    return None
