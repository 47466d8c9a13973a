"""The findings that the settings suppress: `[[suppress]]`, each with its reason."""

from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from islive.model.errors import UserError
from islive.model.settings import Suppression

KNOWN = ("rule", "reason", "services", "subject", "until")
EXAMPLE = 'rule = "circuit-breaker-off", reason = "…"'


def suppressions_of(document: Any, file: str) -> tuple[Suppression, ...]:
    """The suppressions in a document; `file` is what an error calls it. Raises UserError."""
    if document is None:
        return ()
    if not isinstance(document, list):
        raise UserError(f"{file}: suppress must be a list of tables", f"each begins with [[suppress]]: {EXAMPLE}")
    listed: list[Any] = document
    return tuple(_suppression(one, file, f"suppress[{number}]") for number, one in enumerate(listed))


def documents_of(suppressions: tuple[Suppression, ...]) -> list[dict[str, Any]]:
    """The documents that read as these suppressions; JSON can hold them."""
    said = [
        {
            "rule": one.rule,
            "reason": one.reason,
            "services": list(one.services),
            "subject": one.subject,
            "until": one.until.isoformat() if one.until else None,
        }
        for one in suppressions
    ]
    return [{name: value for name, value in one.items() if value} for one in said]


def _suppression(document: Any, file: str, place: str) -> Suppression:
    if not isinstance(document, Mapping):
        raise UserError(f"{file}: {place} must be a table", EXAMPLE)
    said: Mapping[str, Any] = document
    for key in said:
        if key not in KNOWN:
            raise UserError(f"{file}: there is no setting {place}.{key}", f"known here: {', '.join(KNOWN)}")
    return Suppression(
        rule=_rule(said.get("rule"), file, place),
        reason=_reason(said.get("reason"), file, place),
        services=_services(said.get("services", []), file, place),
        subject=_subject(said.get("subject"), file, place),
        until=_until(said.get("until"), file, place),
    )


def _rule(value: Any, file: str, place: str) -> str:
    from islive.engine.discover import every_rule

    known = [one.id for one in every_rule()]
    if value not in known:
        near = get_close_matches(str(value), known, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else "`islive explain` knows every rule by its id"
        raise UserError(f"{file}: {place}.rule must be the id of a rule, and there is no rule {value}", hint)
    return value


def _reason(value: Any, file: str, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise UserError(f"{file}: {place} needs a reason", "say why this finding is nothing to act on")
    return value


def _services(value: Any, file: str, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise UserError(f"{file}: {place}.services must be a list of texts")
    return tuple(value)


def _subject(value: Any, file: str, place: str) -> str | None:
    if value is not None and not isinstance(value, str):
        raise UserError(f"{file}: {place}.subject must be text")
    return value


def _until(value: Any, file: str, place: str) -> date | None:
    """TOML has dates of its own; a bundle holds them as text."""
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as wrong:
        raise UserError(f"{file}: {place}.until must be a date, such as 2026-01-31") from wrong
