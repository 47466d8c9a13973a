"""canary-clock-skewed: the answering process has another time."""

from collections.abc import Iterator

from islive.facts.canary_answers import CanaryAnswer, CanaryAnswers
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.TRAFFIC, when=AFTER, severity=Severity.LOW, root=False)
def canary_clock_skewed(answers: CanaryAnswers) -> Iterator[Sighting]:
    """The process that answers has a clock that is more than a minute off, or islive's machine has.

    ## What it means
    The canary says when it answered, and that is more than a minute away from the time here. The answer is new all the
    same: it holds the number of islive's question. But signatures of AWS requests fail when clocks are five minutes
    apart, tokens are taken for expired or not yet valid, and logs are hard to put in order.

    ## Why it happens
    - The instance's clock is not synchronised: no Amazon Time Sync Service, a firewall before an own NTP server.
    - The clock of the machine that islive runs on is wrong: then every service seems to be skewed.

    ## What to do
    Look at both clocks. On EC2 let chrony use 169.254.169.123; Fargate keeps time by itself.

    ## References
    - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/set-time.html
    """
    for answer in answers.speaking:
        if answer.skew is not None:
            yield _sighting(answer, answer.skew)


def _sighting(answer: CanaryAnswer, skew: int) -> Sighting:
    where = "ahead of" if skew > 0 else "behind"
    step = Step("Compare the clock of the machine behind it with the one here: `chronyc tracking`, `timedatectl`.")
    return Sighting(
        subject=answer.url,
        summary=f"the clock of the process at {answer.url} is {abs(skew)} s {where} the one here, expected under 60 s",
        because=(Citation("http:get", answer.url, answer.quote),),
        remedies=(Remedy("synchronise the clocks", Risk.MANUAL, Horizon.LATER, (step,)),),
    )
