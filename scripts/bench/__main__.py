"""Benchmarks, as ratios to the least that any program could need, and beside what a user would use instead.

Prints the page docs/benchmarks.md. With `--check` a figure beyond its limit is an error; with `--write` the page is
written.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from scripts.bench import beside, many_services, one_service, processor, requests_a_second, ten_hours

PAGE = Path("docs/benchmarks.md")
Table = Callable[[], tuple[list[str], bool]]

ONE_SERVICE = """\
Every answer of the simulated outside takes 50 ms; the longest chain of questions that need each other is the least
time that any program could need. The limit is a ratio of 1.3; median of five."""

ACCOUNT = """\
Every service has two tasks, a task definition, a target group and a repository of its own; one cluster, one load
balancer. AWS answers each request after 50 ms and throttles as it documents; islive lives off a quarter of its rates,
and the fullest bucket (Elastic Load Balancing: 10 at once, 2.5 a second) sets the least time. The limits are a ratio
of 1.2, the questions that AWS's batch sizes allow, and no request throttled."""

BESIDE = """\
The incident, asked over HTTP with the same latency and limits, programs started anew. The AWS CLI asks what the
original report states, one line after another; the tools of `awslabs.ecs-mcp-server` run over both services; `islive`
looks at the whole account. Each in an environment of its own, the second of two runs. The AWS CLI prints the broken
secret's message among some thousand lines; that it is the cause is for the reader to see."""

SIMULATOR = """\
The simulator with a thousand services, and moto's server with as many: `DescribeServices` for ten of them at random,
over HTTP, one request after another on one connection (moto ends it after each answer). Each server has a process of
its own; the same client asks both in the same run, and of eight seconds the best counts. The limits: a thousand
requests a second, eight times moto, 100 MB."""

HOURS = """\
A hundred services that live, of two tasks each: sixty do nothing, twenty are deployed anew every hour, of ten the new
version never starts, of ten it starts and crashes again and again. The engine waits for nothing: the limit is 20 s of
one processor."""

SECTIONS: tuple[tuple[str, str, Table], ...] = (
    ("One service", ONE_SERVICE, one_service.table),
    ("An account", ACCOUNT, many_services.table),
    ("Beside what you would use instead", BESIDE, beside.table),
    ("The simulator, asked", SIMULATOR, requests_a_second.table),
    ("The simulator, living", HOURS, ten_hours.table),
    ("Processor", "On evidence that is there nothing waits.", processor.table),
)


def main() -> int:
    """Print the page; 1 if `--check` and a figure is beyond its limit."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true")
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    lines, good = ["# Benchmarks", "", "Measured with `make bench` on two shared cores."], True
    for title, about, table in SECTIONS:
        rows, within = table()
        good = good and within
        lines += ["", f"## {title}", "", about, "", *rows]
        print("\n".join(rows), flush=True)
    if given.write:
        PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 1 if given.check and not good else 0


if __name__ == "__main__":
    sys.exit(main())
