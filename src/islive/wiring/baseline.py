"""A baseline: a report that was written as JSON before; what it knows already is folded until it changes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from islive.engine.fold import Known, without_known
from islive.model.documents import ClusterReport
from islive.model.errors import UserError
from islive.model.report import Report
from islive.model.target import Target

D = TypeVar("D")

HOW = "write one with `islive … --format json --output FILE`"


def read_baseline(file: Path) -> frozenset[Known]:
    """What a report or a page of an account, written as JSON, knew. Raises UserError where the file is neither."""
    try:
        document: Any = json.loads(file.read_bytes())
    except OSError as closed:
        raise UserError(f"the baseline {file} cannot be read: {closed.strerror}", HOW) from closed
    except ValueError as broken:
        raise UserError(f"the baseline {file} is not JSON", HOW) from broken
    try:
        return frozenset(one for report in _reports(document) for one in _known(report))
    except (KeyError, TypeError) as other:
        raise UserError(f"the baseline {file} is no report of islive", HOW) from other


def fold_known(document: D, known: frozenset[Known], baseline: str) -> D:
    """The document with the findings folded that a baseline knows; what holds no findings stays as it is."""
    folded: Any = document
    if isinstance(document, Report):
        folded = without_known(document, known, baseline)
    if isinstance(document, ClusterReport):
        folded = replace(document, reports=tuple(without_known(one, known, baseline) for one in document.reports))
    return folded


def _reports(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    match document["schema"]:
        case "islive.report/1":
            return [document]
        case "islive.cluster/1":
            return list(document["reports"])
        case other:
            raise KeyError(other)


def _known(report: Mapping[str, Any]) -> Iterator[Known]:
    """What was folded then is known still."""
    target = Target(*(report["target"][name] for name in ("account", "region", "cluster", "service")))
    for one in (*report["findings"], *report.get("folded", ())):
        yield Known(target, one["id"], one["subject"], one["summary"])
