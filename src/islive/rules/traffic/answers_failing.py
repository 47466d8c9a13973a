"""answers-failing: of many answers some are errors."""

from collections.abc import Iterator

from islive.facts.measured_answers import MeasuredAnswers, MeasuredWay
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.TRAFFIC, when=AFTER, severity=Severity.MEDIUM, root=False)
def answers_failing(measured: MeasuredAnswers) -> Iterator[Sighting]:
    """The service answers, and a part of the answers is an error.

    ## What it means
    islive asked the canary's address many times. Most answers were well, and some had an error for a status. The canary
    answers from memory, so it is rather the way to it that fails: users see the same.

    ## Why it happens
    - 502: the load balancer used a connection that the process had just closed, or the process crashes now and then.
    - 503: no healthy target at that moment, or the process refuses for being busy.
    - 504: the process did not answer within the load balancer's idle timeout.
    - 429: somebody on the way limits how often one may ask.

    ## What to do
    For 502 let the process keep idle connections longer than the load balancer (60 seconds by default). For 503 and 504
    look whether there are enough tasks. For 429 ask more slowly: `answers_a_second` in islive.toml.

    ## References
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
    """
    for way in measured.ways:
        if way.failed:
            yield _sighting(way)


def _sighting(way: MeasuredWay) -> Sighting:
    failed = way.failed or {}
    named = ", ".join(f"{times} × {status.removeprefix('status ')}" for status, times in failed.items())
    count = "aws cloudwatch get-metric-statistics --namespace AWS/ApplicationELB --metric-name HTTPCode_ELB_5XX_Count"
    step = Step(
        f"Look at the load balancer's errors (`{count} --dimensions Name=LoadBalancer,Value=app/NAME/ID "
        "--statistics Sum "
        "--period 60 --start-time … --end-time …`) and at the application's log for these moments."
    )
    return Sighting(
        subject=way.url,
        summary=f"{sum(failed.values())} of {way.asked} answers at {way.place} are errors ({named}), expected none",
        because=(Citation("http:get", way.url, named),),
        remedies=(Remedy("find out what fails now and then", Risk.MANUAL, Horizon.LATER, (step,)),),
    )
