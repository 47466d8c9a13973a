"""answer-from-cache: what answers is a copy, kept by somebody on the way."""

from collections.abc import Iterator

from islive.facts.canary_answers import CanaryAnswer, CanaryAnswers
from islive.facts.measured_answers import MeasuredAnswers
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(
    stage=Stage.TRAFFIC,
    when=AFTER,
    severity=Severity.MEDIUM,
    root=False,
    explains=("routes-disagree", "stale-code", "old-answers-in-rotation"),
)
def answer_from_cache(answers: CanaryAnswers, measured: MeasuredAnswers) -> Iterator[Sighting]:
    """A cache answers in the place of the process, so nobody knows what the process says.

    ## What it means
    islive asks the canary with a number that was never used before and with `Cache-Control: no-cache`. Something on the
    way (a CDN, a proxy, the application's own cache) answered with what it had kept: the answer has an age, says so in
    `X-Cache`, or holds the number of somebody else's question. It proves nothing of what runs now, and what it says may
    be long past.

    ## Why it happens
    - A distribution of CloudFront caches every path, and leaves the query string out of its key.
    - A policy of the cache overrides `no-store` by a minimum time to live.
    - A server in front of the application keeps answers, or the application itself does.

    ## What to do
    Leave the canary's path out of the cache: in CloudFront a behavior for it with the policy CachingDisabled. Until
    then ask past the cache with `--url` and the load balancer's own name. If users' pages come from this cache as well,
    invalidate them after the deployment.

    ## References
    - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
    - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
    - https://www.rfc-editor.org/rfc/rfc9111#name-age
    """
    ways = [said.answer for way in measured.ways for said in way.doubted]
    cached = {one.url: one for one in (*ways, *answers.speaking) if one.doubt == "cached"}
    for answer in cached.values():
        yield _sighting(answer)


def _sighting(answer: CanaryAnswer) -> Sighting:
    says = (
        f"Leave the path of {answer.url} out of the cache (CloudFront: a behavior with CachingDisabled), and ask past "
        "it until then: `--url` with the load balancer's own name."
    )
    return Sighting(
        subject=answer.url,
        summary=f"{answer.url} is answered by a cache ({answer.doubt_quote}): what it says, {answer.names}, may be "
        "long past; expected an answer of the process",
        because=(Citation("http:get", answer.url, answer.doubt_quote), Citation("http:get", answer.url, answer.quote)),
        remedies=(Remedy("leave the canary out of the cache", Risk.MANUAL, Horizon.LATER, (Step(says),)),),
    )
