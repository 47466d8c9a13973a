"""A world before a tag is given, islive's plan for it, and the plan carried out over the real wire, in this process."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from botocore.exceptions import ConnectionClosedError

from islive.aws import Live
from islive.aws.hands import LiveHands
from islive.aws.live import Pace
from islive.model.documents import Outcome, Plan, Result
from islive.model.doors import Scope
from islive.model.receipt import Receipt
from islive.remedy.apply import Tell, apply
from islive.simulator import Living, World
from islive.simulator import document as documents
from islive.simulator.refusal import Refusal
from islive.wiring.acting import reads, writes
from islive.wiring.blobs import BlobsAws
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import recorded
from islive.wiring.opening import known_settings
from islive.wiring.policy import may_be_asked
from islive.wiring.simulated import SimulatedDns, SimulatedHttp, SimulatedRepo, session_of
from islive.wiring.tagging import plan_of_tags

BEFORE = Path(__file__).parents[1] / "living" / "worlds" / "before.yaml"
OLD_COMMIT = "7b2fcf031a42b3eac1f5f477f2c7c2eb7b61fe07"
COMMIT = "7158d41d346570019abe1c9bb51c5ed33b517d0f"
# What `islive tag web v1.4.2 --latest` gives, and to which image of the world.
GIVEN = {"v1.4.2": "v1.4.2", f"git-{COMMIT}": "v1.4.2", "latest": "v1.4.2", "rollback-v1.4.1": "v1.4.1"}
REFUSALS = {
    "denied": Refusal("AccessDeniedException", "User is not authorized to perform this action."),
    "throttled": Refusal("ThrottlingException", "Rate exceeded"),
    "broken": Refusal("ServerException", "These errors are usually caused by a server-side issue.", 500),
}
KINDS = (*REFUSALS, "cut before", "cut after", "broken after", "empty")
# What else may go wrong: the answer ends in the middle, the credentials have expired.
EXPIRED = Refusal("ExpiredTokenException", "The security token included in the request is expired", 400)
ALL_KINDS = (*KINDS, "half an answer", "expired")


def untagged(patch: Any = None) -> Living:
    """v1.4.1 serves, also as latest; v1.4.2 was pushed under a name that no version has; and what the patch says."""
    living = Living(documents.merge(documents.merge({}, documents.read(BEFORE)), patch or {}))
    change(living, {"v1.4.1": ["v1.4.1", "latest"], "v1.4.2": ["build-42"]}, imageTagMutability="MUTABLE")
    return living


def change(living: Living, tags: Mapping[str, list[str]], **settings: Any) -> None:
    """Give the images of web other tags, and the repository other settings."""
    images = {key: {"tags": several} for key, several in tags.items()}
    living.change({"aws": {"ecr": {"repositories": {"web": {"images": images, **settings}}}}})


def change_image(living: Living, key: str, image: Any) -> None:
    """Change one image of web."""
    living.change({"aws": {"ecr": {"repositories": {"web": {"images": {key: image}}}}}})


def without_build(living: Living, *versions: str) -> None:
    """The builds of these versions never were."""
    ids = {"v1.4.1": "a1f0c3d2-41b5-4e6a-9c7d-1410c0ffee41", "v1.4.2": "b2e1d4c3-42a6-4f5b-8d6e-1420c0ffee42"}
    builds = {ids[version]: None for version in versions}
    living.change({"aws": {"codebuild": {"projects": {"web-build": {"builds": builds}}}}})


def tags(living: Living) -> dict[str, str]:
    """Tag -> digest, as the registry has them."""
    return {tag: image.digest for image in living.world.ecr.repositories["web"].images for tag in image.tags}


def manifests(living: Living) -> dict[str, str]:
    """Digest -> the bytes of the manifest."""
    return {image.digest: image.manifest for image in living.world.ecr.repositories["web"].images}


def digest(living: Living, key: str) -> str:
    """The digest of an image of web."""
    return living.world.ecr.repositories["web"].by_key[key].digest


def given(living: Living) -> dict[str, str]:
    """What the whole of it comes to in that world."""
    return {tag: digest(living, key) for tag, key in GIVEN.items()}


@dataclass
class Wire:
    """What is between islive and AWS: at the request of that number (and, if it lasts, ever after) this goes wrong."""

    living: Living
    at: int | None = None
    kind: str = ""
    lasts: bool = False
    requests: int = 0
    asked: list[str] = field(default_factory=list[str])
    wrong: bool = False
    there: bool = False

    @property
    def world(self) -> World:
        """What answers the next request: the world, with a meter that may say no."""
        if not self.there:
            return self.living.world
        self.wrong = self.at is not None and (self.requests == self.at or (self.lasts and self.requests > self.at))
        self.requests += 1
        if self.wrong and self.kind == "cut before":
            raise ConnectionClosedError(endpoint_url="https://ecr.eu-west-1.amazonaws.com")
        return replace(self.living.world, meter=self)  # type: ignore[arg-type]

    def take(self, service: str, operation: str) -> None:
        """What the simulator asks before it answers."""
        self.asked.append(f"{service}:{operation}")
        if self.wrong and self.kind in REFUSALS:
            raise REFUSALS[self.kind]
        if self.wrong and self.kind == "expired":
            raise EXPIRED

    def cut(self, **_: Any) -> None:
        """After the world has answered, and has done what it was told."""
        if self.wrong and self.kind == "cut after":
            raise ConnectionClosedError(endpoint_url="https://ecr.eu-west-1.amazonaws.com")

    def spoil(self, response_dict: dict[str, Any], **_: Any) -> None:
        """The same, and AWS says nothing, or not all of it."""
        if self.wrong and self.kind == "empty":
            response_dict |= {"body": b"{}"}
        if self.wrong and self.kind == "half an answer":
            response_dict |= {"body": _half(response_dict["body"])}

    def fail(self, http_response: Any, parsed: dict[str, Any], **_: Any) -> None:
        """The same, and AWS says that something went wrong; whoever looks at the bytes finds those that came."""
        if self.wrong and self.kind == "broken after":
            http_response.status_code = parsed["ResponseMetadata"]["HTTPStatusCode"] = 500
            parsed["Error"] = {"Code": "ServerException", "Message": "no"}
        if self.wrong and self.kind == "half an answer":
            http_response._content = _half(http_response.content)  # noqa: SLF001 - there is no other way in

    def session(self) -> Any:
        """A session whose requests take this wire."""
        self.there = False
        # It answers as a living world does.
        session = session_of(cast("Living", self))
        session.events.register("before-send", self.cut)
        session.events.register("before-parse", self.spoil)
        session.events.register("after-call", self.fail)
        self.there = True
        return session


def _half(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def live(wire: Wire, declared: frozenset[str]) -> Live:
    """The door that reads, over that wire."""
    calm, region = Pace(attempts=1, threads=1), wire.living.world.scope.region
    return Live(wire.session(), region=region, declared=declared, pace=calm, budgets=None)


def planned(
    source: Living | Wire,
    version: str = "v1.4.2",
    *,
    commit: str | None = None,
    latest: bool = False,
    receipt: Receipt | None = None,
) -> Plan:
    """islive's plan for the service web at this moment; `receipt` is the newest one in its memory."""
    wire = source if isinstance(source, Wire) else Wire(source)
    world = wire.living.world
    http = SimulatedHttp(world)
    aws = BlobsAws(live(wire, may_be_asked(inspect_secrets=False)), http)
    look = recorded(aws, http, SimulatedDns(world), SimulatedRepo(world), known_settings(world), world.now)
    inquiry = Inquiry(service="web", version=version)
    command = f"islive tag web {version}"
    return plan_of_tags(look, inquiry, "web", lambda _: receipt, commit=commit, latest=latest, command=command)


def applied(plan: Plan, source: Living | Wire, tell: Tell | None = None) -> Outcome:
    """The plan carried out."""
    wire = source if isinstance(source, Wire) else Wire(source)
    hands = LiveHands(wire.session(), Scope("111122223333", "eu-west-1"), declared=writes(), pauses=(0.0,))
    return apply(plan, hands, live(wire, reads()), tell or list[Result]().append)
