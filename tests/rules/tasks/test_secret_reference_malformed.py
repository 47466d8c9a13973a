"""secret-reference-malformed: by its colons, or by ECS's message."""

from islive.facts.secret_reference import secret_reference
from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.tasks.secret_reference_malformed import secret_reference_malformed
from tests.rules.builders_b import DENIED, definition, definitions, deployment, only, secret, service, starting
from tests.rules.builders_c import failures
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of, tried

SHORT = secret_reference("PASSWORD", f"{secret().id}:password")
SERVICE = service(starting())
TOLD = failures(
    "an invalid ARN format for the AWS Secrets Manager secret was specified. Specify a valid ARN and try again."
)


def test_what_is_written_and_what_is_expected() -> None:
    """The two colons at the end are missing."""
    seen = only(
        secret_reference_malformed.see(SERVICE, definitions(definition(2, secrets=(SHORT,))), DENIED, NOTHING_BEFORE)
    )
    assert seen.summary.startswith(f"PASSWORD of shop:2 has a malformed valueFrom: {SHORT.value_from}, expected arn:")
    path = "taskDefinition[shop:2].secrets[PASSWORD].valueFrom"
    assert seen.because == (Citation("ecs:DescribeTaskDefinition", path, SHORT.value_from),)


def test_the_message_tells_what_colons_do_not() -> None:
    """Secrets Manager has its own idea of a name."""
    told = failures(
        "api error ValidationException: Invalid name. Must be a valid name containing alphanumeric characters"
    )
    seen = only(
        secret_reference_malformed.see(SERVICE, definitions(definition(2, secrets=(secret(),))), told, NOTHING_BEFORE)
    )
    assert seen.certainty is Certainty.LIKELY


def test_both_together_are_one_sighting() -> None:
    """The message is quoted beside the reference."""
    seen = only(
        secret_reference_malformed.see(SERVICE, definitions(definition(2, secrets=(SHORT,))), TOLD, NOTHING_BEFORE)
    )
    assert len(seen.because) == 2


def test_well_formed_references_are_silence() -> None:
    """With a key or without."""
    known = definitions(definition(2, secrets=(secret(), secret(key=None))))
    assert list(secret_reference_malformed.see(SERVICE, known, failures(), NOTHING_BEFORE)) == []


def test_a_revision_that_was_given_up_is_looked_at_too() -> None:
    """ECS has gone back, and PRIMARY's references are well formed: the one that was tried has the fault."""
    back, given_up = definition(1, secrets=(secret(),)), definition(2, secrets=(SHORT,))
    gone_back = service(deployment(task_definition="shop:1"))
    seen = only(secret_reference_malformed.see(gone_back, definitions(back), TOLD, tried(given_up, back)))
    assert seen.subject == "shop:2#PASSWORD"


def test_the_colons_that_lack_are_added() -> None:
    """The key stays; what is wrong beyond that is taken from the last good revision, or left to a person."""
    path = "containerDefinitions[web].secrets[PASSWORD].valueFrom"
    revision = definition(2, secrets=(SHORT,))
    seen = only(secret_reference_malformed.see(SERVICE, definitions(revision), DENIED, tried(revision)))
    assert edits_of(seen) == [(path, f"{SHORT.value_from}::", SHORT.value_from, None)]
    long = secret_reference("PASSWORD", f"{secret().id}:a:b:c:d")
    revision = definition(2, secrets=(long,))
    seen = only(secret_reference_malformed.see(SERVICE, definitions(revision), DENIED, tried(revision)))
    assert by_hand(seen)
    last = tried(revision, definition(1, secrets=(secret(),)))
    seen = only(secret_reference_malformed.see(SERVICE, definitions(revision), DENIED, last))
    assert edits_of(seen) == [(path, secret().value_from, long.value_from, None)]
