"""The boto3 session that every client is made from."""

from functools import cache
from typing import TYPE_CHECKING, Any

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
        core.register_component("data_loader", _data(core.get_config_variable("data_path") or ""))
        return boto3.Session(botocore_session=core, region_name=region)
    except ProfileNotFound as missing:
        raise UserError(str(missing), "see `aws configure list-profiles`") from missing


@cache
def _data(path: str) -> Any:
    """What reads botocore's descriptions of services, once for all sessions: it is most of what a client costs.

    Who waits opens a session at each look, so that renewed credentials are taken up. `path` is AWS_DATA_PATH.
    """
    from botocore.loaders import create_loader

    return create_loader(path or None)
