"""registered-by-a-person: a person, not the pipeline, wrote the revision."""

from dataclasses import replace

import pytest

from islive.rules.task_definition.registered_by_a_person import registered_by_a_person
from tests.rules.builders_a import (
    REFUSED,
    at,
    container,
    definition,
    definitions,
    deployment,
    only,
    service,
    sightings,
)

USER = "arn:aws:iam::123456789012:user/ada"
SSO = "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ada@example.org"
PIPELINE = "arn:aws:sts::123456789012:assumed-role/shop-pipeline/build-1"
IMAGE = "shop:v1.1.0"
DEPLOYED = service(deployment(6), deployment(5, "ACTIVE"))
OLD = definition(5, container(IMAGE), by=PIPELINE)


def test_the_difference_to_the_revision_that_serves_is_named() -> None:
    """Who registered which, when, and exactly what differs; both are quoted."""
    new = definition(6, container(IMAGE, "api", "ADMIN_PASSWORD"), by=USER, registered=at("22:08"))
    seen = only(registered_by_a_person, DEPLOYED, definitions(OLD, new))
    assert seen.subject == "shop-api:6"
    assert seen.summary == (
        ":6 was registered by a person (user/ada, 2025-05-01 22:08 UTC): against :5 exactly one thing differs, secret "
        "ADMIN_PASSWORD added"
    )
    assert [(one.path, one.quote) for one in seen.because] == [
        ("taskDefinition[shop-api:6].registeredBy", USER),
        ("taskDefinition[shop-api:5].registeredBy", PIPELINE),
    ]


def test_a_single_sign_on_session_is_a_person() -> None:
    """Several differences are counted; that nothing differs is said."""
    new = definition(6, container("shop:v1.2.0", "api", "TOKEN"), by=SSO)
    seen = only(registered_by_a_person, DEPLOYED, definitions(OLD, new))
    assert ": against :5 2 things differ, " in seen.summary
    same = definition(6, container(IMAGE), by=SSO)
    seen = only(registered_by_a_person, DEPLOYED, definitions(OLD, same))
    assert seen.summary.endswith(": against :5 nothing differs that the revisions show")


def test_the_newest_revision_counts_before_it_is_deployed() -> None:
    """It is what the next update brings."""
    newest = definition(6, container(IMAGE), by=USER)
    seen = only(registered_by_a_person, service(deployment(5)), definitions(OLD, newest=newest))
    assert seen.subject == "shop-api:6"


def test_the_revision_that_serves_is_the_measure() -> None:
    """Not one in between that never came up."""
    between = definition(6, container("shop:v1.2.0"), by=PIPELINE)
    new = definition(7, container(IMAGE, "api", "TOKEN"), by=USER)
    deployed = service(deployment(7), deployment(6, "ACTIVE", running=0), deployment(5, "ACTIVE"))
    seen = only(registered_by_a_person, deployed, definitions(OLD, between, new))
    assert ": against :5 " in seen.summary
    assert "exactly one thing differs" in seen.summary


@pytest.mark.parametrize("new, old", [(PIPELINE, PIPELINE), (USER, USER), (None, PIPELINE), (USER, None)])
def test_no_change_of_hands(new: str | None, old: str | None) -> None:
    """A pipeline after a pipeline, a person after a person, and what AWS does not tell are no news."""
    revisions = definitions(definition(5, container(IMAGE), by=old), definition(6, container(IMAGE), by=new))
    assert sightings(registered_by_a_person, DEPLOYED, revisions) == ()


def test_nothing_to_compare_with() -> None:
    """The first revision, a newest one that was not read, and a service without deployments."""
    new = definition(6, container(IMAGE), by=USER)
    assert sightings(registered_by_a_person, service(deployment(6)), definitions(new)) == ()
    assert sightings(registered_by_a_person, service(deployment(5)), definitions(OLD, newest=REFUSED)) == ()
    assert sightings(registered_by_a_person, service(), definitions(OLD, newest=REFUSED)) == ()


def test_without_a_revision_that_serves_the_next_below_is_the_measure() -> None:
    """Of the same family, and never a later one."""
    older = definition(4, container(IMAGE), by=PIPELINE)
    new = definition(6, container(IMAGE), by=USER)
    later = definition(7, container(IMAGE), by=PIPELINE)
    other = replace(definition(5, container(IMAGE), by=PIPELINE), family="shop-web")
    revisions = definitions(older, OLD, other, new, later)
    seen = only(registered_by_a_person, service(deployment(6)), revisions)
    assert ": against :5 " in seen.summary
    only_others = definitions(other, new, later)
    assert sightings(registered_by_a_person, service(deployment(6)), only_others) == ()
