"""Evidence that is put together by hand."""

from typing import Any

from islive.model.evidence import Evidence
from tests.rules.builders_b import at


def evidence(*facts: Any) -> Evidence:
    """Those facts; all others were not collected."""
    return Evidence(at("09:00"), {type(one): one for one in facts})
