"""What costs processor time: `islive --help`, and the rules over evidence that is there."""

import resource
import statistics
import subprocess
import sys
import time

from islive.engine.collect import collect
from islive.engine.diagnose import diagnose
from islive.engine.discover import collectors, rules
from islive.model.question import Options
from islive.model.rule import When
from islive.model.target import Requested, Target
from islive.wiring.inquiry import Inquiry
from islive.wiring.opening import open_look
from islive.wiring.place import Place

RUNS = 5
LIMIT_HELP = 0.2
LEAST_SERVICES = 100
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


def table() -> tuple[list[str], bool]:
    """Two sentences, and whether both figures are within their limits."""
    cpu, speed = help_cpu(), services_a_second()
    says = [
        f"- `islive --help`: {cpu:.2f} s of CPU",
        f"- {len(rules(When.AFTER))} rules over the evidence of the incident: {speed:.0f} services a second of CPU",
    ]
    return says, cpu <= LIMIT_HELP and speed >= LEAST_SERVICES
