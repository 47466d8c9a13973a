"""environment-file-unreadable: missing, or forbidden, which S3 does not tell apart."""

from islive.model.finding import Certainty
from islive.rules.tasks.environment_file_unreadable import environment_file_unreadable
from tests.rules.builders_b import DENIED, definition, definitions, only
from tests.rules.builders_c import decided, failures, role

FILE = "arn:aws:s3:::shop-config/production.env"
KNOWN = definitions(definition(2, environment_files=(FILE,)))
HEAD = "ResourceInitializationError: failed to download env files: service call has been retried 1 time(s): "
FORBIDDEN = failures(f"{HEAD}operation error S3: HeadObject, https response error StatusCode: 403, api error Forbidden")


def test_a_file_that_is_not_there() -> None:
    """S3 says so to whoever may list the bucket."""
    told = failures(f"{HEAD}operation error S3: HeadObject, https response error StatusCode: 404, NotFound")
    assert only(environment_file_unreadable.see(told, KNOWN, DENIED)).summary == (
        "s3://shop-config/production.env does not exist: shop:2 takes its variables from it"
    )


def test_a_role_that_may_not() -> None:
    """IAM says so, and the statement that is missing is written out."""
    seen = only(environment_file_unreadable.see(FORBIDDEN, KNOWN, role(decided("s3:GetObject", FILE))))
    assert seen.summary == (
        "shop-execution cannot read s3://shop-config/production.env, of which shop:2 takes variables: IAM answers "
        "implicitDeny to s3:GetObject, expected allowed"
    )
    assert seen.certainty is Certainty.CONFIRMED


def test_forbidden_though_iam_allows_it() -> None:
    """Then it is not there, or the bucket keeps the role out."""
    seen = only(environment_file_unreadable.see(FORBIDDEN, KNOWN, role(decided("s3:GetObject", FILE, "allowed"))))
    assert "the file is not there, or the bucket keeps it out" in seen.summary
    assert seen.certainty is Certainty.LIKELY


def test_the_message_may_name_the_file() -> None:
    """The agent on an instance does."""
    told = failures("unable to download env file with key app.env from bucket other, error: AccessDenied")
    assert "s3://other/app.env" in only(environment_file_unreadable.see(told, DENIED, DENIED)).summary


def test_a_network_that_failed_is_no_missing_file() -> None:
    """And other failures are silence."""
    network = failures(f"{HEAD}file download command: RequestCanceled: context deadline exceeded: NotFound")
    assert list(environment_file_unreadable.see(network, KNOWN, DENIED)) == []
    assert list(environment_file_unreadable.see(failures("AccessDenied"), KNOWN, DENIED)) == []
