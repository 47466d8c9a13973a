"""What rules and collectors need can be collected, and what collectors ask exists."""

from collections.abc import Iterable
from datetime import datetime

from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader

from islive.model import doors
from islive.model.question import Options
from islive.model.settings import Settings
from islive.model.target import Requested, Target
from tests.architecture.tree import collectors, rules

# What an investigation is handed rather than collects.
INPUTS = frozenset({Target, Requested, Options, Settings, datetime})
DOORS = frozenset({doors.Aws, doors.Http, doors.Dns, doors.Repo})

# Operations of the doors that do not lead to AWS.
NOT_AWS = frozenset({"http", "dns", "git"})


def names(types: Iterable[type]) -> list[str]:
    """Types as a reader knows them."""
    return sorted(one.__name__ for one in types)


def test_what_rules_need_is_collected() -> None:
    """Every fact that a rule asks for has a collector. Rules are handed no doors."""
    known = {collector.fact for collector in collectors()} | INPUTS
    lacking = {rule.id: names(left) for rule in rules() if (left := set(rule.needs.values()) - known)}
    assert lacking == {}


def test_what_collectors_need_is_collected() -> None:
    """Every fact that a collector asks for has a collector itself, or is a door or an input."""
    known = {collector.fact for collector in collectors()} | INPUTS | DOORS
    lacking = {one.fact.__name__: names(left) for one in collectors() if (left := set(one.needs.values()) - known)}
    assert lacking == {}


def test_a_fact_has_one_collector() -> None:
    """Who collects a fact is never a question of order."""
    facts = names(collector.fact for collector in collectors())
    assert facts == sorted(set(facts))


def test_declared_operations_exist() -> None:
    """Every operation that a collector declares is in botocore's service models, spelt as there."""
    declared = {operation for collector in collectors() for operation in collector.operations}
    asked = sorted(one for one in declared if one.partition(":")[0] not in NOT_AWS)
    assert [operation for operation in asked if not exists(operation)] == []


def exists(operation: str) -> bool:
    """Whether AWS knows that operation ("ecs:DescribeServices")."""
    service, _, name = operation.partition(":")
    try:
        return name in Loader().load_service_model(service, "service-2")["operations"]
    except UnknownServiceError:
        return False
