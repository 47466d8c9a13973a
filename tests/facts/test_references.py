"""Images and secrets as task definitions name them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.facts.image_reference import image_reference
from islive.facts.secret_reference import secret_reference

WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8)
HOSTS = st.sampled_from(["", "ghcr.io", "localhost", "registry.example.com:5000", "public.ecr.aws", "[::1]:5000"])
REPOSITORIES = st.lists(WORD, min_size=1, max_size=3).map("/".join)
TAGS = st.none() | st.text("abcXYZ0123456789._-", min_size=1, max_size=10)
DIGESTS = st.none() | st.just("sha256:" + "0" * 64)


@given(HOSTS, REPOSITORIES, TAGS, DIGESTS)
def test_an_image_reference_is_taken_apart(host: str, repository: str, tag: str | None, digest: str | None) -> None:
    """Host, repository, tag and digest come out as they were put together."""
    name = f"{host}/{repository}" if host else repository
    text = name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
    found = image_reference(text)
    assert (found.registry, found.repository, found.tag, found.digest) == (host, repository, tag, digest)


@given(st.text())
def test_any_text_is_a_reference(text: str) -> None:
    """Whatever a task definition says, it names something, and keeps its words."""
    found = image_reference(text)
    assert found.text == text
    assert found.account is None or found.account in text


@pytest.mark.parametrize(
    "host,account,region",
    [
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com", "123456789012", "us-east-1"),
        ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "123456789012", "cn-north-1"),
        ("123456789012.dkr.ecr-fips.us-east-1.amazonaws.com", "123456789012", "us-east-1"),
        ("123456789012.dkr-ecr.eu-west-1.on.aws", "123456789012", "eu-west-1"),
        ("public.ecr.aws", None, None),
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com.example.org", None, None),
        ("", None, None),
    ],
)
def test_private_registries_are_told_apart(host: str, account: str | None, region: str | None) -> None:
    """Account and region of a private ECR registry stand in its host name; others have none."""
    found = image_reference(f"{host}/app:1" if host else "app:1")
    assert (found.account, found.region) == (account, region)


SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-AbCdEf"


@pytest.mark.parametrize(
    "value_from,key,stage,version_id",
    [
        (SECRET, None, None, None),
        (f"{SECRET}:password::", "password", None, None),
        (f"{SECRET}::AWSPREVIOUS:", None, "AWSPREVIOUS", None),
        (f"{SECRET}:::9d4cb84b", None, None, "9d4cb84b"),
        (f"{SECRET}:password:AWSCURRENT:", "password", "AWSCURRENT", None),
    ],
)
def test_a_secret_reference_is_taken_apart(
    value_from: str, key: str | None, stage: str | None, version_id: str | None
) -> None:
    """Key, stage and id stand behind the ARN, all three or none."""
    found = secret_reference("X", value_from)
    assert (found.kind, found.id, found.name) == ("secretsmanager", SECRET, "shop/db")
    assert (found.key, found.stage, found.version_id) == (key, stage, version_id)
    assert (found.version, found.well_formed) == (stage or version_id, True)


@pytest.mark.parametrize("value_from", [f"{SECRET}:password", f"{SECRET}:a:b:c:d", SECRET.rpartition(":")[0]])
def test_a_format_that_ecs_refuses_is_told(value_from: str) -> None:
    """Some of the three trailing fields, or more of them, are no format at all."""
    assert not secret_reference("X", value_from).well_formed


@pytest.mark.parametrize(
    "value_from,name",
    [
        ("flag", "flag"),
        ("/shop/flag", "/shop/flag"),
        ("arn:aws:ssm:eu-west-1:123456789012:parameter/flag", "flag"),
        ("arn:aws:ssm:eu-west-1:123456789012:parameter/shop/secret", "/shop/secret"),
    ],
)
def test_what_is_no_secret_is_a_parameter(value_from: str, name: str) -> None:
    """A name or a parameter's ARN leads to SSM; a hierarchy's name begins with a slash."""
    found = secret_reference("X", value_from)
    assert (found.kind, found.id, found.name, found.key) == ("ssm", value_from, name, None)


@given(st.text() | st.lists(st.text(":ar nsm", max_size=6), max_size=12).map("".join))
def test_any_text_is_a_secret_reference(text: str) -> None:
    """Whatever a task definition says, it is taken apart without an error and kept as it was."""
    found = secret_reference("X", text)
    assert found.value_from == text
    assert isinstance((found.name, found.stage, found.version_id), tuple)
