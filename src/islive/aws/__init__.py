"""AWS, live: the door behind which boto3 stands."""

from islive.aws.live import Live
from islive.aws.session import open_session

__all__ = ["Live", "open_session"]
