"""The settings: `islive.toml`, or `[tool.islive]` in `pyproject.toml`, found upwards from the repository."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from islive.facts.address import bare_url
from islive.model.errors import UserError
from islive.model.settings import Account, ServiceSettings, Settings
from islive.wiring.suppressions import documents_of, suppressions_of

Json = Mapping[str, Any]
RATE = "a whole number from 1 to 100"
ACCOUNT = re.compile(r"\d{12}")


def find_settings(start: Path) -> tuple[Settings, Path | None]:
    """The nearest settings at or above a folder, and their file; nothing found is nothing set. Raises UserError."""
    for folder in (start.resolve(), *start.resolve().parents):
        for name, section in (("islive.toml", ()), ("pyproject.toml", ("tool", "islive"))):
            document = _section(folder / name, section)
            if document is not None:
                return settings_of(document, str(folder / name)), folder / name
    return Settings(), None


def settings_of(document: Json, file: str) -> Settings:
    """The settings in a document; `file` is what an error calls it. Raises UserError."""
    _refuse_unknown(document, _names(Settings), file, "")
    services = _mapping(document, "services", file)
    return Settings(
        routes=tuple(map(bare_url, _texts(document, "routes", file, ""))),
        canary_path=_text(document, "canary_path", file, "") or Settings().canary_path,
        clusters=_texts(document, "clusters", file, ""),
        accounts=tuple(_account(one, file, i) for i, one in enumerate(_list(document, "accounts", file))),
        services={name: _service(each, file, f"services.{name}") for name, each in services.items()},
        suppress=suppressions_of(document.get("suppress"), file),
        answers_a_second=_typed(document, "answers_a_second", file, "", RATE, _is_to_hundred)
        or Settings().answers_a_second,
    )


def document_of(settings: Settings) -> dict[str, Any]:
    """The document that reads as these settings: how a bundle keeps them."""
    return {
        "routes": list(settings.routes),
        "canary_path": settings.canary_path,
        "clusters": list(settings.clusters),
        "accounts": [_document_of_account(one) for one in settings.accounts],
        "services": {name: _document_of_service(one) for name, one in sorted(settings.services.items())},
        "suppress": documents_of(settings.suppress),
        "answers_a_second": settings.answers_a_second,
    }


def _document_of_account(one: Account) -> dict[str, Any]:
    said = {"id": one.id, "role": one.role, "regions": list(one.regions)}
    return {name: value for name, value in said.items() if value}


def _document_of_service(one: ServiceSettings) -> dict[str, Any]:
    said = {
        "routes": list(one.routes),
        "build_project": one.build_project,
        "repository": one.repository,
        "pipeline": one.pipeline,
        "share": one.share if one.share < ServiceSettings().share else None,
    }
    return {name: value for name, value in said.items() if value}


def _section(file: Path, section: tuple[str, ...]) -> Json | None:
    if not file.is_file():
        return None
    import tomllib

    try:
        document: Any = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise UserError(f"{file} is not TOML: {broken}") from broken
    except OSError as closed:
        raise UserError(f"{file} cannot be read: {closed.strerror}") from closed
    for key in section:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def _account(document: Any, file: str, place: int) -> Account:
    where = f"accounts[{place}]"
    if not isinstance(document, Mapping):
        raise _wrong(file, where, "a table")
    said: Json = document
    _refuse_unknown(said, _names(Account), file, f"{where}.")
    id = _text(said, "id", file, f"{where}.") or ""
    if not ACCOUNT.fullmatch(id):
        raise UserError(f"{file}: {where}.id must be an account's 12 digits, in quotes", 'id = "123456789012"')
    regions = _texts(said, "regions", file, f"{where}.")
    return Account(id, _text(said, "role", file, f"{where}."), regions)


def _service(document: Any, file: str, place: str) -> ServiceSettings:
    if not isinstance(document, Mapping):
        raise _wrong(file, place, "a table")
    said: Json = document
    _refuse_unknown(said, _names(ServiceSettings), file, f"{place}.")
    return ServiceSettings(
        routes=tuple(map(bare_url, _texts(said, "routes", file, f"{place}."))),
        build_project=_text(said, "build_project", file, f"{place}."),
        repository=_text(said, "repository", file, f"{place}."),
        pipeline=_text(said, "pipeline", file, f"{place}."),
        share=_typed(said, "share", file, f"{place}.", RATE, _is_to_hundred) or 100,
    )


def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _refuse_unknown(document: Json, known: tuple[str, ...], file: str, place: str) -> None:
    for key in document:
        if key not in known:
            near = get_close_matches(key, known, n=1, cutoff=0.5)
            hint = f"did you mean {place}{near[0]}?" if near else f"known here: {', '.join(known)}"
            raise UserError(f"{file}: there is no setting {place}{key}", hint)


def _text(document: Json, key: str, file: str, place: str) -> str | None:
    return _typed(document, key, file, place, "text", lambda value: isinstance(value, str))


def _texts(document: Json, key: str, file: str, place: str) -> tuple[str, ...]:
    return tuple(_typed(document, key, file, place, "a list of texts", _is_texts) or ())


def _list(document: Json, key: str, file: str) -> list[Any]:
    return _typed(document, key, file, "", "a list", lambda value: isinstance(value, list)) or []


def _mapping(document: Json, key: str, file: str) -> Json:
    return _typed(document, key, file, "", "a table", lambda value: isinstance(value, Mapping)) or {}


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_to_hundred(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in range(1, 101)


def _typed(document: Json, key: str, file: str, place: str, kind: str, fits: Callable[[Any], bool]) -> Any:
    value = document.get(key)
    if value is not None and not fits(value):
        raise _wrong(file, f"{place}{key}", kind)
    return value


def _wrong(file: str, place: str, kind: str) -> UserError:
    return UserError(f"{file}: {place} must be {kind}")
