"""The grade of the proof: how far it reaches toward the users."""

from islive.engine.impact import is_healthy
from islive.engine.inject import inject
from islive.facts.answerers import Answerers
from islive.facts.beacons import Beacons
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.load_balancers import LoadBalancers
from islive.facts.measured_answers import MeasuredAnswers
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.target_groups import TargetGroups
from islive.model.evidence import Evidence, Gap, gaps_in
from islive.model.verdict import Grade


def grade(evidence: Evidence) -> Grade:
    """What is proved of whatever runs now: tasks run, routes lead to them, the process answers on all of them.

    Where no route leads to a service, each task can still have said what it is.
    """
    if inject(_running, evidence, {}) is not True:
        return Grade.NONE
    itself = inject(_said_by_each, evidence, {}) is True
    if inject(_has_routes, evidence, {}) is False:
        return Grade.ANSWERED if itself else Grade.RUNNING
    if inject(_routed, evidence, {}) is not True:
        return Grade.RUNNING
    return Grade.ANSWERED if itself or inject(_answered, evidence, {}) is True else Grade.ROUTED


def _running(tasks: RunningTasks) -> bool:
    return bool(tasks.running)


def _has_routes(service: Service) -> bool:
    return bool(service.attachments)


def _routed(service: Service, tasks: RunningTasks, groups: TargetGroups, balancers: LoadBalancers) -> bool:
    healthy = any(is_healthy(task, service, groups) for task in tasks.running)
    return bool(service.attachments and balancers.routes) and healthy and not gaps_in(balancers)


def _answered(canary: CanaryAnswers, answerers: Answerers, measured: MeasuredAnswers) -> bool:
    """A canary speaks on every route, nothing speaks against its word, and of many answers some can be counted."""
    known = all(one.present and not one.doubt and one.url not in answerers.urls for one in canary.answers)
    counted = all(way.answers for way in measured.ways)
    spoke = bool(canary.answers or measured.ways)
    return spoke and known and counted and not gaps_in(canary) and not gaps_in(measured)


def _said_by_each(
    tasks: RunningTasks, beacons: Beacons, canary: CanaryAnswers | Gap, answerers: Answerers | Gap
) -> bool:
    """Each task that runs wrote it at its start, or answered it at an address that somebody gave; nobody else did."""
    answers = canary.speaking if isinstance(canary, CanaryAnswers) else ()
    others = frozenset[str]() if isinstance(answerers, Gap) else answerers.urls
    if any(one.doubt or one.url in others for one in answers):
        return False
    answered = {one.task for one in answers if one.task}
    silent = [task for task in tasks.running if task.arn not in answered]
    return beacons.of_all(silent) and not gaps_in(beacons)
