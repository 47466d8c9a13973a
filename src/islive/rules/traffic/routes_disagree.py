"""Two ways into the service answer different versions."""

from collections.abc import Iterator

from islive.facts.canary_answers import CanaryAnswer, CanaryAnswers
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.versions import agree, commits_agree
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage


@rule(stage=Stage.TRAFFIC, severity=Severity.CRITICAL, explains=("stale-code",))
def routes_disagree(service: Service, running: RunningTasks, answers: CanaryAnswers) -> Iterator[Sighting]:
    """Two load balancers, or two routes, lead to different versions of the service.

    ## What it means

    islive asked the process behind every way into the service which version it is, and got different answers, although
    all running tasks have one image and no deployment is under way. So behind one of these ways something else answers
    that is no task of this deployment. Some users get one version and some the other, depending on the address they
    come by.

    ## Why it happens

    - A target group of one load balancer still holds an address of an older stack: an instance, a task that was
      started by hand, a service that was replaced and never taken out.
    - The service was moved to a new load balancer, and one host name or one internal client still uses the old one.
    - A cache or a proxy in front of one of them answers with what it has kept.

    ## What to do

    1. Look at the targets of the way that answers wrongly; `islive routes` shows which load balancer, rule and target
       group it is.
    2. Deregister what is no task of the service, or lead that rule to the service's own target group.
    3. If nothing foreign is registered there, ask past the cache that stands in front.

    ## References

    - Registering targets: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html
    - Several target groups: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html
    - DeregisterTargets: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeregisterTargets.html
    """
    images = {task.digests for task in running.running if task.digests}
    if len(images) > 1 or service.primary.under_way or any(one.running for one in service.older):
        return
    first, *others = sorted(answers.speaking, key=lambda one: one.url) or [None]
    other = next((one for one in others if first and one and _differ(first, one)), None)
    if first and other:
        yield Sighting(
            subject=service.name,
            summary=f"two ways into {service.name} answer different versions: {_place(first)} says {_said(first)}, "
            f"{_place(other)} says {_said(other)}; all {len(running.running)} tasks have one image",
            because=(Citation("http:get", first.url, first.quote), Citation("http:get", other.url, other.quote)),
            remedies=(_remedy(first, other),),
        )


def _differ(one: CanaryAnswer, other: CanaryAnswer) -> bool:
    """Commits decide where both say one; names where one says more of the other do not."""
    if one.commit and other.commit:
        return not commits_agree(one.commit, other.commit)
    return bool(one.version and other.version) and not agree(one.version or "", other.version or "")


def _place(answer: CanaryAnswer) -> str:
    return "/".join(answer.url.split("/")[:3])


def _said(answer: CanaryAnswer) -> str:
    return answer.version or (answer.commit or "")[:7]


def _remedy(one: CanaryAnswer, other: CanaryAnswer) -> Remedy:
    says = (
        f"Look with `islive routes` where {_place(one)} and {_place(other)} lead, and deregister the targets that are "
        "no tasks of this service (`aws elbv2 deregister-targets`)."
    )
    return Remedy("let every way lead to the same tasks", Risk.MANUAL, steps=(Step(says),))
