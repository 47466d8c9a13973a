"""Who it is that answers as the canary: which task of the service, as far as the answers say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from islive.facts.canary_answers import CanaryAnswer, CanaryAnswers
from islive.facts.manifests import Manifests
from islive.facts.measured_answers import MeasuredAnswers
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.model.collector import collects
from islive.model.evidence import Gap

NOTHING_MEASURED = MeasuredAnswers()


@dataclass(frozen=True, slots=True)
class Stranger:
    """An answer of a process that is no task of the service: what it `says`, and what one of ours is `expected` to."""

    answer: CanaryAnswer
    says: str
    expected: str


@dataclass(frozen=True, slots=True)
class Answerers:
    """`strangers` say that they run in a task that is none of the service's.

    `unplaced` say something that fits none of the tasks that run, and may be one of them all the same: they are neither
    proof nor refutation. `measured` are the many answers that they are from.
    """

    strangers: tuple[Stranger, ...] = ()
    unplaced: tuple[Stranger, ...] = ()
    measured: MeasuredAnswers = NOTHING_MEASURED

    @property
    def urls(self) -> frozenset[str]:
        """The addresses at which somebody answered who is not provably a task of the service."""
        return frozenset(one.answer.url for one in (*self.strangers, *self.unplaced))


@collects()
def collect(
    service: Service,
    running_tasks: RunningTasks,
    canary_answers: CanaryAnswers,
    measured_answers: MeasuredAnswers | Gap,
    manifests: Manifests | Gap,
) -> Answerers:
    """Compare what the answers say with the tasks that run."""
    tasks = {task.arn: task.task_definition for task in running_tasks.tasks}
    images = _images(running_tasks, manifests)
    strangers: list[Stranger] = []
    unplaced: list[Stranger] = []
    for answer in (*canary_answers.speaking, *_measured(measured_answers, canary_answers)):
        if answer.task and answer.task not in tasks:
            found = Stranger(answer, f"task {answer.task}", f"a task of {service.name}")
            (unplaced if _is_near(answer.task, tasks) else strangers).append(found)
        elif answer.image and answer.image.startswith("sha256:") and images and answer.image not in images:
            unplaced.append(Stranger(answer, f"image {answer.image}", f"an image of {service.name}"))
    many = NOTHING_MEASURED if isinstance(measured_answers, Gap) else measured_answers
    return Answerers(tuple(strangers), tuple(unplaced), many)


def _measured(measured: MeasuredAnswers | Gap, canary: CanaryAnswers) -> Iterator[CanaryAnswer]:
    """The same for every task that was named in many answers, but those that were named at once."""
    known = {one.task for one in canary.speaking}
    for way in () if isinstance(measured, Gap) else measured.ways:
        for said in way.said[:1]:
            yield from (replace(said.answer, task=arn) for arn in sorted(way.tasks - known))


def _is_near(arn: str, tasks: Mapping[str, str]) -> bool:
    """In the same cluster: it may have started or stopped since the tasks were listed."""
    return any(arn.rpartition("/")[0] == one.rpartition("/")[0] for one in tasks)


def _images(running: RunningTasks, manifests: Manifests | Gap) -> frozenset[str]:
    """Every digest that the metadata endpoint may give for what runs: of manifest, index or configuration.

    On Fargate ImageID is the manifest's digest, with classic Docker on an instance the configuration's (ECS developer
    guide, "Task metadata endpoint version 4"). Nothing where some of them could not be read, or is an index: of its
    platforms' configurations only one is read.
    """
    digests = frozenset(digest for task in running.running for digest in task.digests)
    read = [found for one in digests if not isinstance(manifests, Gap) and (found := manifests.get(one))]
    if isinstance(manifests, Gap) or len(read) < len(digests) or any(one.children for one in read):
        return frozenset()
    indexes = (one for one in manifests.manifests if (found := manifests.get(one)) and digests & set(found.children))
    return digests | frozenset(indexes) | frozenset(one.config_digest for one in read if one.config_digest)
