"""Secrets planted in every place of a world that can hold one, and the search for them in what was written."""

import base64
import gzip
import json
import string
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

from tests.properties.scenes import Json

LETTERS = string.ascii_letters + string.digits
# So much of a secret in a row is a leak, wherever it stands; less may be chance.
WINDOW = 8


def word(chance: Random, length: int = 24, letters: str = LETTERS) -> str:
    """A password as generators make them: a capital, a small letter and a digit in it."""
    rest = [chance.choice(letters) for _ in range(length - 3)]
    return "".join(
        (
            *("".join(rest[:8]), chance.choice(string.ascii_uppercase), chance.choice(string.ascii_lowercase)),
            *(chance.choice(string.digits), "".join(rest[8:])),
        )
    )


def base64_of(chance: Random, length: int) -> str:
    """The base64 of that many random bytes."""
    return base64.b64encode(chance.randbytes(length)).decode()


def _pair(template: str) -> Callable[[Random], tuple[str, str]]:
    def form(chance: Random) -> tuple[str, str]:
        secret = word(chance)
        return secret, template.replace("SECRET", secret)

    return form


def _jwt(chance: Random) -> tuple[str, str]:
    head, body = base64.urlsafe_b64encode(b'{"alg":"HS256"}').decode().rstrip("="), word(chance, 40)
    return body, f"token eyJ{head[3:]}.eyJ{body}.{word(chance, 43)} was refused"


def _prefixed(prefix: str, length: int, letters: str = LETTERS) -> Callable[[Random], tuple[str, str]]:
    def form(chance: Random) -> tuple[str, str]:
        secret = prefix + "".join(chance.choice(letters) for _ in range(length))
        return secret, f"tried with {secret} again"

    return form


# How a secret shows itself in free text.
FORMS: dict[str, Callable[[Random], tuple[str, str]]] = {
    "assigned": _pair("DB_PASSWORD=SECRET"),
    "exported": _pair("+ export API_KEY='SECRET'"),
    "yaml": _pair("password: SECRET"),
    "json": _pair('{"user": "app", "client_secret": "SECRET"}'),
    "json in json": _pair('{\\"user\\": \\"app\\", \\"client_secret\\": \\"SECRET\\"}'),
    "address": _pair("connecting to postgres://app:SECRET@db.internal:5432/app"),
    "query": _pair("GET /login?access_token=SECRET HTTP/1.1"),
    "bearer": _pair("> Authorization: Bearer SECRET"),
    "argument": _pair("docker login --username AWS --password SECRET registry.example.com"),
    "signed": _pair("https://bucket.s3.amazonaws.com/x?X-Amz-Expires=60&X-Amz-Signature=SECRET"),
    "slack": _pair("https://hooks.slack.com/services/T01234567/B01234567/SECRET"),
    "jwt": _jwt,
    "access key": _prefixed("AKIA", 16, string.ascii_uppercase + "234567"),
    "github": _prefixed("ghp_", 36),
    "stripe": _prefixed("sk_live_", 24),
    "npm": _prefixed("npm_", 36),
}


class Planter:
    """Makes secrets and remembers where each was put; another seed, other secrets in other forms."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.places: dict[str, str] = {}
        self._chance = Random(seed)  # noqa: S311 - planted, not kept secret
        self._turn = self._chance.randrange(len(FORMS))

    def value(self, place: str) -> str:
        """A secret for a place that holds nothing else."""
        return self._remember(word(self._chance), place)

    def character(self) -> str:
        """A character as Go's parser quotes it from a value."""
        return self._chance.choice("!#$%&()*+,-./:;<=>?@[]^_`{|}~" + string.ascii_letters + string.digits)

    def text(self, place: str) -> str:
        """A text with a secret in it, in one form after the other."""
        self._turn += 1
        return self._formed(tuple(FORMS)[self._turn % len(FORMS)], place)

    def lines(self, place: str) -> list[str]:
        """A text with a secret in each form."""
        return [self._formed(form, place) for form in FORMS]

    def key(self, place: str) -> list[str]:
        """The lines of a private key."""
        body = [self._remember(base64_of(self._chance, 48), place) for _ in range(3)]
        return ["-----BEGIN PRIVATE KEY-----", *body, "-----END PRIVATE KEY-----"]

    def binary(self, place: str) -> str:
        """Bytes as a world writes them, in base64."""
        return base64.b64encode(self.value(place).encode()).decode()

    def _formed(self, form: str, place: str) -> str:
        secret, text = FORMS[form](self._chance)
        self._remember(secret, f"{place} ({form})")
        return text

    def _remember(self, secret: str, place: str) -> str:
        self.places[secret] = place
        return secret


def plant(world: Json, planter: Planter) -> Json:
    """The world with secrets wherever there is room for one."""
    for cluster in world["aws"]["ecs"]["clusters"].values():
        for name, service in cluster["services"].items():
            _in_service(service, planter, f"service {name}", world["now"])
        for number, task in enumerate(cluster["tasks"].values()):
            _in_task(task, planter, f"task {number}")
    _in_task_definitions(world, planter)
    for name, repository in world["aws"]["ecr"]["repositories"].items():
        for key, image in repository["images"].items():
            _in_image(image, planter, f"image {name}@{key}")
    for name, project in world["aws"]["codebuild"]["projects"].items():
        _in_project(project, planter, f"project {name}")
    _in_load_balancers(world["aws"]["elbv2"], planter)
    _in_secrets(world, planter)
    _in_repository(world["git"], planter)
    _in_ci(world["ci"], planter)
    return world


def _tags(planter: Planter, place: str) -> dict[str, str]:
    return {"api-token": planter.value(f"{place}: tag api-token"), "note": planter.text(f"{place}: tag note")}


def _in_service(service: Json, planter: Planter, place: str, now: str) -> None:
    service["tags"] = _tags(planter, place)
    service["events"] = {**service.get("events", {}), now: planter.lines(f"{place}: event")}
    for deployment in service["deployments"].values():
        deployment["rolloutStateReason"] = planter.text(f"{place}: rolloutStateReason")
    for deployment in service["serviceDeployments"].values():
        deployment["statusReason"] = planter.text(f"{place}: statusReason")


def _in_task(task: Json, planter: Planter, place: str) -> None:
    task["tags"] = _tags(planter, place)
    if "stoppedReason" in task:
        task["stoppedReason"] += f" {planter.text(f'{place}: stoppedReason')}"
        (name,) = task.get("containers", {"app": {}})
        task["containers"] = {name: {"exitCode": 1, "reason": planter.text(f"{place}: reason")}}
    for path, answer in task.get("answers", {}).items():
        says = answer["json"] if isinstance(answer.get("json"), dict) else {}
        more = {"db_password": planter.value(f"{place}: body of {path}"), "log": planter.lines(f"{place}: {path}")}
        answer.pop("body", None)
        answer["json"] = says | more
        answer["headers"] = {
            "x-debug": planter.text(f"{place}: header of {path}"),
            "set-cookie": f"session={planter.value(f'{place}: cookie of {path}')}; HttpOnly; Path=/",
            "x-api-key": planter.value(f"{place}: header x-api-key of {path}"),
        }


def _in_task_definitions(world: Json, planter: Planter) -> None:
    scope = f"{world['region']}:{world['account']}"
    for family, revisions in world["aws"]["ecs"]["taskDefinitions"].items():
        for number, revision in revisions.items():
            revision["tags"] = _tags(planter, f"{family}:{number}")
            for container in revision["containerDefinitions"].values():
                _in_container(container, planter, f"{family}:{number}")
                container["secrets"] = container.get("secrets", {}) | {
                    "PLAIN": f"arn:aws:secretsmanager:{scope}:secret:planted/plain-AAAAAA",
                    "FIRST": f"arn:aws:secretsmanager:{scope}:secret:planted/object-BBBBBB:first::",
                    "BINARY": f"arn:aws:secretsmanager:{scope}:secret:planted/binary-CCCCCC",
                    "BROKEN": f"arn:aws:secretsmanager:{scope}:secret:planted/broken-DDDDDD:second::",
                    "PARAMETER": f"arn:aws:ssm:{scope}:parameter/planted/password",
                }


def _in_container(container: Json, planter: Planter, place: str) -> None:
    names = ("DB_PASSWORD", "GREETING", "DATABASE_URL", "RELEASE_TOKEN", "VERSION_KEY_SECRET")
    variables = {name: planter.value(f"{place}: variable {name}") for name in names}
    container["environment"] = container.get("environment", {}) | variables
    container["command"] = ["serve", "--password", planter.value(f"{place}: command"), planter.text(f"{place}: word")]
    container["healthCheck"] = {"command": ["CMD-SHELL", planter.text(f"{place}: health check")]}
    container["logConfiguration"] = {
        "logDriver": "splunk",
        "options": {
            "splunk-token": planter.value(f"{place}: log option"),
            "splunk-url": planter.text(f"{place}: log address"),
        },
    }


def _in_image(image: Json, planter: Planter, place: str) -> None:
    for kind in ("labels", "annotations"):
        image[kind] = image.get(kind, {}) | {
            "com.example.deploy-token": planter.value(f"{place}: {kind}"),
            "com.example.note": planter.text(f"{place}: {kind} note"),
        }


def _in_project(project: Json, planter: Planter, place: str) -> None:
    project["tags"] = _tags(planter, place)
    project["description"] = planter.text(f"{place}: description")
    project["environmentVariables"] = {
        name: planter.value(f"{place}: variable {name}") for name in ("NPM_TOKEN", "GREETING", "DEPLOY_KEY")
    }
    source = project["source"]
    location = source["location"].partition("://")[2]
    source["location"] = f"https://x-access-token:{planter.value(f'{place}: location')}@{location}"
    source["buildspec"] = _commented(planter, f"{place}: buildspec", source.get("buildspec", "version: 0.2\n"))
    if "webhook" in project:
        project["webhook"]["payloadUrl"] = f"https://hook:{planter.value(f'{place}: webhook')}@codebuild.amazonaws.com/"
    for build_id, build in project["builds"].items():
        _in_build(build, planter, f"build {build_id[:8]}")


def _in_build(build: Json, planter: Planter, place: str) -> None:
    build["exportedEnvironmentVariables"] = build.get("exportedEnvironmentVariables", {}) | {
        name: planter.value(f"{place}: exported {name}") for name in ("API_KEY", "GREETING")
    }
    coloured = f"DB_PASSWORD=\x1b[31m{planter.value(f'{place}: coloured log line')}\x1b[0m"
    said = [*planter.lines(f"{place}: log"), *planter.key(f"{place}: key in the log"), coloured]
    build["log"] = "\n".join([*said, *build.get("log", "").splitlines()])
    for name, phase in build.get("phases", {}).items():
        contexts = phase.get("contexts", [{"statusCode": "", "message": ""}])
        contexts[0]["message"] += f" {planter.text(f'{place}: phase {name}')}"
        phase["contexts"] = contexts


def _in_load_balancers(section: Json, planter: Planter) -> None:
    for name, group in section["targetGroups"].items():
        for target in group.get("targets", {}).values():
            target["description"] = planter.text(f"target group {name}: description")
    for name, balancer in section["loadBalancers"].items():
        listener = balancer["listeners"].setdefault("8081", {"rules": {}})
        message = planter.text(f"load balancer {name}: fixed response")
        listener["rules"]["default"] = {"fixedResponse": {"StatusCode": "503", "MessageBody": message}}
        query = f"access_token={planter.value(f'load balancer {name}: redirect')}"
        redirect = {"StatusCode": "HTTP_301", "Port": "443", "Protocol": "HTTPS", "Query": query}
        listener["rules"]["1"] = {"pathPattern": ["/old"], "redirect": redirect}


def _in_secrets(world: Json, planter: Planter) -> None:
    section = world["aws"].setdefault("secretsmanager", {}).setdefault("secrets", {})
    for name, secret in section.items():
        secret["value"] = f'{{"user": "app", "password": "{planter.value(f"secret {name}")}\\!"}}'
    keys = ("first", "second", "token")
    whole = json.dumps({key: planter.value(f"secret object: {key}") for key in keys} | {"port": 12345678})
    broken = whole[:-1].replace('", "token', '\\q", "token')
    section["planted/plain"] = {"arnSuffix": "AAAAAA", "value": planter.value("secret in plain text")}
    section["planted/object"] = {"arnSuffix": "BBBBBB", "value": whole}
    section["planted/binary"] = {"arnSuffix": "CCCCCC", "binary": planter.binary("binary secret")}
    section["planted/broken"] = {"arnSuffix": "DDDDDD", "value": broken}
    for secret in section.values():
        secret["description"] = planter.text("secret: description")
    world["aws"].setdefault("ssm", {}).setdefault("parameters", {})["/planted/password"] = {"type": "SecureString"}
    # What is wrong with a value only shows where ECS may read it.
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    for role in world["aws"]["iam"]["roles"].values():
        role["policies"] = role.get("policies", {}) | {"planted": everything}


def _in_repository(git: Json, planter: Planter) -> None:
    git["remote"] = f"https://ci:{planter.value('git: remote')}@{git['remote'].partition('://')[2]}"
    for sha, commit in git["commits"].items():
        commit["subject"] = f"{commit.get('subject', '')} {planter.text(f'commit {sha[:7]}: subject')}"
        commit["files"] = {
            path: _commented(planter, f"{path} at {sha[:7]}", text) for path, text in commit.get("files", {}).items()
        }


def _commented(planter: Planter, place: str, text: str) -> str:
    """The text with secrets in comments, as Dockerfiles, YAML and Python know them."""
    quoted = f'# PASSWORD = "{planter.value(f"{place}: in quotation marks")}"'
    return "\n".join([*text.splitlines(), quoted, ""])


def _in_ci(ci: Json, planter: Planter) -> None:
    for number, run in ci["runs"].items():
        run["name"] = planter.text(f"run {number}: name")
        for job in run.get("jobs", {}).values():
            job["steps"] = job.get("steps", {}) | {planter.text(f"run {number}: step"): "success"}


# --- the search ----------------------------------------------------------------------------------------------------


def written_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, by name; what is packed is unpacked as well."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        yield file.name, content
        if content.startswith(b"\x1f\x8b"):
            yield f"{file.name}, unpacked", gzip.decompress(content)


def spellings(secret: str) -> Iterator[bytes]:
    """The secret as it may be written: any part of it, in base64 at each offset, in hexadecimal, URL-encoded."""
    plain = secret.encode()
    for at in range(max(1, len(plain) - WINDOW + 1)):
        yield plain[at : at + WINDOW]
    for offset in range(3):
        # The first and the last group of four hold bits of the neighbours.
        coded = base64.b64encode(b"\0" * offset + plain)[4:-4]
        yield from (coded, coded.replace(b"+", b"-").replace(b"/", b"_"))
    yield plain.hex().encode()
    yield from (quote(secret, safe="").encode(), json.dumps(secret)[1:-1].encode())


def leaks(secrets: dict[str, str], written: Iterable[tuple[str, bytes]]) -> list[str]:
    """Each secret that can be read in what was written: where it came from, and where it went."""
    sought = [(spelling, place) for secret, place in secrets.items() for spelling in set(spellings(secret))]
    found = {f"{place} -> {name}" for name, content in written for spelling, place in sought if spelling in content}
    return sorted(found)


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    match value:
        case str():
            yield value
        case dict():
            for member in value.values():
                yield from texts_of(member)
        case list():
            for member in value:
                yield from texts_of(member)
        case _:
            return
