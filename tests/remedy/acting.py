"""A living world, islive's facts about its service web, and steps carried out over the real wire."""

from typing import Any

from islive.facts import service, service_deployments
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.model.documents import Ended, Outcome, Plan
from islive.model.question import Options
from islive.model.remedy import Derivation, Edit, Remedy, Risk, Step
from islive.model.rollout import Rollout
from islive.model.target import Target
from islive.simulator import Living
from islive.wiring.policy import may_be_asked
from tests.living.asking import BEFORE, client
from tests.tagging.world import Wire, applied, live

TARGET = Target("111122223333", "eu-west-1", "production", "web")
ROLLOUT = "r-7f3a"
SICK = {"aws": {"ecr": {"repositories": {"web": {"images": {"v1.4.2": {"deleted": True}}}}}}}


def before(patch: Any = None) -> Living:
    """v1.4.1 serves as web:41; web:42 is registered, and nobody has deployed it."""
    living = Living.load(BEFORE)
    if patch:
        living.change(patch)
    return living


def seen(living: Living) -> Service:
    """The service as islive sees it."""
    return service.collect.collect(live(Wire(living), may_be_asked(inspect_secrets=False)), TARGET)


def records(living: Living) -> ServiceDeployments:
    """Its service deployments as islive sees them."""
    aws = live(Wire(living), may_be_asked(inspect_secrets=False))
    return service_deployments.collect.collect(aws, seen(living), living.now, Options())


def plan_of(*steps: Step) -> Plan:
    """A plan of these steps, as whoever made them would carry it out."""
    return Plan(TARGET, (Remedy("do it", Risk.SAFE, steps=steps),), command="islive deploy web v1.4.2")


def carried_out(source: Living | Wire, *steps: Step) -> Outcome:
    """What comes of these steps."""
    return applied(plan_of(*steps), source)


def ends(outcome: Outcome) -> list[Ended]:
    """How each step ended."""
    return [one.ended for one in outcome.results]


def derivation(living: Living, id: str = ROLLOUT, image: str = "v1.4.2") -> Derivation:
    """web:41 with the image of another version, pinned."""
    world = living.world
    digest = world.ecr.repositories["web"].by_key[image].digest
    pinned = f"111122223333.dkr.ecr.eu-west-1.amazonaws.com/web@{digest}"
    rollout = Rollout(id, TARGET, image, "web:41", {"web": digest}, "somebody", living.now)
    source = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:41"
    return Derivation(source, (Edit("containerDefinitions[web].image", pinned),), rollout.tags)


def revisions(living: Living) -> list[str]:
    """All revisions of web."""
    return sorted(living.world.ecs.task_definitions)


def rollouts(living: Living) -> list[Any]:
    """All service deployments of web, oldest first: what each deploys, and how it stands."""
    told = living.service("web")
    ordered = sorted(told.rollouts.values(), key=lambda one: one.created)
    return [(told.revisions[one.target].definition, one.status) for one in ordered]


def deployed(living: Living, definition: str) -> None:
    """Somebody deploys that revision."""
    client(living).update_service(cluster="production", service="web", taskDefinition=definition)


def configuration(living: Living) -> Any:
    """The service's deployment configuration as AWS tells it."""
    return client(living).describe_services(cluster="production", services=["web"])["services"][0][
        "deploymentConfiguration"
    ]
