"""What each target answers itself, past the load balancer, where it can be reached."""

from collections.abc import Collection
from dataclasses import dataclass

from islive.facts.canary_answer import CanaryAnswer, asked
from islive.facts.canary_answers import canary_path, told
from islive.facts.measured_answers import MeasuredAnswers, is_lost
from islive.facts.reading import gaps_among
from islive.facts.running_tasks import RunningTasks
from islive.facts.target_groups import TargetGroups
from islive.facts.ways_in import WaysIn
from islive.model.collector import collects
from islive.model.doors import Http, Refused
from islive.model.evidence import Gap, gap
from islive.model.settings import Settings

# A service has more targets only where one more or less tells nothing.
MOST_TARGETS = 20
NOT_REACHED = ("Unreachable", "TimedOut")


@dataclass(frozen=True, slots=True)
class DirectAnswers:
    """One answer of each healthy task behind a target group; none from outside of the VPC, or if nothing was measured.

    In another network the same private address is somebody else's: what is said counts, and what is not is a gap, only
    where somebody names the ARN of a task that runs. `targets` is how many there are to ask.
    """

    answers: tuple[CanaryAnswer, ...] = ()
    targets: int = 0
    gaps: tuple[Gap, ...] = ()


@collects()
def collect(
    http: Http,
    measured_answers: MeasuredAnswers,
    ways_in: WaysIn,
    target_groups: TargetGroups,
    running_tasks: RunningTasks,
    settings: Settings,
) -> DirectAnswers:
    """Ask one after the other; where nobody is in reach of the first, the others are not tried."""
    addresses = {task.address for task in running_tasks.running if task.address}
    urls = _targets(target_groups, addresses, canary_path(settings)) if measured_answers.ways else []
    arns = {task.arn for task in running_tasks.running}
    found: list[CanaryAnswer | Gap] = []
    for url in urls[:MOST_TARGETS]:
        try:
            found.append(asked(http, url, ways_in.own))
        except Refused as refused:
            if refused.code in NOT_REACHED and not found:
                break
            # A target that answers with an error is measured as part of its way.
            if is_lost(refused):
                found.append(gap("DirectAnswers", told(refused, url)))
    answers = [one for one in found if isinstance(one, CanaryAnswer) and one.present and not one.doubt]
    if not any(one.task in arns for one in answers):
        return DirectAnswers(targets=len(urls))
    return DirectAnswers(tuple(one for one in answers if one.task in {None, *arns}), len(urls), gaps_among(found))


def _targets(groups: TargetGroups, addresses: Collection[str], path: str) -> list[str]:
    """The addresses of the service's own tasks that take plain HTTP: for its address no task has a certificate."""
    plain = [group for group in groups.groups if group.protocol == "HTTP" and group.target_type == "ip"]
    found = [one for group in plain for one in group.targets if one.healthy and one.id in addresses]
    return [f"http://{f'[{one.id}]' if ':' in one.id else one.id}:{one.port}{path}" for one in found]
