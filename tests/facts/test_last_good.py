"""Which revision is tried, and which came up before it."""

from dataclasses import replace

from islive.facts.last_good import LastGood, collect
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task_definitions import TaskDefinitions
from islive.model.evidence import Gap
from tests.rules.builders_b import (
    DENIED,
    NEW,
    OLD,
    at,
    before,
    definition,
    definitions,
    deployment,
    record,
    records,
    revision,
    service,
    starting,
)

BOTH = definitions(definition(1), definition(2))


def found(
    told: Service, deployments: ServiceDeployments | Gap = DENIED, known: TaskDefinitions | Gap = BOTH
) -> LastGood:
    """What the fact makes of them."""
    return collect.collect(service=told, deployments=deployments, definitions=known)


def history(newest: str) -> ServiceDeployments:
    """shop:1 came up the day before, and shop:2 ended so."""
    new, old = revision(2, NEW), revision(1, OLD)
    first = record("d1", "SUCCESSFUL", old, created_at=at("08:00", day=9))
    return records(record("d2", newest, new), first, revisions=(new, old))


def names(last: LastGood) -> tuple[str | None, str | None]:
    """What is tried, and what came up before."""
    return last.tried and last.tried.name, last.good and last.good.name


def test_the_records_tell() -> None:
    """Of a deployment under way, and of one that was rolled back, whose revision PRIMARY no longer has."""
    assert names(found(service(starting(), before()), history("IN_PROGRESS"))) == ("shop:2", "shop:1")
    back = service(deployment(task_definition="shop:1"))
    assert names(found(back, history("ROLLBACK_SUCCESSFUL"))) == ("shop:2", "shop:1")


def test_without_records_what_serves_beside_it_is_good() -> None:
    """It runs; where nothing else does, nothing is known to work."""
    assert names(found(service(starting(), before()))) == ("shop:2", "shop:1")
    assert names(found(service(starting()))) == ("shop:2", None)
    assert names(found(service(starting(), before()), known=DENIED)) == (None, None)


def test_only_the_revision_that_is_tried_has_one_before_it() -> None:
    """What stood before another revision is not known."""
    last = found(service(starting(), before()), history("IN_PROGRESS"))
    assert last.before("shop:2") == definition(1)
    assert last.before("shop:3") is None
    web = last.container_before("shop:2", "web")
    assert web is not None
    assert last.container_before("shop:2", "proxy") is None


def test_whether_it_fails_and_who_deploys() -> None:
    """Tasks are lacking, or the newest deployment did not succeed; with another controller ECS does not deploy."""
    assert found(service(starting(), before())).failing
    assert found(service(), history("ROLLBACK_SUCCESSFUL")).failing
    assert not found(service(), history("SUCCESSFUL")).failing
    assert found(service()).deployable
    assert not found(replace(service(), controller="CODE_DEPLOY")).deployable
