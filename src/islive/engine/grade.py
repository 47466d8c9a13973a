"""The grade of the proof: how far it reaches toward the users."""

from islive.engine.impact import is_healthy
from islive.engine.inject import inject
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.load_balancers import LoadBalancers
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.target_groups import TargetGroups
from islive.model.evidence import Evidence, gaps_in
from islive.model.verdict import Grade

LADDER = (Grade.RUNNING, Grade.ROUTED, Grade.ANSWERED)


def grade(evidence: Evidence) -> Grade:
    """What is proved of whatever runs now: tasks run, routes lead to them, the process answers on all of them."""
    reached = Grade.NONE
    for step, shown in zip(LADDER, (_running, _routed, _answered), strict=True):
        if inject(shown, evidence, {}) is not True:
            break
        reached = step
    return reached


def _running(tasks: RunningTasks) -> bool:
    return bool(tasks.running)


def _routed(service: Service, tasks: RunningTasks, groups: TargetGroups, balancers: LoadBalancers) -> bool:
    healthy = any(is_healthy(task, service, groups) for task in tasks.running)
    return bool(service.attachments and balancers.routes) and healthy and not gaps_in(balancers)


def _answered(canary: CanaryAnswers) -> bool:
    return bool(canary.answers) and len(canary.speaking) == len(canary.answers) and not gaps_in(canary)
