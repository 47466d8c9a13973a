"""Whether a message of ECS tells of something that could not be reached, whatever it says first.

ECS's messages begin with what was wanted ("unable to retrieve secret from asm", "cannot find the log group") and end
with what happened. Where the end is a broken or missing connection, the beginning names no cause (ECS developer guide,
"ResourceInitializationError errors").
"""

import re

UNREACHABLE = re.compile(
    r"dial tcp|i/o timeout|TLS handshake timeout|connection timed out|Client\.Timeout exceeded|no such host"
    r"|request cancell?ed|RequestCancell?ed|context deadline exceeded|signal: ?killed|StatusCode: 0\b"
    r"|connection issue between the task and|connection (?:refused|reset)|network is unreachable",
    re.IGNORECASE,
)


def is_unreachable(message: str) -> bool:
    """The network is what failed."""
    return UNREACHABLE.search(message) is not None
