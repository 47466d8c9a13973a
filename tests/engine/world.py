"""A world in which v2 of the service shop is live, as evidence made by hand; and what is changed in it or lost."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from islive.engine.judge import Judgement, judge
from islive.engine.trace import trace
from islive.facts.answerers import Answerers
from islive.facts.asked_commit import AskedCommit
from islive.facts.beacons import Beacons
from islive.facts.build_project import BuildProject
from islive.facts.builds import Build, Builds
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.ci_runs import CiRun, CiRuns
from islive.facts.cloud_map import CloudMap
from islive.facts.commits import Commit, Commits, Tag
from islive.facts.deployed import Deployed
from islive.facts.direct_answers import DirectAnswers
from islive.facts.health_failures import HealthFailures
from islive.facts.identity import Claim, Identities, Identity
from islive.facts.images import Image, Images, Repository
from islive.facts.load_balancers import LoadBalancers
from islive.facts.manifests import Manifests
from islive.facts.measured_answers import MeasuredAnswers
from islive.facts.own_images import OwnImages
from islive.facts.route_names import RouteNames
from islive.facts.service import Attachment, Service
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.target_groups import TargetGroups
from islive.model.citation import Citation
from islive.model.diagnosis import Diagnosis, NotAssessed
from islive.model.evidence import Evidence, Gap
from islive.model.finding import Certainty, Finding, Role, Severity
from islive.model.remedy import Remedy
from islive.model.stage import Stage, StageState, StageTrace
from tests.rules import builders_b as b

SHA = "5f1e2d3c4b5a69788796a5b4c3d2e1f001122334"
REMOTE = "https://github.com/example/shop"
NOW = b.at("12:00")
LOST = Gap("Fact", "aws:Anything", "AccessDenied", "aws:Anything")

GOOD, BAD = b.revision(1, b.OLD), b.revision(2, b.NEW)
RECORD = b.record("d2", "SUCCESSFUL", BAD)
WANTED = b.wanted("v2", b.NEW, commit=SHA)
ATTACHED = (Attachment(b.GROUP, "web", 80),)


def served(*deployments: Any, **changes: Any) -> Service:
    """The service behind its load balancer."""
    return b.service(*deployments, **{"attachments": ATTACHED, **changes})


def runs(id: str = "1", digest: str | None = b.NEW, **changes: Any) -> Any:
    """A running task with that image; task 1 has the address 10.0.0.1, and so on."""
    return b.task(id, **{"containers": (b.container(digest=digest),), "address": f"10.0.0.{id}", **changes})


def deployed(digest: str | None = b.NEW, **changes: Any) -> Deployed:
    """What PRIMARY deploys."""
    digests = frozenset({digest} if digest else ())
    return replace(Deployed(BAD, RECORD, digests, digests), **changes)


def build(status: str = "SUCCEEDED", commit: str | None = SHA, **changes: Any) -> Build:
    """A build of the commit, from 07:10 to 07:15."""
    plain = Build(
        id="shop-build:1",
        arn="arn:aws:codebuild:eu-west-1:123456789012:build/shop-build:1",
        status=status,
        commit=commit,
        source_version=None,
        initiator="ada",
        started_at=b.at("07:10"),
        ended_at=None if status == "IN_PROGRESS" else b.at("07:15"),
        phases=(),
        exported={},
        log_group=None,
        log_stream=None,
    )
    return replace(plain, **changes)


def ci(conclusion: str | None = "success") -> CiRuns:
    """One run of the commit; one without a conclusion is under way."""
    status = "completed" if conclusion else "in_progress"
    return CiRuns("github", (CiRun("1", "CI", status, conclusion, SHA, b.at("07:01"), b.at("07:05"), REMOTE),))


def commits(*, tagged: bool = True, known: bool = True) -> Commits:
    """The repository, which knows the commit and its tag."""
    commit = Commit(SHA, b.at("06:59"), "ada", "Release") if known else None
    return Commits(True, commit, (Tag("v2", SHA, b.at("07:00")),) if tagged else (), REMOTE)


def image(digest: str, *tags: str, pushed: str = "07:15") -> Image:
    """An image of the service's repository."""
    return Image("shop", digest, tags, b.at(pushed), None, b.REGISTRY)


def images(*found: Image, gaps: tuple[Gap, ...] = ()) -> Images:
    """The service's repository, read, with these images."""
    repository = Repository(b.REGISTRY, "shop", exists=True, images=found)
    return Images({repository.key: repository}, (), gaps)


def identities(**names: str) -> Identities:
    """What the old and the new image say that they are: `identities(v1=OLD)`."""
    return Identities({digest: identity(digest, name) for name, digest in names.items()})


def identity(digest: str, name: str) -> Identity:
    """An image that carries that version as a label."""
    claim = Claim("label", "version", name, Citation("ecr:GetDownloadUrlForLayer", "blob.config.Labels", name))
    return Identity(digest, frozenset({digest}), (claim,))


NOTHING_BUILDS = BuildProject(None)
NO_IMAGE = (b.wanted("v2", commit=SHA, digests=frozenset()), images(image(b.OLD, "v1")))

LIVE: tuple[object, ...] = (
    served(),
    b.records(RECORD, revisions=(GOOD, BAD)),
    b.definitions(b.definition(2)),
    b.running(runs()),
    StoppedTasks(()),
    commits(),
    AskedCommit(SHA, ("v2",)),
    BuildProject("shop-build", "its source", REMOTE),
    Builds((build(),)),
    ci(),
    images(image(b.NEW, "v2"), image(b.OLD, "v1", pushed="06:00")),
    Manifests({}),
    identities(v2=b.NEW, v1=b.OLD),
    WANTED,
    OwnImages(
        frozenset({(b.REGISTRY, "shop")}), frozenset({b.NEW}), frozenset(), frozenset({b.NEW}), frozenset({b.NEW})
    ),
    deployed(),
    b.groups(b.target()),
    b.balancers(b.route()),
    CloudMap(()),
    HealthFailures(()),
    RouteNames(()),
    b.answers(b.answer(version="v2")),
    Answerers(),
    MeasuredAnswers(),
    DirectAnswers(),
    Beacons({}),
)

# The same without a load balancer: a worker, of which nobody asks anything.
WORKER: tuple[object, ...] = (
    b.service(),
    b.running(runs(address=None)),
    TargetGroups(()),
    LoadBalancers((), ()),
    CanaryAnswers((), asked=False),
)

# PRIMARY runs v1, and nothing has been made of v2 yet.
NOT_YET: tuple[object, ...] = (
    *NO_IMAGE,
    served(b.deployment(task_definition="shop:1")),
    b.definitions(b.definition(1)),
    b.running(runs(digest=b.OLD, task_definition="shop:1")),
    deployed(b.OLD, revision=GOOD),
    b.answers(b.answer(version="v1")),
)


# The image that runs could not be looked into: no image is proved to be v2, and this one may be it.
MAY_BE_IT: tuple[object, ...] = (
    replace(WANTED, digests=frozenset[str](), unproved=frozenset({b.NEW})),
    Manifests({b.NEW: LOST}, (LOST,)),
    Identities({b.NEW: Identity(b.NEW, frozenset({b.NEW}), (), (LOST,))}),
)


def world(*changed: object, lost: Iterable[type] = ()) -> Evidence:
    """All that is known where v2 is live, but for these facts, and without those."""
    facts: dict[type, Any] = {type(one): one for one in (*LIVE, *changed)}
    return Evidence(NOW, facts | {fact: Gap(fact.__name__, LOST.operation, LOST.reason) for fact in lost})


def finding(id: str, role: Role = Role.ROOT_CAUSE, stage: Stage = Stage.TASKS, *remedies: Remedy) -> Finding:
    """A finding of that rule."""
    cited = (Citation("aws:Anything", "said", id),)
    return Finding(id, role, stage, Severity.HIGH, Certainty.CONFIRMED, id, f"{id} was seen", (), (), cited, remedies)


def found(*findings: Finding, blind: Iterable[str] = ()) -> Diagnosis:
    """A diagnosis with these findings, and with rules that could not be assessed."""
    return Diagnosis(findings, tuple(NotAssessed(rule, (LOST,)) for rule in blind))


NOTHING_FOUND = found()


def judged(*changed: object, lost: Iterable[type] = (), diagnosis: Diagnosis = NOTHING_FOUND) -> Judgement:
    """The judgement of such a world."""
    evidence = world(*changed, lost=lost)
    return judge(evidence, diagnosis, trace(evidence, diagnosis))


def walked(
    *changed: object, lost: Iterable[type] = (), diagnosis: Diagnosis = NOTHING_FOUND
) -> dict[Stage, StageTrace]:
    """The stages of such a world."""
    return {one.stage: one for one in trace(world(*changed, lost=lost), diagnosis)}


def states(
    *changed: object, lost: Iterable[type] = (), diagnosis: Diagnosis = NOTHING_FOUND
) -> dict[Stage, StageState]:
    """How the stages of such a world stand."""
    return {stage: one.state for stage, one in walked(*changed, lost=lost, diagnosis=diagnosis).items()}
