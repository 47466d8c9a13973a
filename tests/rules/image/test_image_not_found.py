"""image-not-found: the task definition names an image that the registry does not have."""

from dataclasses import replace

import pytest

from islive.facts.pull_through_rules import PullThroughRules
from islive.model.finding import Certainty
from islive.model.remedy import Risk
from islive.rules.image.image_not_found import image_not_found
from tests.rules.builders_a import (
    REFUSED,
    REGISTRY,
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
    stopped,
    task,
    unread_images,
)
from tests.rules.builders_images import pull, pulls

DEPLOYED = service(deployment(6, running=0), deployment(5, "ACTIVE"))
LATEST = definitions(definition(6, container(f"{URI}:latest")))
NO_LATEST = images(image("a", "v1.1.0"), image("b", "v1.0.0"))
RECORDS = (
    service_deployment("new", "IN_PROGRESS", "rev/6", "rev/5"),
    service_deployment("old", "SUCCESSFUL", "rev/5"),
)
REVISIONS = (service_revision("rev/6", 6, None), service_revision("rev/5", 5, digest("a")))
NO_RECORDS = service_deployments()
NO_PULLS, NO_RULES = pulls(), PullThroughRules(())


def test_a_tag_that_does_not_exist() -> None:
    """Reference, the newest tag there is and the revision are named, and ECR's tags are quoted."""
    seen = only(image_not_found, DEPLOYED, LATEST, NO_LATEST, stopped(), NO_RECORDS, NO_PULLS, NO_RULES)
    assert seen.subject == f"{URI}:latest"
    assert seen.summary == (
        f"image {REPOSITORY}:latest is not in the registry: its newest tag is v1.1.0; shop-api:6 names it"
    )
    assert [(one.operation, one.quote) for one in seen.because] == [("ecr:DescribeImages", "v1.1.0, v1.0.0")]


def test_no_tag_means_latest() -> None:
    """A reference without a tag is looked up as `latest`."""
    untagged = definitions(definition(6, container(URI)))
    assert (
        "no tag means latest"
        in only(image_not_found, DEPLOYED, untagged, NO_LATEST, stopped(), NO_RECORDS, NO_PULLS, NO_RULES).summary
    )


def test_a_digest_that_does_not_exist() -> None:
    """An image may have been deleted or expired."""
    pinned = definitions(definition(6, container(f"{URI}@{digest('f')}")))
    seen = only(image_not_found, DEPLOYED, pinned, NO_LATEST, stopped(), NO_RECORDS, NO_PULLS, NO_RULES)
    assert "image shop/api@sha256:ffffffffffff is not in the registry" in seen.summary


def test_a_repository_that_does_not_exist() -> None:
    """Then there are no tags to name."""
    seen = only(image_not_found, DEPLOYED, LATEST, images(exists=False), stopped(), NO_RECORDS, NO_PULLS, NO_RULES)
    assert "there is no repository shop/api" in seen.summary
    assert seen.because[0].quote == "RepositoryNotFoundException"


def test_the_words_of_a_stopped_task_are_quoted() -> None:
    """Those of a task of this revision that speak of this repository."""
    words = f"CannotPullContainerError: pull image manifest has been retried 1 time(s): {URI}:latest: not found"
    tasks = stopped(
        task(5, reason=words, status="STOPPED"),
        task(6, reason="Essential container in task exited", status="STOPPED"),
        task(6, reason=words, status="STOPPED"),
    )
    seen = only(image_not_found, DEPLOYED, LATEST, NO_LATEST, tasks, NO_RECORDS, NO_PULLS, NO_RULES)
    assert [(one.operation, one.path, one.quote) for one in seen.because[1:]] == [
        ("ecs:DescribeTasks", "tasks[6].stoppedReason", words)
    ]


def test_a_deployment_under_way_is_rolled_back() -> None:
    """By ECS itself, to the revision that last succeeded; the manual remedy follows."""
    records = service_deployments(*RECORDS, revisions=REVISIONS)
    back, push = only(image_not_found, DEPLOYED, LATEST, NO_LATEST, stopped(), records, NO_PULLS, NO_RULES).remedies
    (step,) = back.steps
    assert back.risk is Risk.SAFE
    assert step.operation == "ecs:StopServiceDeployment"
    assert step.params == {"serviceDeploymentArn": RECORDS[0].arn, "stopType": "ROLLBACK"}
    assert back.title.endswith("goes back to shop-api:5")
    assert step.expects == (
        "The service deployment is still under way, and service revision 5 (shop-api:5) is that of the last SUCCESSFUL "
        "one; read back after."
    )
    assert push.risk is Risk.MANUAL


@pytest.mark.parametrize(
    "records",
    [
        REFUSED,
        NO_RECORDS,
        service_deployments(service_deployment("new", "IN_PROGRESS", "rev/6")),
        service_deployments(replace(RECORDS[0], status="STOPPED"), RECORDS[1]),
        service_deployments(replace(RECORDS[0], status="ROLLBACK_IN_PROGRESS"), RECORDS[1]),
        service_deployments(replace(RECORDS[0], source_revisions=("rev/4",)), RECORDS[1]),
    ],
)
def test_nothing_to_roll_back(records: object) -> None:
    """Without a deployment under way, or a success that it came from, only the manual remedy is left."""
    (remedy,) = only(image_not_found, DEPLOYED, LATEST, NO_LATEST, REFUSED, records, NO_PULLS, NO_RULES).remedies
    assert remedy.risk is Risk.MANUAL
    assert [step.operation for step in remedy.steps] == [None, None]


def test_a_digest_that_ecs_recorded_still_pulls() -> None:
    """ECS pulls by digest, so a tag that went afterwards does no harm; a digest that went too does."""
    recorded = service_deployments(RECORDS[0], revisions=[service_revision("rev/6", 6, digest("a"))])
    assert sightings(image_not_found, DEPLOYED, LATEST, NO_LATEST, stopped(), recorded, NO_PULLS, NO_RULES) == ()
    gone = service_deployments(RECORDS[0], revisions=[service_revision("rev/6", 6, digest("f"))])
    assert (
        only(image_not_found, DEPLOYED, LATEST, NO_LATEST, stopped(), gone, NO_PULLS, NO_RULES).subject
        == f"{URI}:latest"
    )
    sidecar = service_deployments(RECORDS[0], revisions=[service_revision("rev/6", 6, digest("a"), name="proxy")])
    assert (
        only(image_not_found, DEPLOYED, LATEST, NO_LATEST, stopped(), sidecar, NO_PULLS, NO_RULES).subject
        == f"{URI}:latest"
    )


def test_images_that_exist_or_were_not_read() -> None:
    """A tag that is there, a repository that was refused, and one that is not ECR's are not missing."""
    there = images(image("a", "v1.1.0", "latest"))
    assert sightings(image_not_found, DEPLOYED, LATEST, there, stopped(), NO_RECORDS, NO_PULLS, NO_RULES) == ()
    assert (
        sightings(image_not_found, DEPLOYED, LATEST, unread_images(), stopped(), NO_RECORDS, NO_PULLS, NO_RULES) == ()
    )
    public = definitions(definition(6, container("nginx:1.27", "proxy")))
    assert sightings(image_not_found, DEPLOYED, public, NO_LATEST, stopped(), NO_RECORDS, NO_PULLS, NO_RULES) == ()


def test_only_the_primary_deployment_counts() -> None:
    """An older revision's image may go when nothing starts from it; a service without deployments has none."""
    older = definitions(definition(5, container(f"{URI}:v0.9.0")), definition(6, container(f"{URI}:v1.1.0")))
    assert sightings(image_not_found, DEPLOYED, older, NO_LATEST, stopped(), NO_RECORDS, NO_PULLS, NO_RULES) == ()
    assert sightings(image_not_found, service(), LATEST, NO_LATEST, stopped(), NO_RECORDS, NO_PULLS, NO_RULES) == ()


def test_a_container_may_hold_the_words() -> None:
    """ECS writes them to the task or to its container; words about another image are not quoted."""
    other = "CannotPullContainerError: docker.io/library/nginx:9: not found"
    words = f"CannotPullContainerError: pull access denied for {URI}, repository does not exist"
    silent = task(6, reason=other, status="STOPPED")
    (api,) = silent.containers
    speaking = replace(silent, containers=(replace(api, reason=words),))
    seen = only(image_not_found, DEPLOYED, LATEST, NO_LATEST, stopped(silent, speaking), NO_RECORDS, NO_PULLS, NO_RULES)
    assert [(one.path, one.quote) for one in seen.because[1:]] == [("tasks[6].containers[api].reason", words)]


def test_no_rollback_to_a_revision_that_is_inactive() -> None:
    """A revision that was deregistered cannot be counted on."""
    gone = replace(definition(5, container(f"{URI}:v1.1.0")), status="INACTIVE")
    both = definitions(gone, definition(6, container(f"{URI}:latest")))
    records = service_deployments(*RECORDS, revisions=REVISIONS)
    (remedy,) = only(image_not_found, DEPLOYED, both, NO_LATEST, stopped(), records, NO_PULLS, NO_RULES).remedies
    assert remedy.risk is Risk.MANUAL
    active = definitions(replace(gone, status="ACTIVE"), definition(6, container(f"{URI}:latest")))
    assert len(only(image_not_found, DEPLOYED, active, NO_LATEST, stopped(), records, NO_PULLS, NO_RULES).remedies) == 2


def test_what_ecs_recorded_for_another_revision_does_not_count() -> None:
    """The newest service deployment may be the one before this revision."""
    before = service_deployments(RECORDS[1], revisions=[service_revision("rev/5", 5, digest("a"))])
    assert (
        only(image_not_found, DEPLOYED, LATEST, NO_LATEST, stopped(), before, NO_PULLS, NO_RULES).subject
        == f"{URI}:latest"
    )


def test_a_registry_that_cannot_be_read() -> None:
    """There the words of the tasks count: certain where they say not found, likely where they leave it open."""
    public = definitions(definition(6, container("ghcr.io/shop/proxy:9", "proxy")))
    missing = pulls(pull("image.not-found", "ghcr.io/shop/proxy:9"))
    seen = only(image_not_found, DEPLOYED, public, NO_LATEST, REFUSED, NO_RECORDS, missing, NO_RULES)
    assert seen.summary == "image ghcr.io/shop/proxy:9 is not in its registry; shop-api:6 names it"
    assert seen.certainty is Certainty.CONFIRMED
    either = pulls(pull("image.not-found", "ghcr.io/shop/proxy:9", undecided=True))
    open_question = only(image_not_found, DEPLOYED, public, NO_LATEST, REFUSED, NO_RECORDS, either, NO_RULES)
    assert "wants a login" in open_question.summary
    assert open_question.certainty is Certainty.LIKELY


def test_ecr_has_the_last_word() -> None:
    """What tasks said of an image that ECR has by now is no longer so."""
    there = images(image("a", "v1.1.0", "latest"))
    said = pulls(pull("image.not-found", f"{URI}:latest"))
    assert sightings(image_not_found, DEPLOYED, LATEST, there, stopped(), NO_RECORDS, said, NO_RULES) == ()


def test_a_pull_through_cache_fetches_it() -> None:
    """A repository under the prefix of a rule comes to be with the first pull."""
    for prefix, fetched in (("shop", True), ("ROOT", True), ("sh", False), ("docker-hub", False)):
        rules = PullThroughRules(((REGISTRY, prefix),))
        seen = sightings(
            image_not_found, DEPLOYED, LATEST, images(exists=False), stopped(), NO_RECORDS, NO_PULLS, rules
        )
        assert (seen == ()) is fetched


def test_while_every_task_runs_nothing_has_failed() -> None:
    """Tasks that had pulled it before it was gone serve; that ends with the first task that does."""
    recorded = service_deployments(RECORDS[0], revisions=[service_revision("rev/6", 6, digest("f"))])
    facts = (LATEST, NO_LATEST, stopped(), recorded, NO_PULLS, NO_RULES)
    assert sightings(image_not_found, service(replace(deployment(6), running=1, desired=1)), *facts) == ()
    assert only(image_not_found, service(replace(deployment(6), running=1, desired=2)), *facts)


def test_what_was_rolled_back_counts_while_its_tasks_tell_of_it() -> None:
    """PRIMARY is the old revision again, whose image is there."""
    both = definitions(definition(5, container(f"{URI}:v1.1.0")), definition(6, container(f"{URI}:latest")))
    said = pulls(pull("image.not-found", f"{URI}:latest"))
    facts = (service(deployment(5)), both, NO_LATEST, stopped(), NO_RECORDS)
    assert only(image_not_found, *facts, said, NO_RULES).summary.endswith("shop-api:6 names it")
    assert sightings(image_not_found, *facts, NO_PULLS, NO_RULES) == ()
