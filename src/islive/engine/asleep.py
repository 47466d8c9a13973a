"""Whether what keeps tasks from starting comes too late for this deployment: all of its tasks have started.

A secret that is gone, a role that lost its right: the tasks that run do not feel it, the next ones will.
"""

from islive.engine.inject import inject
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.target_groups import TargetGroups
from islive.model.diagnosis import Diagnosis
from islive.model.evidence import Evidence
from islive.model.stage import Stage

# Of the image those that keep it from being pulled once more; the tasks that run have pulled it.
PULLING = frozenset({"image-pull-denied", "image-not-found", "image-expired", "image-archived"})


def is_asleep(diagnosis: Diagnosis, evidence: Evidence) -> bool:
    """Nothing was found but causes of that kind, and no task of the deployment has met with one."""
    late = (cause.stage is Stage.TASKS or cause.id in PULLING for cause in diagnosis.root_causes)
    return all(late) and inject(_all_are_well, evidence, {}) is True


def _all_are_well(service: Service, running: RunningTasks, stopped: StoppedTasks, groups: TargetGroups) -> bool:
    """As many as are desired run as healthy targets, none has failed and none has stopped."""
    primary, healthy = service.primary, groups.healthy_endpoints()
    ours = [task for task in running.running if task.deployment == primary.id]
    well = [task for task in ours if task.endpoints & healthy and task.health != "UNHEALTHY"]
    failed = primary.failed_tasks or stopped.of(primary.id) or groups.gaps
    return len(well) == len(ours) >= service.desired > 0 and not failed
