"""The boto3 session that every client is made from."""

from typing import TYPE_CHECKING

from islive import __version__
from islive.aws.moments import moment
from islive.model.errors import UserError

if TYPE_CHECKING:
    from boto3.session import Session


def open_session(profile: str | None = None, region: str | None = None) -> "Session":
    """A session with the credentials that the AWS CLI would take, which names islive in its requests.

    Raises UserError for a profile that does not exist.
    """
    import boto3
    import botocore.session
    from botocore.exceptions import ProfileNotFound

    core = botocore.session.Session(profile=profile)
    core.user_agent_extra = f"islive/{__version__}"
    core.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=moment)
    try:
        return boto3.Session(botocore_session=core, region_name=region)
    except ProfileNotFound as missing:
        raise UserError(str(missing), "see `aws configure list-profiles`") from missing
