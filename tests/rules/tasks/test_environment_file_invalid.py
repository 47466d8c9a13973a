"""environment-file-invalid: by what the task definition names."""

import pytest

from islive.model.citation import Citation
from islive.rules.tasks.environment_file_invalid import environment_file_invalid
from tests.rules.builders_b import DENIED, definition, definitions, only, service, starting
from tests.rules.builders_c import failures
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of, tried

SERVICE = service(starting())


@pytest.mark.parametrize(
    "name,wrong",
    [
        ("s3://shop-config/production.env", "is no ARN of an object in S3"),
        ("arn:aws:s3:::shop-config", "is no ARN of an object in S3"),
        ("arn:aws:s3:::shop-config/production.txt", "does not end in .env"),
    ],
)
def test_what_is_wrong_is_said(name: str, wrong: str) -> None:
    """With the container that names it."""
    seen = only(
        environment_file_invalid.see(
            SERVICE, definitions(definition(2, environment_files=(name,))), DENIED, NOTHING_BEFORE
        )
    )
    assert f"environment file {name} {wrong}" in seen.summary
    assert seen.because[0] == Citation(
        "ecs:DescribeTaskDefinition",
        "taskDefinition[shop:2].containerDefinitions[web].environmentFiles[].value",
        name,
    )


def test_the_message_is_quoted_beside_it() -> None:
    """ECS says so too."""
    known = definitions(definition(2, environment_files=("s3://x/y.env",)))
    told = failures("unable to parse bucket and key from s3 ARN specified in environmentFile s3://x/y.env")
    assert len(only(environment_file_invalid.see(SERVICE, known, told, NOTHING_BEFORE)).because) == 2


def test_a_right_name_is_silence() -> None:
    """Also in another partition."""
    for name in ("arn:aws:s3:::b/x.env", "arn:aws-cn:s3:::b/web/x.env"):
        known = definitions(definition(2, environment_files=(name,)))
        assert list(environment_file_invalid.see(SERVICE, known, failures(), NOTHING_BEFORE)) == []


def test_the_files_of_the_last_good_revision_come_back() -> None:
    """Where they are in form and others than these."""
    new = definition(2, environment_files=("s3://shop-config/production.env",))
    old = definition(1, environment_files=("arn:aws:s3:::shop-config/production.env",))
    seen = only(environment_file_invalid.see(SERVICE, definitions(new), DENIED, tried(new, old)))
    assert edits_of(seen) == [("containerDefinitions[web].environmentFiles", None, None, "shop:1")]
    assert by_hand(only(environment_file_invalid.see(SERVICE, definitions(new), DENIED, tried(new, definition(1)))))
