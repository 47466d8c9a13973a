"""The CloudWatch alarms that may end a deployment of the service: asked for only where the service names any."""

from dataclasses import dataclass
from datetime import datetime

from islive.facts.reading import Part, chunks, whole
from islive.facts.service import Service
from islive.model.collector import collects
from islive.model.doors import Aws

# CloudWatch API reference, DescribeAlarms: so many names at once.
NAMES_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm; `since` is when it came to be in its state, `reason` CloudWatch's words for why."""

    name: str
    state: str
    reason: str
    since: datetime | None

    @property
    def fires(self) -> bool:
        """It is in ALARM."""
        return self.state == "ALARM"


@dataclass(frozen=True, slots=True)
class Alarms:
    """Those that the deployment configuration names, by name; `missing` are names that are no alarm's."""

    alarms: tuple[Alarm, ...]
    missing: tuple[str, ...] = ()


@collects("cloudwatch:DescribeAlarms")
def collect(aws: Aws, service: Service) -> Alarms:
    """Ask for all of them in one question."""
    names = sorted(set(service.alarms.names))
    found: dict[str, Alarm] = {}
    for some in chunks(names, NAMES_AT_ONCE):
        kinds = ["MetricAlarm", "CompositeAlarm"]
        answer = whole(aws.call("cloudwatch:DescribeAlarms", AlarmNames=list(some), AlarmTypes=kinds))
        parts = (*answer.parts("MetricAlarms"), *answer.parts_or_none("CompositeAlarms"))
        found |= {alarm.name: alarm for alarm in map(_alarm, parts)}
    return Alarms(
        tuple(found[name] for name in names if name in found), tuple(name for name in names if name not in found)
    )


def _alarm(part: Part) -> Alarm:
    since = part.time_or_none("StateTransitionedTimestamp") or part.time_or_none("StateUpdatedTimestamp")
    return Alarm(part.text("AlarmName"), part.text("StateValue"), part.text_or_none("StateReason") or "", since)
