"""deployment-alarm-ignored: in ALARM before it began."""

from islive.facts.alarms import Alarm, Alarms
from islive.rules.deployment.deployment_alarm_ignored import deployment_alarm_ignored
from tests.rules.builders_b import at, only, service, summaries

EARLY, LATE = Alarm("shop-5xx", "ALARM", "", at("07:00")), Alarm("shop-5xx", "ALARM", "", at("08:10"))


def test_an_alarm_from_before_is_ignored() -> None:
    """Since when, and what ECS does about it."""
    seen = only(deployment_alarm_ignored.see(service(), Alarms((EARLY,))))
    assert seen.summary == (
        "alarm shop-5xx is in ALARM since 2025-03-10 07:00 UTC, expected OK when the deployment began 2025-03-10 08:00 "
        "UTC: ECS ignores the alarms for it"
    )
    assert only(seen.because).quote == "ALARM"


def test_an_alarm_that_does_not_exist_can_never_fire() -> None:
    """Its name is all there is."""
    assert summaries(deployment_alarm_ignored.see(service(), Alarms((), ("shop-old",)))) == [
        "alarm shop-old does not exist: the deployment configuration names it, and nothing can fire"
    ]


def test_look_alikes() -> None:
    """It fired later, or not at all."""
    calm = Alarm("shop-5xx", "OK", "", at("07:00"))
    assert list(deployment_alarm_ignored.see(service(), Alarms((LATE, calm)))) == []
