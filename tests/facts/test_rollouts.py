"""What revisions carry of rollouts: read from the tags of those that deployments name, and of the newest ones."""

from collections.abc import Mapping
from typing import Any

import pytest

from islive.facts.rollouts import Rollouts, collect
from islive.model.doors import AwsRefused, Refused
from tests.facts.doors import FakeAws
from tests.rules import builders_b as b

DESCRIBE = "ecs:DescribeTaskDefinition"
TAGS = {
    "islive:rollout": "r1",
    "islive:version": "v3",
    "islive:from": "shop:2",
    "islive:by": "anna@ci",
    "islive:since": "2025-03-10T09:00:00Z",
}
GONE = AwsRefused(DESCRIBE, "ClientException", "Unable to describe task definition.")


def asked(known: Mapping[int, Any], primary: int = 2) -> tuple[Rollouts, list[str]]:
    """The fact of the service shop, whose revisions have these tags (or are refused); and which were asked for."""

    def answer(params: Mapping[str, Any]) -> Any:
        assert params["include"] == ["TAGS"]
        _, _, number = params["taskDefinition"].partition(":")
        revision = int(number or max(known))
        tags = known.get(revision, GONE)
        if isinstance(tags, Refused):
            return tags
        listed = [{"key": key, "value": value} for key, value in tags.items()]
        return {"taskDefinition": {"family": "shop", "revision": revision}, "tags": listed}

    aws = FakeAws({DESCRIBE: answer})
    service = b.service(b.deployment(task_definition=f"shop:{primary}"))
    found = collect.collect(aws=aws, service=service, service_deployments=b.records())
    return found, [params["taskDefinition"] for _, _, params in aws.asked]


def test_what_its_revision_carries() -> None:
    """Id, version, source, who and since when; and which revision that is."""
    found, _ = asked({2: {}, 3: TAGS})
    one = found.of("shop:3")
    assert one is not None
    assert (one.id, one.version, one.source, one.by, one.since) == ("r1", "v3", "shop:2", "anna@ci", b.at("09:00"))
    assert (found.revision_of("r1"), found.revision_of("r2"), found.newest) == ("shop:3", None, "shop:3")


def test_others_register_revisions_too() -> None:
    """It need not be the newest one: so many before that are looked at, and none that is older than PRIMARY's."""
    found, names = asked({2: {}, 3: TAGS, 4: {}, 5: {}})
    assert found.revision_of("r1") == "shop:3"
    assert names == ["shop", "shop:2", "shop:3", "shop:4"]
    _, names = asked({2: {}, 3: {}}, primary=3)
    assert names == ["shop", "shop:3"]


def test_tags_are_anybodys() -> None:
    """What is no moment says nothing; without an id it is no rollout."""
    found, _ = asked({2: {}, 3: TAGS | {"islive:since": "yesterday"}, 4: {"islive:version": "v4"}})
    one = found.of("shop:3")
    assert one is not None
    assert one.since is None
    assert found.of("shop:4") is None


def test_what_is_gone_carries_nothing() -> None:
    """A revision that was deleted is none; one that could not be read is no answer."""
    assert asked({2: {}, 3: GONE, 4: {}})[0].carried == {}
    with pytest.raises(Refused, match="AccessDenied"):
        asked({2: {}, 3: AwsRefused(DESCRIBE, "AccessDeniedException", "no"), 4: {}})
