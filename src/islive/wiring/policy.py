"""What may be asked: the operations that facts and discovery declare, and the least-privilege policy made of them."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from islive.engine.discover import collectors, declared_operations, every_rule
from islive.engine.needs import READ_BY_ENGINE
from islive.model.collector import Collector
from islive.remedy.builder import builders
from islive.remedy.steps.tag_image import tag_image
from islive.wiring.discovery import ASSUME, DISCOVERY
from islive.wiring.needed import needed

# They answer with values; asked only with --inspect-secrets, and reduced to a shape before anybody sees it.
READING_SECRETS = frozenset({"secretsmanager:GetSecretValue", "ssm:GetParameter", "ssm:GetParameters"})
# Operations that IAM knows under another name, or does not check at all.
SERVICE_PREFIX = {"elbv2": "elasticloadbalancing", "service-quotas": "servicequotas"}
# They stay in the account that the credentials lead to.
STAYS_AT_HOME = frozenset({"routes"})
# A task definition is registered with tags, and hands roles to ECS (ECS developer guide, "Grant permission to tag
# resources on creation" and "Amazon ECS task execution IAM role").
BESIDES = {"ecs:RegisterTaskDefinition": ("ecs:TagResource", "iam:PassRole")}
NEEDS_NO_PERMISSION = frozenset({"sts:GetCallerIdentity"})


def may_be_asked(*, inspect_secrets: bool) -> frozenset[str]:
    """Every operation that the doors let through; those that read secrets only where that was wanted."""
    everything = declared_operations() | frozenset(DISCOVERY)
    return everything if inspect_secrets else everything - READING_SECRETS


def declared(*, inspect_secrets: bool) -> frozenset[str]:
    """Every operation that an investigation may ask."""
    read = {fact for one in every_rule() for fact in one.needs.values()}
    asked = _operations(needed((*READ_BY_ENGINE, *read), collectors())) | frozenset(DISCOVERY)
    return asked & may_be_asked(inspect_secrets=inspect_secrets)


def _operations(of: Iterable[Collector[Any]]) -> frozenset[str]:
    return frozenset(operation for one in of for operation in one.operations)


def actions(operations: Iterable[str]) -> tuple[str, ...]:
    """The IAM actions that let these operations be asked, sorted."""
    asked = (operation for operation in operations if operation not in NEEDS_NO_PERMISSION)
    return tuple(sorted({_action(operation) for operation in asked}))


def operations_of(*, inspect_secrets: bool) -> Mapping[str, frozenset[str]]:
    """Command -> every operation that it may ask."""
    from islive.wiring.difference import OPERATION
    from islive.wiring.fixing import asked_for_fixes
    from islive.wiring.returning import operations_asked
    from islive.wiring.rolling_out import asked_for_rollouts
    from islive.wiring.route_table import asked_for_routes
    from islive.wiring.tagging import asked_for_tags
    from islive.wiring.whereabouts import asked_for_where

    everything = declared(inspect_secrets=inspect_secrets)
    for_routes, for_where = _operations(asked_for_routes()), _operations(asked_for_where())
    finding = frozenset(DISCOVERY)
    return {
        "why": everything,
        "verify": everything,
        "status": everything,
        "bundle": everything,
        "watch": everything,
        "where": (everything & for_where) | finding,
        "routes": (everything & for_routes) | finding,
        "diff": finding | {OPERATION},
        "fix": everything | asked_for_fixes(),
        "deploy": everything | asked_for_rollouts(),
        "rollback": everything | operations_asked(),
        "tag": _operations(asked_for_tags()) | finding | {*tag_image.reads, tag_image.operation},
    }


def changes(operations: Iterable[str]) -> tuple[str, ...]:
    """The IAM actions among them that change something, sorted, with what AWS wants to be allowed besides."""
    written = {one.operation for one in builders()} & {*operations}
    return tuple(sorted({*actions(written), *(more for one in written for more in BESIDES.get(one, ()))}))


def policy_of(operations: Iterable[str], roles: Iterable[str] = ()) -> Mapping[str, Any]:
    """The IAM policy that allows these operations, and to take these roles, and nothing more.

    One statement for each service, and one for what changes something, whose resource can be made narrower; the roles'
    policies are the same without the roles.
    """
    asked = frozenset(operations)
    written = changes(asked)
    reading = (action for action in actions(asked) if action not in written)
    grouped = groupby(reading, key=lambda action: action.partition(":")[0])
    taken = sorted(set(roles))
    changing = [_statement("changes", list(written))] if written else []
    entering = [{"Sid": "IsliveRoles", "Effect": "Allow", "Action": [ASSUME], "Resource": taken}] if taken else []
    return {
        "Version": "2012-10-17",
        "Statement": [*(_statement(service, list(several)) for service, several in grouped), *changing, *entering],
    }


def _statement(service: str, several: list[str]) -> Mapping[str, Any]:
    return {"Sid": f"Islive{service.capitalize()}", "Effect": "Allow", "Action": several, "Resource": "*"}


def _action(operation: str) -> str:
    service, _, name = operation.partition(":")
    return f"{SERVICE_PREFIX.get(service, service)}:{name}"
