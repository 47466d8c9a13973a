"""Beside AWS: the web, names, the CI provider and the repository."""

import hashlib
import hmac
import json
from dataclasses import replace
from typing import Any

import boto3
import pytest

from islive.simulator import GitTree, UnknownRef, Unreachable, World, http_get, load, resolve
from islive.simulator.in_process import session_on

FARMERS = "ava-olo-farmers-alb-1028735461.us-east-1.elb.amazonaws.com"
DEAD = "ava-olo-alb-1937402856.us-east-1.elb.amazonaws.com"
RUNS = "https://api.github.com/repos/ava-olo/agricultural-core/actions/runs"


def body(answer: dict[str, Any]) -> Any:
    """The JSON in an answer."""
    return json.loads(answer["body"])


def test_load_balancers_lead_to_the_running_process(incident: World) -> None:
    """The canary through a load balancer and the one asked at the target directly say the same."""
    through = http_get(incident, f"http://{FARMERS}/deployment-canary?nonce=1", {})
    directly = http_get(incident, "http://10.0.11.47:8080/deployment-canary", {})
    assert body(through) == body(directly)
    assert body(through)["version"] == "v3.3.1-whatsapp-ui"
    assert through["headers"]["content-type"] == "application/json"
    assert http_get(incident, f"http://{FARMERS}/nothing", {})["status"] == 404


@pytest.mark.parametrize(
    "url,reason",
    [
        (f"http://{DEAD}/", "dns"),
        (f"http://{FARMERS}:8443/", "timeout"),
        ("http://10.9.9.9/", "timeout"),
        ("http://listed.example/", "tls"),
    ],
)
def test_the_unreachable_has_a_reason(incident: World, url: str, reason: str) -> None:
    """No such name, no listener, no such address, or what the world says: each has its reason."""
    world = replace(incident, http={"http://listed.example/": {"unreachable": "tls"}})
    with pytest.raises(Unreachable) as unreachable:
        http_get(world, url, {})
    assert unreachable.value.reason == reason


def test_an_alias_redirects_and_leads_on(healthy: World) -> None:
    """A CNAME leads to the load balancer; its rule sends http to https."""
    redirect = http_get(healthy, "http://www.example.com/deployment-canary", {})
    assert (redirect["status"], redirect["headers"]["location"]) == (301, "https://www.example.com/deployment-canary")
    assert body(http_get(healthy, "https://www.example.com/deployment-canary", {}))["version"] == "v1.4.2"
    assert resolve(healthy, "www.example.com")["canonical"].endswith(".eu-west-1.elb.amazonaws.com")
    assert resolve(healthy, "www.example.com")["addresses"]
    assert resolve(healthy, "other.example.com") == {"addresses": [], "canonical": None}


def test_every_target_gets_its_share() -> None:
    """In the mixed world requests with different nonces reach both versions, the same request always the same one."""
    world = load("mixed")
    urls = [f"https://www.example.com/deployment-canary?nonce={i}" for i in range(40)]
    versions = [body(http_get(world, url, {}))["version"] for url in urls]
    assert set(versions) == {"v1.4.1", "v1.4.2"}
    assert versions == [body(http_get(world, url, {}))["version"] for url in urls]


def test_no_target_is_503() -> None:
    """A load balancer without any target answers 503."""
    answer = http_get(load("scaled-to-zero"), "https://www.example.com/deployment-canary", {})
    assert answer["status"] == 503


@pytest.mark.parametrize("repository", ["ava-olo/agricultural-core", "ava-olo/monitoring-dashboards"])
def test_images_can_be_verified(incident: World, repository: str) -> None:
    """The digest is the hash of the manifest, the manifest names the config, and the config has the labels."""
    ecr = boto3.Session(botocore_session=session_on(incident)).client("ecr")
    for detail in ecr.describe_images(repositoryName=repository)["imageDetails"]:
        digest = str(detail.get("imageDigest"))
        image: Any = ecr.batch_get_image(repositoryName=repository, imageIds=[{"imageDigest": digest}])["images"][0]
        manifest = json.loads(image["imageManifest"])
        assert f"sha256:{hashlib.sha256(image['imageManifest'].encode()).hexdigest()}" == digest
        config = manifest["config"]["digest"]
        url = ecr.get_download_url_for_layer(repositoryName=repository, layerDigest=config)["downloadUrl"]
        blob = http_get(incident, url, {})["body"]
        assert f"sha256:{hashlib.sha256(blob.encode()).hexdigest()}" == config
        version = "org.opencontainers.image.version"
        assert json.loads(blob)["config"]["Labels"][version] == manifest["annotations"][version]


def test_github_shows_runs_and_jobs(incident: World) -> None:
    """The runs of a commit and their jobs come in GitHub's shape."""
    sha = GitTree(incident).commit("v3.3.2")["sha"]
    runs = body(http_get(incident, f"{RUNS}?head_sha={sha}", {}))
    assert runs["total_count"] == 1
    run = runs["workflow_runs"][0]
    assert (run["conclusion"], run["head_branch"]) == ("success", "v3.3.2")
    jobs = body(http_get(incident, f"{RUNS}/{run['id']}/jobs", {}))
    assert [job["name"] for job in jobs["jobs"]] == ["test"]
    assert http_get(incident, f"{RUNS}/1/jobs", {})["status"] == 404


def test_a_private_repository_wants_a_token(incident: World) -> None:
    """Where the world says so, a caller without a token is refused and one with a token is not."""
    world = replace(incident, ci=(incident.ci or {}) | {"refusesWithoutToken": 403})
    assert http_get(world, RUNS, {})["status"] == 403
    assert http_get(world, RUNS, {"Authorization": "Bearer t"})["status"] == 200


def test_a_commit_has_many_names(incident: World) -> None:
    """A tag, the branch, HEAD, a full and a short SHA all name the commit; anything else is unknown."""
    tree = GitTree(incident)
    commit = tree.commit("v3.3.2")
    for ref in ("main", "HEAD", commit["sha"], commit["sha"][:7]):
        assert tree.commit(ref) == commit
    assert commit["committed_at"] == "2025-07-21T07:29:48Z"
    for ref in ("v9", commit["sha"][:6], "0" * 40):
        with pytest.raises(UnknownRef):
            tree.commit(ref)


def test_the_removed_file_is_gone(incident: World) -> None:
    """A commit has its parent's files but those that it removes, with the blob ids that git gives."""
    now, before = GitTree(incident), GitTree(incident).at("v3.3.1-whatsapp-ui")
    assert "agricultural_core_constitutional.py" not in now.files()["files"]
    assert "agricultural_core_constitutional.py" in before.files()["files"]
    assert "COPY agricultural_core_constitutional.py" in now.read("Dockerfile")["text"]
    text = now.read("VERSION")["text"].encode()
    blob = hashlib.sha1(b"blob %d\0" % len(text) + text, usedforsecurity=False).hexdigest()
    assert now.files()["files"]["VERSION"] == blob
    with pytest.raises(KeyError):
        now.read("agricultural_core_constitutional.py")


def test_the_log_goes_back(incident: World) -> None:
    """The log of a range has the newest first and ends before the range's beginning."""
    tree = GitTree(incident)
    assert [it["subject"] for it in tree.log("v3.3.1-whatsapp-ui..v3.3.2")["commits"]] == [
        "v3.3.2",
        "Remove the constitutional module",
    ]
    assert len(tree.log("main")["commits"]) == 4
    assert [tag["name"] for tag in tree.tags()["tags"]] == ["v3.3.1-whatsapp-ui", "v3.3.2"]
    assert tree.remote() == {"url": "https://github.com/ava-olo/agricultural-core.git"}


def test_a_world_may_have_no_repository() -> None:
    """Without a `git` section there is no tree."""
    world = load("healthy-worker")
    assert world.git is None
    with pytest.raises(UnknownRef):
        GitTree(world)


GITLAB = "https://gitlab.com/api/v4/projects/example%2Fweb/pipelines"
TAGGED = "7158d41d346570019abe1c9bb51c5ed33b517d0f"


def test_gitlab_shows_pipelines_and_jobs() -> None:
    """The pipelines of a commit are a list, and so are the jobs of one of them."""
    world = load("gitlab-cancelled")
    (pipeline,) = json.loads(http_get(world, f"{GITLAB}?sha={TAGGED}&per_page=100")["body"])
    assert (pipeline["id"], pipeline["status"], pipeline["sha"]) == (17000000042, "canceled", TAGGED)
    (job,) = json.loads(http_get(world, f"{GITLAB}/17000000042/jobs")["body"])
    assert (job["name"], job["stage"], job["status"]) == ("unit", "test", "canceled")


def test_gitlab_hides_what_one_may_not_see() -> None:
    """A project that is not there, and one that wants a token, answer the same; a token opens it."""
    world = load("gitlab-cancelled")
    assert http_get(world, GITLAB.replace("web", "other"))["status"] == 404
    closed = replace(world, ci={**(world.ci or {}), "refusesWithoutToken": 404})
    assert http_get(closed, GITLAB)["status"] == 404
    assert http_get(closed, GITLAB, {"PRIVATE-TOKEN": "t"})["status"] == 200


KEY = "a key for tests alone"
SIGNED = {"canary": {"version": "v1", "commit": "5" * 40, "key": KEY, "secondsAhead": 90}}


def test_a_canary_answers_the_question_it_is_asked(healthy: World) -> None:
    """With its nonce, by its own clock, signed over the whole body."""
    world = replace(healthy, http={"http://canary.example/c": SIGNED})
    answer = http_get(world, "http://canary.example/c?nonce=0a1b", {})
    assert (body(answer)["nonce"], body(answer)["time"]) == ("0a1b", "2025-09-03T12:01:30Z")
    digest = hmac.new(KEY.encode(), answer["body"].encode(), hashlib.sha256).hexdigest()
    assert answer["headers"]["canary-signature"] == f"sha256={digest}"
    assert answer["headers"]["cache-control"] == "no-store"
    assert body(http_get(world, "http://canary.example/c", {}))["nonce"] is None


def test_a_canary_in_a_task_names_it() -> None:
    """Its ARN, family, revision and image, as the metadata endpoint gives them on Fargate."""
    world = load("healthy")
    (cluster,) = world.ecs.clusters.values()
    id, task = next(iter(cluster.tasks.items()))
    cluster.answers[id] = {**cluster.answers[id], "/c": SIGNED}
    address = {it["name"]: it["value"] for it in task["attachments"][0]["details"]}["privateIPv4Address"]
    said = body(http_get(world, f"http://{address}:8080/c", {}))
    assert (said["task"]["arn"], said["task"]["family"]) == (task["taskArn"], "web")
    assert said["image_id"] == task["containers"][0]["imageDigest"]
