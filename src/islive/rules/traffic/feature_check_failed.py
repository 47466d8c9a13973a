"""feature-check-failed: deployed, but broken."""

from collections.abc import Iterator

from islive.facts.canary_answers import CanaryAnswer, CanaryAnswers
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.TRAFFIC, when=AFTER, severity=Severity.MEDIUM, root=False)
def feature_check_failed(answers: CanaryAnswers) -> Iterator[Sighting]:
    """The running application says of itself that a feature does not work.

    ## What it means
    The application registered checks of its features with the canary, and at least one of them fails. The version may
    be live, but it does not do everything it should. Health checks often do not show this: they ask whether the process
    answers, not whether it works.

    ## Why it happens
    - Something that the feature needs is not reachable: a database, a queue, another service, a file.
    - A setting or secret of that feature is missing or has the value of another environment.
    - The feature is broken in this version.

    ## What to do
    Read the application's log for the time of the answer. See what else changed with this version: variables, secrets,
    and roles of the task definition (`islive diff`). If users depend on the feature, go back to the last version that
    was verified live.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
    """
    for answer in answers.speaking:
        for feature, is_well in sorted(answer.features.items()):
            if not is_well:
                yield _sighting(answer, feature)


def _sighting(answer: CanaryAnswer, feature: str) -> Sighting:
    runs = answer.version or answer.commit or "the running version"
    says = f"Read the application's log for feature {feature}, and see what else changed: `islive diff`."
    return Sighting(
        subject=f"{answer.url}#{feature}",
        summary=f"feature {feature} of {runs} fails: {answer.url} answers false, expected true",
        because=(Citation("http:get", answer.url, answer.quote),),
        remedies=(Remedy(f"mend feature {feature}", Risk.MANUAL, Horizon.NOW, (Step(says),)),),
    )
