"""variable-lost: the new revision lacks a variable or secret that the last good one had."""

from dataclasses import replace

from islive.facts.task_definitions import Container
from islive.model.finding import Certainty
from islive.rules.task_definition.variable_lost import variable_lost
from tests.rules.builders_a import URI, container, definition, definitions, only, sightings
from tests.rules.builders_images import failing, given_up, lacking, succeeded
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of, tried


def holding(*secrets: str, **variables: str) -> Container:
    """The service's container with these secrets and variables."""
    return replace(container(f"{URI}:v1", "api", *secrets), environment=variables)


OLD = definition(5, holding("TOKEN", STAGE="1", LEVEL="2"))


def test_a_secret_and_a_variable_are_lost() -> None:
    """They are named with the revision that had them, and quoted from there; it is likely."""
    both = definitions(OLD, definition(6, holding(LEVEL="2")))
    seen = only(variable_lost, lacking(), both, failing(), NOTHING_BEFORE)
    assert seen.summary == (
        "shop-api:6 lost STAGE, TOKEN: container api of shop-api:5 had them, and that one was deployed successfully"
    )
    assert [(one.path.rpartition(".containerDefinitions[api].")[2], one.quote) for one in seen.because] == [
        ("environment[].name", "STAGE"), ("secrets[].name", "TOKEN"),
    ]  # fmt: skip
    assert seen.certainty is Certainty.LIKELY


def test_a_deployment_that_was_given_up() -> None:
    """Then the revision that was tried is compared, not the one that ECS went back to."""
    both = definitions(OLD, definition(6, holding("TOKEN", LEVEL="2")))
    assert "shop-api:6 lost STAGE" in only(variable_lost, lacking(), both, given_up(), NOTHING_BEFORE).summary


def test_what_was_kept_is_silent() -> None:
    """Another value, a variable that became a secret, one more; a container that is gone is another difference."""
    for new in (
        holding("TOKEN", STAGE="9", LEVEL="2"),
        holding("TOKEN", "STAGE", LEVEL="2"),
        holding("TOKEN", STAGE="1", LEVEL="2", MORE="3"),
        replace(holding(), name="other"),
    ):
        assert (
            sightings(variable_lost, lacking(), definitions(OLD, definition(6, new)), failing(), NOTHING_BEFORE) == ()
        )


def test_without_two_revisions_there_is_nothing_to_compare() -> None:
    """The first deployment of all, a revision that was not read, a step back to an older one."""
    both = definitions(OLD, definition(6, holding()))
    assert sightings(variable_lost, lacking(), both, succeeded(), NOTHING_BEFORE) == ()
    assert sightings(variable_lost, lacking(), definitions(definition(6, holding())), failing(), NOTHING_BEFORE) == ()
    back = definitions(definition(5, holding()), definition(6, holding("TOKEN")))
    assert sightings(variable_lost, lacking(), back, failing(new=5, old=6), NOTHING_BEFORE) == ()


def test_what_was_lost_comes_back() -> None:
    """A variable with the value that the last good revision has, which is never shown; a secret by its reference."""
    new = definition(6, holding(LEVEL="2"))
    facts = (lacking(), definitions(OLD, new), failing())
    path = "containerDefinitions[api]"
    assert edits_of(only(variable_lost, *facts, tried(new, OLD))) == [
        (f"{path}.environment[STAGE]", None, None, "shop-api:5"),
        (f"{path}.secrets[TOKEN]", {"name": "TOKEN", "valueFrom": "/TOKEN"}, None, None),
    ]
    assert by_hand(only(variable_lost, *facts, replace(tried(new, OLD), failing=False)))
