"""mutable-tag-in-task-definition: the task definition names a tag that moves."""

from dataclasses import replace

import pytest

from islive.model.citation import Citation
from islive.model.remedy import Horizon
from islive.rules.task_definition.mutable_tag_in_task_definition import mutable_tag_in_task_definition
from tests.rules.builders_a import (
    REFUSED,
    REPOSITORY,
    URI,
    container,
    definition,
    definitions,
    deployment,
    digest,
    image,
    images,
    only,
    service,
    service_deployment,
    service_deployments,
    service_revision,
    sightings,
)
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of

DEPLOYED = service(deployment(6), deployment(5, "ACTIVE"))


@pytest.mark.parametrize("tag", ["latest", "main", "master", "prod", "dev", "stable", "staging"])
def test_a_floating_tag(tag: str) -> None:
    """Revision and reference are named, and what would hold."""
    seen = only(
        mutable_tag_in_task_definition,
        DEPLOYED,
        definitions(definition(6, container(f"{URI}:{tag}"))),
        REFUSED,
        REFUSED,
        NOTHING_BEFORE,
    )
    assert seen.subject == "shop-api:6"
    assert seen.summary == f"shop-api:6 names {REPOSITORY}:{tag}, a tag that moves: name a digest"
    path = "taskDefinition[shop-api:6].containerDefinitions[api].image"
    assert seen.because == (Citation("ecs:DescribeTaskDefinition", path, f"{URI}:{tag}"),)


def test_no_tag_is_latest() -> None:
    """What is left out is `latest`."""
    seen = only(
        mutable_tag_in_task_definition,
        DEPLOYED,
        definitions(definition(6, container("nginx", "proxy"))),
        REFUSED,
        REFUSED,
        NOTHING_BEFORE,
    )
    assert "names nginx, without a tag, which means latest and moves" in seen.summary


def test_the_remedy_pins_the_digest() -> None:
    """In the repository that is named already, registry and all."""
    (remedy,) = only(
        mutable_tag_in_task_definition,
        DEPLOYED,
        definitions(definition(6, container(f"{URI}:latest"))),
        REFUSED,
        REFUSED,
        NOTHING_BEFORE,
    ).remedies
    assert remedy.horizon is Horizon.LATER
    assert f"{URI}@ and the digest of its build" in remedy.steps[0].says


def test_each_container_is_a_finding() -> None:
    """A sidecar floats on its own."""
    both = definitions(definition(6, container(f"{URI}:latest"), container("nginx:stable", "proxy")))
    assert len(sightings(mutable_tag_in_task_definition, DEPLOYED, both, REFUSED, REFUSED, NOTHING_BEFORE)) == 2


@pytest.mark.parametrize("reference", [f"{URI}:v1.1.0", f"{URI}:latest@{digest('a')}", f"{URI}@{digest('a')}"])
def test_a_version_or_a_digest_holds(reference: str) -> None:
    """A digest outweighs the tag beside it."""
    assert (
        sightings(
            mutable_tag_in_task_definition,
            DEPLOYED,
            definitions(definition(6, container(reference))),
            REFUSED,
            REFUSED,
            NOTHING_BEFORE,
        )
        == ()
    )


def test_only_the_primary_revision_counts() -> None:
    """The older revision is on its way out; one that was not read, or no deployment, says nothing."""
    old = definition(5, container(f"{URI}:latest"))
    both = definitions(old, definition(6, container(f"{URI}:v1.1.0")))
    assert sightings(mutable_tag_in_task_definition, DEPLOYED, both, REFUSED, REFUSED, NOTHING_BEFORE) == ()
    assert sightings(mutable_tag_in_task_definition, DEPLOYED, definitions(old), REFUSED, REFUSED, NOTHING_BEFORE) == ()
    assert (
        sightings(mutable_tag_in_task_definition, service(), definitions(old), REFUSED, REFUSED, NOTHING_BEFORE) == ()
    )


def test_what_runs_is_named_by_its_digest() -> None:
    """Where ECS recorded it, its tasks run, and the tag still leads there: to name it changes nothing else."""
    settled = service(replace(deployment(6), rollout_state="COMPLETED"))
    record = service_deployments(
        service_deployment("new", "SUCCESSFUL", "rev/6"), revisions=[service_revision("rev/6", 6, digest("a"))]
    )
    latest, there = definitions(definition(6, container(f"{URI}:latest"))), images(image("a", "latest"))
    seen = only(mutable_tag_in_task_definition, settled, latest, record, there, NOTHING_BEFORE)
    assert edits_of(seen) == [("containerDefinitions[api].image", f"{URI}@{digest('a')}", f"{URI}:latest", None)]
    moved = images(image("b", "latest"), image("a"))
    for facts in ((settled, latest, record, moved), (service(deployment(6)), latest, record, there)):
        assert by_hand(only(mutable_tag_in_task_definition, *facts, NOTHING_BEFORE))
