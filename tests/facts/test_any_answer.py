"""Whatever the outside world answers: a fact or a gap, never a crash, and never silence that looks like an answer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from islive.engine.discover import collectors
from islive.facts.service import Service
from islive.model.doors import AwsRefused, Refused
from islive.model.evidence import Gap, gaps_in
from islive.model.question import Options
from islive.model.settings import ServiceSettings, Settings
from islive.model.target import Requested
from tests.facts.broken import BODIES, GONE, JSON, PATHS, broken, emptied
from tests.facts.cut_off import CUT_OFF
from tests.facts.doors import Answers, Look, denied
from tests.facts.failing import FAILING
from tests.facts.shop import AWS, NETWORK, SHOP
from tests.facts.troubled import TROUBLED

REQUESTS = st.sampled_from([None, "v1.2.0", "v1.3.0", "5f1e2d3", "latest", "shop:7", "sha256:" + "a" * 64])
WORLDS = st.sampled_from([SHOP, FAILING, CUT_OFF, TROUBLED])
OPERATIONS = st.sampled_from(sorted(SHOP))
ROUTES = Settings(
    routes=("shop.example.com",), services={"shop": ServiceSettings(routes=("https://shop.example.com/x",))}
)


def look_at(answers: Answers, version: str | None) -> Look:
    """A look with every option on."""
    options = Options(inspect_secrets=True, urls=("https://shop.example.com",), answers=3, beacon=True)
    look = Look(answers, Requested(version), options, ROUTES)
    for collector in collectors():
        look.at(collector.fact)
    return look


@settings(max_examples=150)
@given(world=WORLDS, operation=OPERATIONS, path=PATHS, instead=JSON | st.just(GONE), version=REQUESTS)
def test_one_broken_place_is_never_a_crash(
    world: Answers, operation: str, path: list[int], instead: Any, version: str | None
) -> None:
    """An answer that is broken in one place gives facts and gaps; nothing else is raised."""
    look_at(broken(world, operation, path, instead), version)


@settings(max_examples=75)
@given(world=WORLDS, operation=OPERATIONS, body=BODIES)
def test_any_json_is_never_a_crash(world: Answers, operation: str, body: Mapping[str, Any]) -> None:
    """An answer may be any JSON object at all."""
    look_at({**world, operation: body}, "v1.2.0")


def unread(look: Look) -> frozenset[str]:
    """The facts that are gaps, or have gaps inside."""
    return frozenset(fact.__name__ for fact, found in look.known.items() if isinstance(found, Gap) or gaps_in(found))


# Asked only in other circumstances than a healthy service's.
NOT_ASKED = frozenset(
    {
        "ecr:DescribeRepositories",
        "ecs:DescribeServiceDeployments",
        "application-autoscaling:DescribeScalableTargets",
        "application-autoscaling:DescribeScalingActivities",
        "cloudwatch:DescribeAlarms",
        "ecs:GetTaskProtection",
        "iam:GetRole",
        "kms:DescribeKey",
        "kms:GetKeyPolicy",
        "logs:DescribeLogGroups",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "ecr:DescribePullThroughCacheRules",
        "ecr:GetLifecyclePolicy",
        "ecr:GetRepositoryPolicy",
        "codepipeline:GetPipelineState",
        "codepipeline:ListPipelineExecutions",
        "servicediscovery:ListInstances",
        *NETWORK,
    }
)
ASKED = sorted(AWS.keys() - NOT_ASKED)


@pytest.mark.parametrize("operation", ASKED)
def test_an_empty_answer_is_a_gap(operation: str) -> None:
    """An answer without any member leaves a gap, whichever operation gave it."""
    assert unread(look_at({**SHOP, operation: {}}, "v1.2.0"))


# No project, no build, no image, no stopped task, no target, no such parameter: lists that may well be empty.
MAY_BE_EMPTY = frozenset(
    {
        "codebuild:ListProjects",
        "codebuild:ListBuildsForProject",
        "ecr:DescribeImages",
        "elbv2:DescribeTargetHealth",
        "ssm:DescribeParameters",
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "ecr:GetDownloadUrlForLayer",
        "ecs:DescribeTaskDefinition",
    }
)


@pytest.mark.parametrize("operation", sorted({*ASKED} - MAY_BE_EMPTY))
def test_emptied_lists_are_a_gap(operation: str) -> None:
    """Silence about something that must be there is a refusal, not an empty fact."""
    assert unread(look_at(emptied(SHOP, operation), "v1.2.0"))


@pytest.mark.parametrize("operation", ASKED)
def test_a_denied_question_names_the_permission(operation: str) -> None:
    """Whatever is denied leaves a gap that names the missing permission."""
    look = look_at({**SHOP, operation: denied(operation)}, "v1.2.0")
    found = [look.known[fact] for fact in look.known]
    gaps = [gap for one in found for gap in ((one,) if isinstance(one, Gap) else gaps_in(one))]
    assert {gap.permission for gap in gaps} == {operation}


@given(operation=st.sampled_from(ASKED), code=st.sampled_from(["Throttled", "ServerError", "Cut", "TimedOut"]))
def test_what_is_late_or_cut_is_a_gap(operation: str, code: str) -> None:
    """What AWS did not manage to answer leaves a gap without a permission."""
    look = look_at({**SHOP, operation: AwsRefused(operation, code)}, "v1.2.0")
    assert unread(look)


def test_the_healthy_world_has_no_gaps() -> None:
    """With every answer there, nothing is missing."""
    assert unread(look_at(SHOP, "v1.2.0")) == frozenset()


def test_a_refusal_reaches_what_needs_the_fact() -> None:
    """Without the service there are only gaps, each saying why."""
    look = look_at({**SHOP, "ecs:DescribeServices": denied("ecs:DescribeServices")}, None)
    assert look.at(Service) == Gap("Service", "ecs:DescribeServices", "AccessDeniedException", "ecs:DescribeServices")


def test_gaps_are_values() -> None:
    """Two refusals of one question leave one and the same gap."""
    one = Gap("Service", "ecs:DescribeServices", "Throttled")
    assert {one, replace(one)} == {one}
    assert isinstance(AwsRefused("a:b", "c"), Refused)
