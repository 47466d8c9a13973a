"""deployment-alarm-fired: CloudWatch ended it."""

from islive.facts.alarms import Alarm, Alarms
from islive.facts.tried import Tried
from islive.rules.deployment.deployment_alarm_fired import deployment_alarm_fired
from tests.rules.builders_b import DENIED, at, only
from tests.rules.builders_d import tried

FIRED = tried(triggered_alarms=("shop-5xx",))


def test_the_alarm_is_named_though_cloudwatch_could_not_be_asked() -> None:
    """ECS itself recorded which one it was."""
    seen = only(deployment_alarm_fired.see(FIRED, DENIED))
    assert (
        seen.summary == "alarm shop-5xx fired during the deployment begun 2025-03-10 08:00 UTC, expected OK throughout"
    )
    assert only(seen.because).quote == "shop-5xx"


def test_cloudwatchs_reason_is_quoted() -> None:
    """And how it stands now."""
    alarm = Alarm("shop-5xx", "ALARM", "Threshold Crossed: 3 datapoints [51.0] were greater than 10.0.", at("08:04"))
    seen = only(deployment_alarm_fired.see(FIRED, Alarms((alarm,))))
    assert seen.summary.endswith("; it is ALARM now: Threshold Crossed: 3 datapoints [51.0] were greater than 10.0")
    assert seen.because[-1].operation == "cloudwatch:DescribeAlarms"


def test_look_alikes() -> None:
    """Never tried, rolled back for another reason, or come through."""
    assert list(deployment_alarm_fired.see(Tried(()), DENIED)) == []
    assert list(deployment_alarm_fired.see(tried(), DENIED)) == []
    assert list(deployment_alarm_fired.see(tried("SUCCESSFUL", triggered_alarms=("shop-5xx",)), DENIED)) == []
