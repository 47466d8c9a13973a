"""canary-signature-refused: islive has the canaries' key, and an answer is not signed with it."""

from collections.abc import Iterator

from islive.facts.canary_answers import CanaryAnswer, CanaryAnswers
from islive.facts.measured_answers import MeasuredAnswers
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

WHAT = {
    "unsigned": "it bears no signature",
    "forged": "its signature is not that of the key",
    "replayed": "it is signed, and answers somebody else's question",
}


@rule(stage=Stage.TRAFFIC, when=AFTER, severity=Severity.HIGH, root=False)
def canary_signature_refused(answers: CanaryAnswers, measured: MeasuredAnswers) -> Iterator[Sighting]:
    """The canary's answer is not signed with the key that islive was given, so anybody may have given it.

    ## What it means
    islive was given the key of the canaries, asked with a number that was never used before, and the answer does not
    prove that it comes from a process that has the key and was made for this question. It is no proof of what runs:
    the version is not called *answered* for it.

    ## Why it happens
    - This process has no key: CANARY_KEY is not set in the task definition, or the canary is not islive's.
    - It has another key: the secret was rotated and the tasks were not replaced, or ISLIVE_CANARY_KEY is that of
      another environment.
    - Something on the way changes the answer (a proxy that rewrites JSON), or answers with one from before.
    - Somebody answers who is not the application.

    ## What to do
    Compare the secret behind CANARY_KEY in the running task definition with the key that islive was given; replace the
    tasks if it was changed since they started. If both are the same, ask one task directly, past the load balancer.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
    - https://www.rfc-editor.org/rfc/rfc2104
    """
    ways = [said.answer for way in measured.ways for said in way.doubted]
    doubted = {one.url: one for one in (*ways, *answers.speaking) if one.doubt in WHAT}
    for answer in doubted.values():
        yield _sighting(answer, WHAT[answer.doubt or ""])


def _sighting(answer: CanaryAnswer, what: str) -> Sighting:
    step = Step(
        "Compare the secret behind CANARY_KEY of the running tasks (`aws ecs describe-task-definition`, "
        "secrets) with the "
        "key that islive was given, and replace the tasks if it was changed since they started."
    )
    return Sighting(
        subject=answer.url,
        summary=f"{answer.url} says {answer.names}, and {what}: expected one with the key, for this question",
        because=(Citation("http:get", answer.url, answer.doubt_quote), Citation("http:get", answer.url, answer.quote)),
        remedies=(Remedy("let the canary sign with the key", Risk.MANUAL, Horizon.LATER, (step,)),),
    )
