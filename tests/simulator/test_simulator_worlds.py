"""A world is what its YAML says; a mistake in it gets one clear sentence."""

import itertools
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from islive.simulator import World, WorldError, load, scenarios
from islive.simulator.document import SCHEMA, check, find, merge, read
from islive.simulator.moments import moment
from islive.simulator.names import Scope
from islive.simulator.world import from_document

SMALL = """\
schema: islive.world/1
now: 2025-01-01T12:00:00Z
account: "000000000001"
region: eu-central-1
aws:
  ecs:
    clusters:
      main:
        services:
          api:
            deployments:
              ecs-svc/1: {status: PRIMARY, taskDefinition: "api:1", createdAt: 2025-01-01T10:00:00Z}
        tasks:
          aa: {service: api, deployment: ecs-svc/1, taskDefinition: "api:1", image: api@one,
               createdAt: 2025-01-01T10:00:05Z, startedAt: 2025-01-01T10:00:30Z}
    taskDefinitions:
      api:
        1:
          registeredAt: 2025-01-01T09:59:00Z
          containerDefinitions:
            api: {image: "${registry}/api@${digest:api@one}"}
  ecr:
    repositories:
      api: {images: {one: {pushedAt: 2025-01-01T09:00:00Z, platforms: [linux/amd64, linux/arm64]}}}
"""


def write(folder: Path, text: str, name: str = "small.yaml") -> Path:
    """A world's file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_small_world_needs_little(tmp_path: Path) -> None:
    """Thirty lines make a service whose ARNs, counts, states and digests are derived."""
    world = load(write(tmp_path, SMALL))
    cluster = world.ecs.clusters["main"]
    service, task = cluster.services["api"], cluster.tasks["aa"]
    assert service["serviceArn"] == "arn:aws:ecs:eu-central-1:000000000001:service/main/api"
    assert (service["runningCount"], service["pendingCount"], service["desiredCount"]) == (1, 0, 1)
    assert service["deployments"][0]["rolloutStateReason"] == "ECS deployment ecs-svc/1 completed."
    assert task["lastStatus"] == "RUNNING"
    digest = world.ecr.repositories["api"].by_key["one"].digest
    assert task["containers"][0]["imageDigest"] == digest
    assert task["containers"][0]["image"].endswith(f"/api@{digest}")


def test_the_schema_describes_every_property() -> None:
    """The published schema is valid, and every property in it says what it is for."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)

    def undescribed(part: Any, path: str = "") -> list[str]:
        if isinstance(part, list):
            return [it for item in part for it in undescribed(item, path)]
        if not isinstance(part, dict):
            return []
        properties: dict[str, Any] = part.get("properties", {}) if isinstance(part.get("properties"), dict) else {}
        silent = [f"{path}.{key}" for key, it in properties.items() if "description" not in it and "$ref" not in it]
        return silent + [it for key, item in part.items() for it in undescribed(item, f"{path}.{key}")]

    assert undescribed(schema) == []


@pytest.mark.parametrize("name", scenarios())
def test_scenarios_obey_the_schema(name: str) -> None:
    """Every scenario that comes with the package has a description, a truth, and a document that the schema allows."""
    document = merge({}, read(find(name)))
    check(document, name)
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    assert load(name).truth
    assert scenarios()[name] == document["description"]


MISTAKES = [
    ("desiredCount: 1", "desiredcount: 1", r"desiredcount is not known here; expected desiredCount"),
    ("api: {image:", "api: {image: x, cpu: many, command:", r"containerDefinitions\.api\.(cpu|command): must be"),
    ("now: 2025-01-01T12:00:00Z", "now: yesterday", r"now: must match pattern .*ISO 8601"),
    ('account: "000000000001"', "account: 1", r"account: must be string"),
    (
        "deployment: ecs-svc/1",
        "deployment: ecs-svc/2",
        r"tasks\.aa\.deployment: there is no deployment of api ecs-svc/2",
    ),
    ("image: api@one,", "image: api@two,", r"tasks\.aa\.image: there is no image of api two; the world has one"),
    ("image: api@one,", "image: app@one,", r"there is no repository app; the world has api"),
    ("digest:api@one", "digest:api@none", r"there is no image of api none; the world has one"),
    (
        'taskDefinition: "api:1", image',
        'taskDefinition: "api:9", image',
        r"there is no task definition api:9; the world has api:1",
    ),
    ("region: eu-central-1", "region: [", r"line \d+ is not YAML"),
    ("region: eu-central-1", "region: eu-central-1\nregion: eu-west-1", r"line 5: the key region stands here twice"),
    ("region: eu-central-1", "region: &r [*r]", r"an alias refers to what contains it"),
    ("schema: islive.world/1", "schema: islive.world/9", r"schema: must be same as const"),
]


@pytest.mark.parametrize("right,wrong,says", MISTAKES)
def test_a_mistake_gets_one_sentence(tmp_path: Path, right: str, wrong: str, says: str) -> None:
    """A wrong key, type, reference or syntax is one sentence with the file, the place and what is expected."""
    text = SMALL.replace(
        "          api:\n            deployments",
        "          api:\n            desiredCount: 1\n            deployments",
    )
    assert right in text
    with pytest.raises(WorldError) as error:
        load(write(tmp_path, text.replace(right, wrong)))
    sentence = str(error.value)
    assert sentence.startswith("small.yaml: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert re.search(says, sentence)


def test_an_unknown_scenario_names_the_nearest(tmp_path: Path) -> None:
    """A name that is no scenario gets the nearest names; a file that does not exist is said to be missing."""
    with pytest.raises(WorldError, match=r"helthy: there is no scenario of this name; the nearest are healthy"):
        load("helthy")
    with pytest.raises(WorldError, match=r"there is no such file"):
        load(tmp_path / "none.yaml")


def test_extends_merges_and_null_deletes(tmp_path: Path) -> None:
    """A world may extend a scenario or a file beside it; null takes something away."""
    write(tmp_path, SMALL)
    patch = "extends: small.yaml\naws: {ecs: {clusters: {main: {tasks: null, services: {api: {desiredCount: 3}}}}}}\n"
    world = load(write(tmp_path, patch, "patched.yaml"))
    assert world.ecs.clusters["main"].tasks == {}
    assert world.ecs.clusters["main"].services["api"]["desiredCount"] == 3
    assert world.ecs.clusters["main"].services["api"]["runningCount"] == 0
    from_scenario = load(write(tmp_path, "extends: healthy\nnow: 2030-01-01T00:00:00Z\n", "later.yaml"))
    assert from_scenario.now == moment("2030-01-01T00:00:00Z")


def test_extends_may_not_go_round(tmp_path: Path) -> None:
    """Two files that extend each other are refused."""
    write(tmp_path, "extends: b.yaml\n", "a.yaml")
    with pytest.raises(WorldError, match=r"has no end"):
        load(write(tmp_path, "extends: a.yaml\n", "b.yaml"))


@pytest.mark.parametrize(
    "target,patch,merged",
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [1]}, {"a": [2]}, {"a": [2]}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_merge_follows_rfc_7386(target: Any, patch: Any, merged: Any) -> None:
    """The examples of RFC 7386's appendix come out as it says."""
    assert merge(target, patch) == merged


def test_ecs_forgets_stopped_tasks(incident: World) -> None:
    """A task that stopped more than an hour ago stands in the world's file and not in the API."""
    written = read(find("ava-olo"))["aws"]["ecs"]["clusters"]["ava-olo-production"]["tasks"]
    known = incident.ecs.clusters["ava-olo-production"].tasks
    forgotten = [task for task in written if task not in known]
    assert len(forgotten) == 1
    assert moment(written[forgotten[0]]["stoppedAt"]) < moment("2025-07-21T07:50:00Z")


def test_the_incident_is_consistent(incident: World) -> None:
    """53 and 27 failed tasks: as many starts since each deployment began, further apart up to the scheduler's cap."""
    services = incident.ecs.clusters["ava-olo-production"].services
    for name, failed, begun in (
        ("agricultural-core", 53, "2025-07-20T22:09:31Z"),
        ("monitoring-dashboards", 27, "2025-07-21T07:18:20Z"),
    ):
        primary = services[name]["deployments"][0]
        events = services[name]["events"]
        starts = [e["createdAt"] for e in events if "has started 1 tasks" in e["message"] and e["createdAt"] > begun]
        assert primary["failedTasks"] == len(starts) == failed
        assert len(events) <= 100
        gaps = [(moment(a) - moment(b)).total_seconds() for a, b in itertools.pairwise(starts)]
        assert max(gaps) < 29 * 60
        assert gaps[-1] < 90
    core = services["agricultural-core"]["events"]
    assert [event["createdAt"][11:16] for event in core[:5]] == ["08:44", "08:29", "08:16", "08:03", "07:50"]


def test_a_document_may_come_from_memory() -> None:
    """A document read elsewhere makes a world as well, checked in the same way."""
    with pytest.raises(WorldError, match=r"^world: the top of the document: must contain"):
        from_document({}, "nothing")


# Moments that are announced.
AHEAD = frozenset({"protectedUntil", "expiresAt"})


@pytest.mark.parametrize("name", scenarios())
def test_nothing_comes_from_the_future(name: str) -> None:
    """No scenario tells of anything that happens after its own moment."""
    document = merge({}, read(find(name)))

    def moments(part: Any) -> list[str]:
        if isinstance(part, dict):
            return [it for key, value in part.items() if key not in AHEAD for it in [*moments(key), *moments(value)]]
        if isinstance(part, list):
            return [it for value in part for it in moments(value)]
        return [part] if isinstance(part, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", part) else []

    assert max(moments(document)) == document["now"]


@pytest.mark.parametrize(
    "region,partition,domain",
    [
        ("eu-west-1", "aws", "amazonaws.com"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
    ],
)
def test_a_region_has_its_partition(region: str, partition: str, domain: str) -> None:
    """ARNs and registries are those of the region's partition, as secrets and images name them."""
    scope = Scope("600500400300", region)
    assert scope.arn("ecs", "cluster/c") == f"arn:{partition}:ecs:{region}:600500400300:cluster/c"
    assert scope.global_arn("iam", "role/r") == f"arn:{partition}:iam::600500400300:role/r"
    assert scope.registry == f"600500400300.dkr.ecr.{region}.{domain}"
