"""AWS, live: the door behind which boto3 stands."""

from islive.aws.live import Live, Pace
from islive.aws.session import open_session

__all__ = ["Live", "Pace", "open_session"]
