"""deployment-alarm-ignored: the watchman was asleep before the work began."""

from collections.abc import Iterator
from shlex import quote

from islive.facts.alarms import Alarm, Alarms
from islive.facts.service import Service
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.DEPLOYMENT, when=AFTER, severity=Severity.MEDIUM, root=False)
def deployment_alarm_ignored(service: Service, alarms: Alarms) -> Iterator[Sighting]:
    """An alarm that should guard the deployment was in ALARM before it began, so ECS ignores the alarms.

    ## What it means
    ECS looks at the alarms of a service when a deployment begins. If one is in ALARM by then, none of them can stop
    that deployment, however bad it gets. It goes on without this protection, and says so nowhere.

    ## Why it happens
    - The alarm has been firing for long and nobody minds it; its threshold is wrong, or its metric is gone.
    - The deployment is the repair of what the alarm tells of. Then this is as it should be.
    - The alarm's name in the configuration belongs to no alarm any more.

    ## What to do
    Bring the alarm back to OK, or take it out of the deployment configuration, before the next deployment. Until then
    watch the one under way yourself.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
    - https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
    """
    for alarm in alarms.alarms:
        if alarm.fires and alarm.since is not None and alarm.since < service.primary.created_at:
            yield _firing(alarm, service)
    for name in alarms.missing:
        yield _missing(name)


def _firing(alarm: Alarm, service: Service) -> Sighting:
    since = f"{alarm.since:%Y-%m-%d %H:%M} UTC" if alarm.since else "before"
    return Sighting(
        subject=alarm.name,
        summary=f"alarm {alarm.name} is in ALARM since {since}, expected OK when the deployment began "
        f"{service.primary.created_at:%Y-%m-%d %H:%M} UTC: ECS ignores the alarms for it",
        because=(Citation("cloudwatch:DescribeAlarms", f"MetricAlarms[{alarm.name}].StateValue", alarm.state),),
        remedies=(_mend(alarm.name),),
    )


def _missing(name: str) -> Sighting:
    return Sighting(
        subject=name,
        summary=f"alarm {name} does not exist: the deployment configuration names it, and nothing can fire",
        because=(Citation("ecs:DescribeServices", "services[0].deploymentConfiguration.alarms.alarmNames[]", name),),
        remedies=(_mend(name),),
    )


def _mend(name: str) -> Remedy:
    look = f"aws cloudwatch describe-alarms --alarm-names {quote(name)}"
    says = f"Bring alarm {name} back to OK (`{look}`), or take it out of the service's deployment configuration."
    return Remedy(f"mend or remove alarm {name}", Risk.MANUAL, Horizon.LATER, (Step(says),))
