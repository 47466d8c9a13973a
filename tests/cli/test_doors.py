"""The doors that wiring itself makes: the simulated outside, and layers fetched below the recorder."""

from collections.abc import Sequence
from typing import Any

import pytest

from islive.model.doors import AwsRefused, Question, Refused, Reply, Scope
from islive.simulator import World, load
from islive.wiring.blobs import BlobsAws
from islive.wiring.inquiry import Inquiry
from islive.wiring.opening import open_look
from islive.wiring.place import Place
from islive.wiring.simulated import SimulatedDns, SimulatedHttp, SimulatedRepo

SECRET_ADDRESS = "https://bucket.example/layer?X-Amz-Signature=0123456789"
ASK = Question("ecr:GetDownloadUrlForLayer", {"repositoryName": "shop", "layerDigest": "sha256:1"})


class Registry:
    """AWS that knows one layer."""

    scope = Scope("111122223333", "eu-west-1")

    def call(self, operation: str, /, **params: Any) -> Reply:
        """Every layer has the same address."""
        if operation != ASK.operation:
            raise AwsRefused(operation, "AccessDeniedException")
        return Reply(operation, {"downloadUrl": SECRET_ADDRESS, "layerDigest": params["layerDigest"]})

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """One after another."""
        return [self._one(question) for question in questions]

    def at(self, arn: str) -> "Registry":
        """The same everywhere."""
        assert arn
        return self

    def _one(self, question: Question) -> Reply | AwsRefused:
        try:
            return self.call(question.operation, **question.params)
        except AwsRefused as refused:
            return refused


class Bucket:
    """The web with one address, which answers with this status, or not at all."""

    def __init__(self, status: int | None) -> None:
        self._status = status

    def get(self, url: str, **headers: str) -> Reply:
        """The layer's text."""
        assert (url, headers) == (SECRET_ADDRESS, {})
        if self._status is None:
            raise Refused("http:get", "TimedOut", f"no answer from {url}")
        return Reply("http:get", {"status": self._status, "headers": {}, "body": '{"config": {}}'})


def test_layer_comes_without_its_address() -> None:
    """The answer holds the layer's text and no trace of the presigned address."""
    door = BlobsAws(Registry(), Bucket(200))
    for answer in (
        door.call(ASK.operation, **ASK.params),
        *door.calls([ASK]),
        door.at("arn:x").call(ASK.operation, **ASK.params),
    ):
        assert isinstance(answer, Reply)
        assert dict(answer) == {"layerDigest": "sha256:1", "blob": '{"config": {}}'}


@pytest.mark.parametrize("status,code", [(403, "Unreachable"), (None, "TimedOut")])
def test_layer_that_cannot_be_fetched(status: int | None, code: str) -> None:
    """A layer that does not come is a refusal of the question, without the address in it."""
    door = BlobsAws(Registry(), Bucket(status))
    with pytest.raises(AwsRefused) as refused:
        door.call(ASK.operation, **ASK.params)
    (also,) = door.calls([ASK])
    assert isinstance(also, AwsRefused)
    assert (refused.value.code, also.code) == (code, code)
    assert "Signature" not in str(refused.value)


def test_other_questions_pass() -> None:
    """What is no layer goes through as it is, refusals too."""
    (answer,) = BlobsAws(Registry(), Bucket(200)).calls([Question("ecr:DescribeImages", {})])
    assert isinstance(answer, AwsRefused)
    assert answer.code == "AccessDeniedException"


@pytest.fixture(scope="module")
def incident() -> World:
    """The incident's world."""
    return load("ava-olo")


def test_simulated_repository(incident: World) -> None:
    """The world's repository answers as a git work tree does, and refuses what it does not know."""
    repo = SimulatedRepo(incident)
    sha = repo.commit("v3.3.2")["sha"]
    assert {"name": "v3.3.2", "sha": sha} in [{"name": t["name"], "sha": t["sha"]} for t in repo.tags()["tags"]]
    assert repo.log("v3.3.2")["commits"][0]["sha"] == sha
    path = next(iter(repo.at("v3.3.2").files()["files"]))
    assert isinstance(repo.at("v3.3.2").read(path)["text"], str)
    assert repo.remote()["url"]
    with pytest.raises(Refused, match="git:commit: UnknownRef"):
        repo.commit("v9.9.9")
    with pytest.raises(Refused, match="git:read: NoSuchFile"):
        repo.read("no/such/file")


def test_world_without_repository() -> None:
    """A world without a repository says so to every question."""
    repo = SimulatedRepo(load("healthy-worker"))
    with pytest.raises(Refused, match="git:tags: NoRepository"):
        repo.tags()


def test_simulated_web_and_names(incident: World) -> None:
    """The dead host name does not resolve, and nobody answers there."""
    dead = "ava-olo-alb-1937402856.us-east-1.elb.amazonaws.com"
    assert dict(SimulatedDns(incident).resolve(dead)) == {"addresses": [], "canonical": dead}
    with pytest.raises(Refused, match="http:get: Unreachable: dns"):
        SimulatedHttp(incident).get(f"http://{dead}/")


def test_only_declared_questions_are_asked() -> None:
    """The door refuses what no fact declares, and what reads secrets unless that was wanted."""
    look, _ = open_look(Place(scenario="ava-olo"), Inquiry())
    for operation in ("ecs:UpdateService", "ecs:StopTask", "secretsmanager:GetSecretValue"):
        with pytest.raises(AwsRefused, match="NotDeclared"):
            look.aws.call(operation)


def test_each_of_several_investigations_counts_its_own(incident: World) -> None:
    """What one look asked once is asked once, and each part of it counts what it would have asked alone."""
    look, _ = open_look(Place(scenario=incident.name), Inquiry())
    first, second = look.apart(), look.apart()
    for doors in (first, second, second):
        doors.aws.call("ecs:ListClusters")
    assert (first.calls(), second.calls(), look.transcript.calls) == (1, 1, 1)
