"""Whether what keeps tasks from starting comes too late for this deployment: all of its tasks have started.

A secret that is gone, a role that lost its right: the tasks that run do not feel it, the next ones will.
"""

from islive.engine.inject import inject
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.target_groups import TargetGroups
from islive.model.diagnosis import Diagnosis
from islive.model.evidence import Evidence, Gap
from islive.model.stage import Stage

# Of the image those that keep it from being pulled once more; the tasks that run have pulled it.
PULLING = frozenset({"image-pull-denied", "image-not-found", "image-expired", "image-archived"})


def is_asleep(diagnosis: Diagnosis, evidence: Evidence) -> bool | None:
    """Nothing was found but causes of that kind, and no task of the deployment has met with one; None: nobody knows."""
    late = all(cause.stage is Stage.TASKS or cause.id in PULLING for cause in diagnosis.root_causes)
    well = inject(_all_are_well, evidence, {}) if late else False
    return None if isinstance(well, Gap) else well


def _all_are_well(
    service: Service, running: RunningTasks | Gap, stopped: StoppedTasks | Gap, groups: TargetGroups | Gap
) -> bool | None:
    """As many as are desired run as healthy targets, none failed and none has stopped; None where that is unread."""
    primary = service.primary
    ended = () if isinstance(stopped, Gap) else stopped.of(primary.id)
    if primary.failed_tasks or ended or not primary.running >= service.desired > 0:
        return False
    if isinstance(running, Gap) or isinstance(stopped, Gap) or isinstance(groups, Gap) or groups.gaps:
        return None
    ours = [task for task in running.running if task.deployment == primary.id]
    well = [task for task in ours if task.endpoints & groups.healthy_endpoints() and task.health != "UNHEALTHY"]
    return len(well) == len(ours) >= service.desired
