"""DNS, live: what a name leads to, as this machine sees it."""

from islive.dns.live import LiveDns

__all__ = ["LiveDns"]
