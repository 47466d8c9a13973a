"""builds-in-rotation: one version, built twice, and both answer."""

from collections.abc import Iterator

from islive.facts.canary_answer import CanaryAnswer
from islive.facts.measured_answers import MeasuredAnswers, MeasuredWay, is_of
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.TRAFFIC, when=AFTER, severity=Severity.MEDIUM, root=False)
def builds_in_rotation(wanted: WantedVersion, measured: MeasuredAnswers) -> Iterator[Sighting]:
    """Two builds of the same version answer side by side.

    ## What it means
    Of many answers through one address all say that they are the version, but they come from different images, or from
    processes that loaded different code. What users get depends on the task that they meet. Both may be well; they are
    not the same, and nobody tested them together.

    ## Why it happens
    - The version was built twice (a re-run, an amended tag), and tasks of both builds run: a mutable tag, pulled at two
      moments.
    - An image with several platforms, and tasks on both: then the images differ and the source does not.
    - One process loaded its modules before the files were changed.

    ## What to do
    If one image is meant, deploy by digest: replace the tasks with a new deployment of one task definition that names
    it. Make the repository's tags immutable.

    ## References
    - https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    """
    for way in measured.ways:
        builds = {_build(said.answer): said.answer for said in way.said if is_of(said.answer, wanted)}
        kinds = [{build[place] for build in builds if build[place]} for place in (0, 1)]
        if any(len(kind) > 1 for kind in kinds):
            yield _sighting(wanted, way, list(builds.values()))


def _build(answer: CanaryAnswer) -> tuple[str | None, str | None]:
    return answer.image, answer.fingerprint


def _sighting(wanted: WantedVersion, way: MeasuredWay, answers: list[CanaryAnswer]) -> Sighting:
    one, other = (_shown(answer) for answer in answers[:2])
    step = Step(
        f"Deploy it once more by its digest, and all tasks run the same: `islive deploy SERVICE {wanted.label}`."
    )
    return Sighting(
        subject=way.url,
        summary=f"{len(answers)} builds of {wanted.label} answer at {way.place}: {one} and {other}, expected one",
        because=tuple(Citation("http:get", answer.url, answer.quote) for answer in answers[:2]),
        remedies=(Remedy("run one build of the version", Risk.MANUAL, Horizon.LATER, (step,)),),
    )


def _shown(answer: CanaryAnswer) -> str:
    image = (answer.image or "")[:19]
    return image if not answer.fingerprint else f"{image} with code {answer.fingerprint[7:15]}".strip()
