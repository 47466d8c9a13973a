"""Ways in that were measured, made by hand."""

from collections.abc import Mapping
from typing import Any

from islive.facts.measured_answers import MeasuredAnswers, MeasuredWay, Said
from tests.rules.builders_b import answer

PLACE = "http://shop-alb.example.com"
URL = "http://shop-alb.example.com/deployment-canary"


def said(times: int, **changes: Any) -> Said:
    """So many answers that say the same; by default that they are v2."""
    return Said(answer(**changes), times)


def way(*counted: Said, doubted: tuple[Said, ...] = (), failed: Mapping[str, int] | None = None, **more: Any) -> Any:
    """A way in, and how often it answered what."""
    return MeasuredWay(URL, counted, doubted, failed or {}, **more)


def measured(*ways: MeasuredWay) -> MeasuredAnswers:
    """These ways."""
    return MeasuredAnswers(ways)
