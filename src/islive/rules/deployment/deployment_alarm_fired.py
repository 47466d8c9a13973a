"""deployment-alarm-fired: CloudWatch said stop."""

from collections.abc import Iterator
from shlex import quote
from textwrap import shorten

from islive.facts.alarms import Alarm, Alarms
from islive.facts.service_deployments import ServiceDeployment
from islive.facts.tried import Tried
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(
    stage=Stage.DEPLOYMENT,
    when=AFTER,
    severity=Severity.HIGH,
    explains=("deployment-rolled-back", "deployment-stalled"),
)
def deployment_alarm_fired(tried: Tried, alarms: Alarms | Gap) -> Iterator[Sighting]:
    """A CloudWatch alarm of the service went into ALARM while the version was deployed, and ECS gave it up.

    ## What it means
    The service's deployment configuration names alarms. One of them fired during the deployment, and ECS ended it and,
    where told to, went back. The tasks may all have been healthy: what the alarm measures was not.

    ## Why it happens
    - The version made errors, latency or load worse; that is what the alarm is there for.
    - The alarm is too sensitive for a deployment: it fires on the few errors of connections that are drained, or on the
      load of starting tasks.
    - Something else happened at the same time, in a database or another service.

    ## What to do
    Look at the alarm's metric over the minutes of the deployment, and at the new tasks' log of that time. Mend what the
    metric shows before deploying again; if it was the deployment itself, give the alarm more evaluation periods. Do not
    switch the alarm off to get a version through.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeploymentAlarms.html
    """
    newest = next(iter(tried.deployments), None)
    if newest and newest.triggered_alarms and newest.status != "SUCCESSFUL":
        known = {} if isinstance(alarms, Gap) else {one.name: one for one in alarms.alarms}
        for name in sorted(newest.triggered_alarms):
            yield _sighting(newest, name, known.get(name))


def _sighting(one: ServiceDeployment, name: str, alarm: Alarm | None) -> Sighting:
    id = one.arn.rsplit("/", 1)[-1]
    now = f"; it is {alarm.state} now" if alarm else ""
    words = (
        f": {shorten(alarm.reason, 160, placeholder=' …').rstrip('.')}"
        if alarm and alarm.fires and alarm.reason
        else ""
    )
    quotes = [Citation("ecs:DescribeServiceDeployments", f"serviceDeployments[{id}].alarms.triggeredAlarmNames", name)]
    if alarm and alarm.reason:
        quotes.append(Citation("cloudwatch:DescribeAlarms", f"MetricAlarms[{name}].StateReason", alarm.reason))
    history = f"aws cloudwatch describe-alarm-history --alarm-name {quote(name)} --history-item-type StateUpdate"
    says = (
        f"Look at what alarm {name} saw (`{history}`) from {one.created_at:%Y-%m-%d %H:%M} UTC on, and at the log of "
        "the new tasks of that time; mend what it shows, then deploy again."
    )
    return Sighting(
        subject=name,
        summary=f"alarm {name} fired during the deployment begun {one.created_at:%Y-%m-%d %H:%M} UTC, expected OK "
        f"throughout{now}{words}",
        because=tuple(quotes),
        remedies=(Remedy(f"mend what alarm {name} measures", Risk.MANUAL, Horizon.NOW, (Step(says),)),),
    )
