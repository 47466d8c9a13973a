"""Small words: target, settings, errors, and what task definitions are called."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.facts.secret_reference import secret_reference
from islive.model.errors import UserError
from islive.model.settings import ServiceSettings, Settings
from islive.model.stage import Stage
from islive.model.target import Target
from tests.rules import builders_b as b


def test_a_target_is_called_by_service_cluster_and_region() -> None:
    """The account is not said: it is one's own."""
    assert str(Target("123456789012", "eu-west-1", "prod", "shop")) == "shop @ prod/eu-west-1"


def test_settings_of_a_service_are_its_own_or_empty() -> None:
    """Nothing is said of a service that is not named."""
    shop = ServiceSettings(build_project="shop-build")
    settings = Settings(services={"shop": shop})
    assert settings.of("shop") == shop
    assert settings.of("other") == ServiceSettings((), None, None)


def test_what_a_user_must_mend_is_one_sentence_with_a_hint() -> None:
    """The sentence is the error's text, and the hint stands beside it."""
    error = UserError("no such service", "islive status lists them")
    assert (str(error), error.what, error.hint) == ("no such service", "no such service", "islive status lists them")
    assert UserError("no such service").hint == ""


def test_the_ten_stages_have_one_order() -> None:
    """That in which a version passes them."""
    stages = "commit ci build push image task-definition deployment tasks targets traffic"
    assert [str(stage) for stage in Stage] == stages.split()


@given(st.integers(1, 10_000))
def test_a_task_definition_is_called_family_and_revision(revision: int) -> None:
    """As people and events name it."""
    assert replace(b.definition(2), revision=revision).name == f"shop:{revision}"


def test_the_secrets_of_a_task_definition_are_those_of_all_its_containers() -> None:
    """In their order."""
    one, other = b.secret("shop/one"), b.secret("shop/other")
    definition = b.definition(2, secrets=(one,), sidecar=True)
    web, proxy = definition.containers
    assert replace(definition, containers=(web, replace(proxy, secrets=(other,)))).secrets == (one, other)


@pytest.mark.parametrize(
    "by,person",
    [
        ("arn:aws:iam::123456789012:user/ada", True),
        ("arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ada", True),
        ("arn:aws:sts::123456789012:assumed-role/pipeline/run-7", False),
        ("arn:aws:iam::123456789012:role/pipeline", False),
        ("", None),
        (None, None),
    ],
)
def test_a_person_is_told_from_a_pipeline(by: str | None, person: bool | None) -> None:  # noqa: FBT001
    """By the ARN that registered it; unknown where AWS does not say."""
    assert replace(b.definition(2), registered_by=by).registered_by_a_person is person


@given(st.from_regex(r"[a-zA-Z0-9/_+=.@-]{1,20}", fullmatch=True), st.from_regex(r"[A-Za-z0-9]{6}", fullmatch=True))
def test_a_secret_is_called_without_its_random_suffix(name: str, suffix: str) -> None:
    """As it was created; the suffix of six characters is Secrets Manager's own."""
    arn = f"arn:aws:secretsmanager:eu-west-1:123456789012:secret:{name}-{suffix}"
    for value_from in (arn, f"{arn}:key::"):
        found = secret_reference("PASSWORD", value_from)
        assert (found.name, found.arn) == (name, arn)
