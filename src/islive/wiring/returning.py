"""From SERVICE to the plan of `islive rollback`, and to what must be seen once it was carried out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from islive.engine.collect import collect
from islive.engine.discover import collectors
from islive.engine.investigate import investigate
from islive.facts.asked_commit import AskedCommit
from islive.facts.builds import Builds
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.commits import Commits
from islive.facts.execution_role import ExecutionRole
from islive.facts.identity import Identities
from islive.facts.images import Images
from islive.facts.manifests import Manifests
from islive.facts.own_images import OwnImages
from islive.facts.past_revisions import PastRevisions
from islive.facts.rollouts import Rollouts
from islive.facts.secrets import Secrets
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task_definitions import TaskDefinitions
from islive.model.collector import Collector
from islive.model.documents import Hindrance, Plan
from islive.model.evidence import Evidence, Gap
from islive.model.receipt import Receipt
from islive.model.report import Report
from islive.model.target import Requested, Target
from islive.remedy.ahead import needs_of_return
from islive.remedy.destination import Destination, Returning
from islive.remedy.returning import rollback_plan, where_to
from islive.remedy.steps.deploy_existing import deploy_existing
from islive.remedy.steps.deploy_registered import deploy_registered
from islive.remedy.steps.register_revision import register_revision
from islive.remedy.steps.stop_deployment import stop_deployment
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.needed import needed
from islive.wiring.search import Meant, meant

READ: tuple[type, ...] = (Service, ServiceDeployments, PastRevisions, Rollouts, Identities)
# Where a version was named, which image that is has to be proved.
NAMED: tuple[type, ...] = (*READ, AskedCommit, Builds, CanaryAnswers, Commits, Images, Manifests, OwnImages)
# Of the revision that it goes to.
THERE: tuple[type, ...] = (TaskDefinitions, Images, OwnImages, Identities, Secrets, ExecutionRole)

STEPS = (stop_deployment, deploy_existing, register_revision, deploy_registered)

Receipts = Callable[[Target], Sequence[Receipt]]


@dataclass(frozen=True, slots=True)
class How:
    """Where to, who asks, and by which command line; `automatic`: nobody looks at the plan."""

    to: str | None = None
    by: str = ""
    command: str = ""
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class WayBack:
    """The plan, the report that it began from, and where it leads: None where that is not known.

    `follows` is what must be proved live in the end, as a version is asked for.
    """

    plan: Plan
    report: Report
    to: Destination | None
    follows: str | None = None

    def is_there(self, report: Report) -> bool:
        """PRIMARY is where it leads: that revision, or the one that was made of it."""
        now, known, before = report.primary, self.to, self.report.primary
        if now is None or known is None:
            return True
        if self.plan.steps and before and now.id == before.id:
            return False
        return now.task_definition == known.version.revision or any(step.derives for step in self.plan.steps)


def way_back(
    look: Look,
    inquiry: Inquiry,
    words: str,
    receipts: Receipts = lambda _: (),
    how: How | None = None,
) -> WayBack:
    """What `islive rollback` would do. Raises UserError."""
    found = meant(look, inquiry, words)
    there, target = found.through(look), found.target
    wish = how or How()
    asked = Returning(target, wish.to, wish.by, wish.command, tuple(receipts(target)), wish.automatic)
    report = investigate(target, Requested(), there.doors, found.options, look.settings, look.now)
    evidence = _evidence(there, found, NAMED if asked.to else READ, asked.to)
    leads = where_to(asked, report, evidence)
    if isinstance(leads, Hindrance):
        return WayBack(rollback_plan(asked, report, evidence, Evidence(look.now, {})), report, None)
    alone = _of_revision(there, found, leads)
    return WayBack(rollback_plan(asked, report, evidence, alone), report, leads, _followed(leads, alone))


def _followed(to: Destination, alone: Evidence) -> str:
    """The digest, for a tag of the same revision may have led elsewhere; where there are several, the revision."""
    images, own = alone.get(Images), alone.get(OwnImages)
    if isinstance(images, Gap) or isinstance(own, Gap):
        return to.version.revision
    asked = frozenset[str]() if isinstance(own.asked, Gap) else own.asked
    ours = own.digests(images) & to.version.digests or asked
    return min(ours) if len(ours) == 1 else to.version.revision


def plan_of_rollback(look: Look, inquiry: Inquiry, words: str, receipts: Receipts, **how: Any) -> Plan:
    """The plan alone."""
    return way_back(look, inquiry, words, receipts, How(**how)).plan


def asked_for_rollback() -> tuple[Collector[Any], ...]:
    """The collectors of what the plan may be made of, beside those of a look."""
    return needed((*NAMED, *THERE, *needs_of_return()), collectors())


def operations_asked() -> frozenset[str]:
    """Every operation of a way back, beside those of a look."""
    read = {operation for one in asked_for_rollback() for operation in one.operations}
    steps = {operation for one in STEPS for operation in (one.operation, *one.reads)}
    return frozenset(read | steps)


def _evidence(look: Look, found: Meant, read: tuple[type, ...], version: str | None, instead: Any = None) -> Evidence:
    inputs = (found.target, Requested(version), found.options, look.settings, look.now)
    return collect(needed(read, collectors()), (), look.doors, inputs, read=read, instead=instead)


def _of_revision(look: Look, found: Meant, to: Destination) -> Evidence:
    """Everything about that revision, as though it were the only one."""
    name = to.version.revision
    registered = _evidence(look, found, (TaskDefinitions,), name)
    all_read = registered.get(TaskDefinitions)
    one = None if isinstance(all_read, Gap) else all_read.get(name)
    if one is None:
        return registered
    alone = TaskDefinitions({name: one}, one)
    before_it = replace(found, options=replace(found.options, preflight=True, source=name))
    told = _evidence(look, before_it, (*THERE, *needs_of_return()), name, {TaskDefinitions: alone})
    return Evidence(told.taken_at, {**told.facts, TaskDefinitions: alone})
