"""A container writes what it likes, secrets included: none of them leaves memory, and the cause is found."""

from secrets import randbits

import pytest

from islive.engine.investigate import investigate
from islive.model.question import Options
from islive.model.target import Requested
from islive.render import formats, render
from islive.simulator.document import merge
from islive.simulator.world import from_document
from islive.wiring.discovery import find_target
from islive.wiring.words import read_words
from tests.properties.planted import Planter, leaks
from tests.properties.scenes import document, look_on, settings_of_scenario

SCENARIO = "import-error"
TASKS = ("0c1d2e3f405162738495a6b7c8d9e0f1", "0c1d2e3f405162738495a6b7c8d9e0f2")


@pytest.mark.parametrize(
    "last", ["", "ModuleNotFoundError: No module named 'unidecode'"], ids=["a secret", "the error"]
)
def test_no_secret_of_a_log_is_written(last: str) -> None:
    """In no format, whichever form the secret has, and though the last line of the log is what is quoted."""
    planter = Planter(randbits(32))
    lines = [*planter.key("log"), *planter.lines("log"), *([last] if last else [])]
    web = {"containers": {"web": {"log": "\n".join(lines)}}}
    tasks = dict.fromkeys(TASKS, web)
    patch = {"aws": {"ecs": {"clusters": {"production": {"tasks": tasks}}}}}
    look = look_on(from_document(merge(document(SCENARIO), patch), SCENARIO), settings_of_scenario(SCENARIO))
    target = find_target(look.aws, read_words("web"), None, look.settings)
    asked = Requested("v1.4.2")
    report = investigate(target, asked, look.doors, Options(), look.settings, look.now, raising=True)
    said = [(form, render(report, form).encode()) for form in formats()]
    assert leaks(planter.places, said) == [], f"seed {planter.seed}"
    assert [cause.id for cause in report.diagnosis.root_causes] == ["import-error" if last else "container-exited"]
