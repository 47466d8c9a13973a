"""What costs processor time: `islive --help`, the rules over evidence that is there, and what messages mean."""

import resource
import statistics
import subprocess
import sys
import time

from islive.causes.classify import labels
from islive.engine.collect import collect
from islive.engine.diagnose import diagnose
from islive.engine.discover import collectors, rules
from islive.model.question import Options
from islive.model.rule import When
from islive.model.target import Requested, Target
from islive.wiring.inquiry import Inquiry
from islive.wiring.opening import open_look
from islive.wiring.place import Place
from tests.causes.labelled import cases

RUNS = 5
LIMIT_HELP = 0.2
LEAST_SERVICES = 100
LEAST_MESSAGES = 10_000
FOR_SECONDS = 2.0


def help_cpu() -> float:
    """Seconds of CPU that `islive --help` costs, the median of some runs."""
    costs: list[float] = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "islive", "--help"], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        costs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(costs)


def services_a_second() -> float:
    """How many times in a second of CPU all rules go over the evidence of the incident's service."""
    look, _ = open_look(Place(scenario="ava-olo"), Inquiry())
    target = Target(look.aws.scope.account, look.aws.scope.region, "ava-olo-production", "agricultural-core")
    inputs = (target, Requested("v3.3.2"), Options(), look.settings, look.now)
    checked = rules(When.AFTER)
    evidence = collect(collectors(), checked, look.doors, inputs, raising=True)
    done, since = 0, time.process_time()
    while time.process_time() - since < FOR_SECONDS:
        diagnose(checked, evidence, inputs, raising=True)
        done += 1
    return done / (time.process_time() - since)


def messages_a_second() -> float:
    """How many of the labelled messages are given their cause in a second of CPU."""
    messages = [case.messages for case in cases()]
    labels(["the catalogue is read"])
    done, since = 0, time.process_time()
    while time.process_time() - since < FOR_SECONDS:
        for one in messages:
            labels(one)
        done += len(messages)
    return done / (time.process_time() - since)


def table() -> tuple[list[str], bool]:
    """Three sentences, and whether the figures are within their limits."""
    cpu, speed, messages = help_cpu(), services_a_second(), messages_a_second()
    says = [
        f"- `islive --help`: {cpu:.2f} s of CPU",
        f"- {len(rules(When.AFTER))} rules over the evidence of the incident: {speed:.0f} services a second of CPU",
        f"- `islive explain`: the causes of {messages:.0f} messages a second of CPU",
    ]
    return says, cpu <= LIMIT_HELP and speed >= LEAST_SERVICES and messages >= LEAST_MESSAGES
