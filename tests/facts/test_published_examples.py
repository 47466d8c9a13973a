"""Botocore's own published examples of AWS's answers: the facts read them as they are, or say what is missing."""

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import botocore
import pytest

from islive.engine.discover import collectors
from islive.facts.service import Service
from islive.model.evidence import Gap
from islive.model.question import Options
from islive.model.target import Requested
from tests.facts.doors import Look
from tests.facts.failing import FAILING
from tests.facts.shop import SHOP

SERVICES = ("ecs", "ecr", "elbv2", "codebuild", "logs", "secretsmanager", "ssm", "iam")
DATA = Path(botocore.__file__).parent / "data"


@cache
def examples() -> tuple[tuple[str, Any], ...]:
    """Every published answer to a question that the facts ask: operation and body."""
    return tuple(_examples())


def _examples() -> Iterator[tuple[str, Any]]:
    asked = {operation for one in collectors() for operation in one.operations}
    for service in SERVICES:
        for file in sorted((DATA / service).glob("*/examples-1.json*")):
            text = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
            for name, published in json.loads(text).get("examples", {}).items():
                for one in published:
                    if f"{service}:{name}" in asked and "output" in one:
                        yield f"{service}:{name}", one["output"]


def test_there_are_examples() -> None:
    """Botocore publishes answers of ECS, ECR and load balancing that islive reads."""
    assert {operation.partition(":")[0] for operation, _ in examples()} >= {"ecs", "ecr", "elbv2"}


@pytest.mark.parametrize("world", [SHOP, FAILING], ids=["shop", "failing"])
@pytest.mark.parametrize(
    "operation, body", examples(), ids=[f"{number}-{one}" for number, (one, _) in enumerate(examples())]
)
def test_an_example_is_a_fact_or_a_gap(operation: str, body: Any, world: Any) -> None:
    """With that answer in place of the world's own, every fact is itself or a gap, and nothing is raised."""
    look = Look({**world, operation: body}, Requested("v1.2.0"), Options(inspect_secrets=True))
    for collector in collectors():
        assert isinstance(look.at(collector.fact), (collector.fact, Gap))


def test_the_published_service_is_read() -> None:
    """The service of AWS's own example is the fact that it describes, or a gap where the example leaves members out."""
    body = next(body for operation, body in examples() if operation == "ecs:DescribeServices")
    service = Look({**SHOP, "ecs:DescribeServices": body}).at(Service)
    assert isinstance(service, Gap) or service.name == body["services"][0]["serviceName"]
