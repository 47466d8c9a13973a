"""execution-role-missing: what the agent says, and what the task definition names."""

from dataclasses import replace

from islive.model.finding import Certainty
from islive.rules.tasks.execution_role_missing import execution_role_missing
from tests.rules.builders_b import DENIED, definition, definitions, only
from tests.rules.builders_c import LOGGING, failures
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of, tried

TOLD = failures("asm resource: unable to find execution role credentials")


def test_none_is_named() -> None:
    """The task definition shows it."""
    known = definitions(replace(definition(2), execution_role=None))
    seen = only(execution_role_missing.see(TOLD, known, NOTHING_BEFORE))
    assert seen.summary == "shop:2 starts without execution role credentials: it names none"
    assert seen.certainty is Certainty.CONFIRMED


def test_one_is_named_and_did_not_come() -> None:
    """Or it could not be read whether one is named."""
    assert (
        "it names shop-execution, whose credentials never came"
        in only(execution_role_missing.see(TOLD, LOGGING, NOTHING_BEFORE)).summary
    )
    assert only(execution_role_missing.see(TOLD, DENIED, NOTHING_BEFORE)).certainty is Certainty.LIKELY


def test_other_failures_are_silence() -> None:
    """A role that may not do something is there."""
    assert list(execution_role_missing.see(failures("is not authorized to perform: x"), LOGGING, NOTHING_BEFORE)) == []


def test_the_role_of_the_last_good_revision_comes_back() -> None:
    """It is known to work; without it somebody has to know which one it is."""
    new, old = replace(definition(2), execution_role=None), definition(1)
    seen = only(execution_role_missing.see(TOLD, definitions(new), tried(new, old)))
    assert edits_of(seen) == [("executionRoleArn", old.execution_role, None, None)]
    assert by_hand(only(execution_role_missing.see(TOLD, definitions(new), tried(new))))
    same = definition(2)
    assert by_hand(only(execution_role_missing.see(TOLD, definitions(same), tried(same, old))))
