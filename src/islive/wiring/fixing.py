"""From SERVICE to the plan of `islive fix`."""

import os

from islive.engine.discover import collectors
from islive.engine.investigate import examine
from islive.facts.ownership import Ownership
from islive.model.documents import Plan
from islive.model.report import Report
from islive.model.target import Requested
from islive.remedy.equipping import BUILDERS
from islive.remedy.fixing import Fixing, fix_plan
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.needed import needed
from islive.wiring.search import meant
from islive.wiring.whoami import whoami

# What only a plan needs to know.
READ: tuple[type, ...] = (Ownership,)


def plan_of_fixes(look: Look, inquiry: Inquiry, words: str, command: str = "") -> Plan:
    """What `islive fix` would do. Raises UserError where SERVICE names no service."""
    return report_and_plan(look, inquiry, words, command)[1]


def report_and_plan(look: Look, inquiry: Inquiry, words: str, command: str = "") -> tuple[Report, Plan]:
    """The same with the report that it is made of."""
    found = meant(look, inquiry, words)
    there = found.through(look)
    asked = Requested(inquiry.version)
    report, evidence = examine(found.target, asked, there.doors, found.options, look.settings, look.now, read=READ)
    return report, fix_plan(Fixing(report, evidence, whoami(os.environ), command))


def asked_for_fixes() -> frozenset[str]:
    """Every operation that a plan may ask or change beside those of an investigation."""
    read = (operation for one in needed(READ, collectors()) for operation in one.operations)
    return frozenset({*read, *(operation for one in BUILDERS for operation in (*one.reads, one.operation))})
