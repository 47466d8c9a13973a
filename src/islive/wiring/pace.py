"""The pace of those who look again and again: what a look took of the read budget is given back before the next one."""

from collections import Counter
from math import isinf

from islive.aws.budget import SHARE
from islive.aws.rates import bucket_of
from islive.transcript import Transcript


def seconds_to_refill(transcript: Transcript) -> float:
    """How long the share of AWS's rates that islive lives off needs to give back what a look has asked.

    The fullest bucket of an account and region decides. What AWS publishes no rate for costs nothing.
    """
    taken: Counter[tuple[str, str]] = Counter()
    rates: dict[str, float] = {}
    for asked, _ in transcript.rows():
        if asked.door == "aws":
            name, rate = bucket_of(asked.operation)
            taken[asked.scope, name] += 1
            rates[name] = rate.share(SHARE).per_second
    limited = ((count, rates[name]) for (_, name), count in taken.items() if not isinf(rates[name]))
    return max((count / a_second for count, a_second in limited), default=0.0)
