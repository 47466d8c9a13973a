"""One document of each kind, and a report of each verdict."""

from dataclasses import replace
from datetime import timedelta

from islive.model.diagnosis import Diagnosis, NotAssessed
from islive.model.documents import (
    Change,
    Closed,
    ClusterReport,
    Difference,
    Ended,
    Hindrance,
    Outcome,
    Plan,
    Result,
    RouteRow,
    Routes,
    RunsAt,
    Whereabouts,
)
from islive.model.doors import Scope
from islive.model.evidence import Gap
from islive.model.explanation import Explained, Explanation, Sure
from islive.model.finding import Certainty, Role
from islive.model.history import Chapter, Conclusion, History, Measures, ServiceHistory
from islive.model.remedy import Precondition, Remedy, Risk, Source, Step
from islive.model.report import Axes, Impact, LastVerified, Primary, SeenBefore, Serving, Wanted
from islive.model.stage import Stage, StageState, StageTrace
from islive.model.store import Deployment
from islive.model.verdict import Grade, Reason, Verdict
from tests.render.sample_reports import (
    AVA_OLO,
    COMMIT,
    CONTRIBUTING,
    DIGEST,
    NO_IMAGE,
    NOT_STARTING,
    NOW,
    SECRET,
    TARGET,
    finding,
)

WEB = replace(TARGET, service="web")
NO_IMAGES = Gap("Images", "ecr:DescribeImages", "AccessDeniedException", "ecr:DescribeImages")
SLOW = Gap("StoppedTasks", "ecs:ListTasks", "Throttled")


def _passed(*but: tuple[Stage, StageState]) -> tuple[StageTrace, ...]:
    return tuple(StageTrace(stage, dict(but).get(stage, StageState.PASSED), "") for stage in Stage)


LIVE = replace(
    AVA_OLO,
    target=WEB,
    wanted=Wanted("v1.4.2", COMMIT, DIGEST),
    verdict=Verdict.LIVE,
    reason=None,
    says="v1.4.2 is live",
    stopped_at=None,
    proved_to=Grade.ANSWERED,
    impact=Impact("v1.4.2 serves, 2 of 2 tasks healthy, through web-alb", (Serving("v1.4.2", DIGEST, 2, 2),)),
    axes=Axes("v1.4.2 (git tag)", "web:12, COMPLETED", ("v1.4.2",), ("v1.4.2",)),
    stages=_passed((Stage.CI, StageState.NOT_APPLICABLE)),
    timeline=(),
    diagnosis=Diagnosis((), ()),
    plan=(),
    calls=21,
)
DEGRADED = replace(LIVE, reason=Reason.DEGRADED, says="v1.4.2 serves, but /login answers 500")
ROLLING = replace(
    LIVE,
    verdict=Verdict.IN_PROGRESS,
    says="minute 6 of about 14: 1 of 2 new tasks is healthy",
    proved_to=Grade.NONE,
    stages=_passed((Stage.TARGETS, StageState.WAITING), (Stage.TRAFFIC, StageState.NOT_REACHED)),
)
BLIND = replace(
    LIVE,
    verdict=Verdict.UNKNOWN,
    reason=Reason.BLIND,
    says="the tasks run web:12, but which image that is could not be read",
    proved_to=Grade.NONE,
    stages=_passed((Stage.IMAGE, StageState.UNKNOWN)),
    diagnosis=Diagnosis((), (NotAssessed("image-not-in-registry", (NO_IMAGES,)),)),
    gaps=(NO_IMAGES, SLOW),
)
HIDDEN = replace(
    AVA_OLO,
    diagnosis=Diagnosis(
        (
            replace(NOT_STARTING, role=Role.ROOT_CAUSE, explained_by=(), certainty=Certainty.LIKELY),
            *CONTRIBUTING,
        ),
        (
            NotAssessed(
                "secret-invalid-json",
                (replace(NO_IMAGES, permission="secretsmanager:DescribeSecret"),),
                ("tasks-failed-to-start",),
            ),
        ),
    ),
    stopped_at=Stage.TASKS,
)

DASHBOARDS = replace(
    AVA_OLO,
    target=replace(TARGET, service="monitoring-dashboards"),
    wanted=Wanted("v2.6.0-security"),
    stopped_at=Stage.TASKS,
    diagnosis=Diagnosis(
        (
            finding(
                "image-not-found",
                Role.ROOT_CAUSE,
                Stage.TASKS,
                "ava-monitoring-task:9 names ava-olo/monitoring-dashboards:latest, and ECR has no such tag",
                NO_IMAGE,
            ),
        ),
        (),
    ),
    impact=Impact("v2.4.0-multi-dashboard serves, 1 of 1 task healthy, through ava-olo-internal-alb: nobody is down"),
)

ROUTES = Routes(
    (
        RouteRow(
            "http://ava-olo-farmers-alb-1.us-east-1.elb.amazonaws.com/",
            "ava-olo-farmers-alb",
            "HTTP:80",
            "default",
            "ava-farmers-tg",
            "agricultural-core",
            "v3.3.1-whatsapp-ui",
        ),
        RouteRow(
            "http://ava-olo-internal-alb-1.us-east-1.elb.amazonaws.com/",
            "ava-olo-internal-alb",
            "HTTP:80",
            "default",
            "ava-internal-tg",
            "monitoring-dashboards",
            "v2.4.0-multi-dashboard",
        ),
        RouteRow("http://ava-olo-alb/", None, note="the name does not resolve, and no load balancer has it"),
    )
)
CLUSTER = ClusterReport(NOW, "123456789012", "us-east-1", (LIVE, AVA_OLO, DASHBOARDS), ROUTES, 42)
DIFFERENCE = Difference(
    "agricultural-core",
    "ava-agricultural-task:5",
    "ava-agricultural-task:6",
    (Change("added", f"containers.app.secrets.ADMIN_PASSWORD = {SECRET}:password::"),),
)
PLAN = Plan(TARGET, AVA_OLO.plan)
AT = "arn:aws:ecr:us-east-1:123456789012:repository/web"
HELD = Source("ecr:DescribeImages", {"imageIds": [{"imageTag": "latest"}]}, "imageDetails[0].imageDigest", AT)
MOVE = Step(
    says="move the tag latest to web@sha256:33d223cb2122, away from sha256:c5968b941537, which keeps v1.4.1",
    operation="ecr:PutImage",
    params={"repositoryName": "web", "imageTag": "latest"},
    expects="latest stands at sha256:c5968b941537",
    undo="aws ecr put-image --repository-name web --image-tag latest",
    risk=Risk.DISRUPTIVE,
    at=AT,
    precondition=Precondition(HELD, "sha256:c5968b941537", "sha256:33d223cb2122"),
    takes={"imageManifest": HELD},
    idempotent=True,
)
GIVE = replace(MOVE, says="give the tag v1.4.2 to web@sha256:33d223cb2122", risk=Risk.SAFE)
TAGS = Plan(
    WEB,
    (Remedy("give the image its tags", Risk.DISRUPTIVE, steps=(GIVE, MOVE)),),
    "v1.4.2",
    "web@sha256:33d223cb2122 is the image of commit 7158d41; 2 tags are to be given",
    (NO_IMAGE,),
    ("v1.4.1 is what a rollback would go to",),
    (),
    "islive tag web v1.4.2 --latest",
)
NO_TAGS = replace(
    TAGS,
    remedies=(),
    says="",
    hindered=(
        Hindrance("no image is proved to be v1.4.2", "grant ecr:BatchGetImage", ("2 images were looked into",), True),
        Hindrance("latest stands at sha256:c5968b941537, and tags are immutable", "delete it by hand"),
    ),
)
DONE = Outcome(TAGS, (Result(GIVE, Ended.ALREADY), Result(MOVE, Ended.DONE)))
STOPPED = Outcome(TAGS, (Result(GIVE, Ended.DONE), Result(MOVE, Ended.REFUSED, "ecr:PutImage: AccessDeniedException")))
UNBEGUN = Outcome(TAGS, (Result(GIVE, Ended.UNKNOWN, "ecr:PutImage: TimedOut"),))
BY_HAND = Outcome(TAGS, (Result(GIVE, Ended.MANUAL), Result(MOVE, Ended.CHANGED, "it is another one")))

WHERE = Whereabouts(
    "v3.3.1",
    NOW,
    (RunsAt(TARGET, "ava-agricultural-task:5", "v3.3.1-whatsapp-ui", "sha256:6da7f9241a18", 1, 1),),
    3,
    ((replace(TARGET, service="web"), "manifests could not be read: grant ecr:BatchGetImage"),),
    (Scope("123456789012", "us-east-1"), Scope("999900001111", "us-east-1")),
    (Closed("999900001111", "us-east-1", "the role could not be assumed", "allow sts:AssumeRole on it"),),
    20,
)

EXPLAINED = Explanation(
    (
        Explained(
            label="secret.invalid-json",
            kind="cause",
            sure=Sure.CERTAIN,
            means="The secret's value is not valid JSON.",
            words=("invalid character", "after object key"),
            looks="invalid character 'x' after object key:value pair.",
            look="the secret's shape",
            fix="Store valid JSON.",
            rule="secret-invalid-json",
            sources=("docs.aws.amazon.com/AmazonECS",),
        ),
    ),
    "",
    ("a line that says nothing",),
    2,
)
NOT_EXPLAINED = Explanation((), "paste the stopped task's reason", ("hello",), 1)

ROLLED_BACK = Deployment(
    "arn:aws:ecs:us-east-1:123456789012:service-deployment/c/s/2",
    WEB,
    "ROLLBACK_SUCCESSFUL",
    NOW - timedelta(hours=2),
    NOW - timedelta(hours=1),
    "web:13",
    "v1.4.3",
    "Service deployment rolled back because the circuit breaker threshold was exceeded.",
    "user/peter",
    COMMIT,
)
ENDED_WELL = replace(ROLLED_BACK, status="SUCCESSFUL", created_at=NOW - timedelta(days=3), version="v1.4.2")
HISTORY = History(
    NOW,
    NOW - timedelta(days=90),
    (
        ServiceHistory(
            WEB,
            (
                Chapter(
                    ROLLED_BACK,
                    Conclusion.ROLLED_BACK,
                    timedelta(hours=1),
                    causes=("secret-invalid-json",),
                    failed_at=NOW,
                ),
                Chapter(ENDED_WELL, Conclusion.VERIFIED, timedelta(minutes=7), NOW - timedelta(days=3), Grade.ROUTED),
            ),
            Measures(90.0, 1, 0.1, timedelta(hours=3), 1, 2, 1, None, 0),
            (NO_IMAGES,),
        ),
    ),
    "there is no memory",
    9,
)
KNOWN = replace(
    AVA_OLO,
    primary=Primary("ecs-svc/1", "ava-agricultural-task:6", NOW),
    last_verified=LastVerified("v3.3.1", "ava-agricultural-task:5", DIGEST, NOW, Grade.ROUTED),
    seen_before=(SeenBefore("secret-invalid-json", WEB, NOW, NOW, "v1.4.3"),),
)

DOCUMENTS = (
    AVA_OLO,
    LIVE,
    DEGRADED,
    ROLLING,
    BLIND,
    HIDDEN,
    CLUSTER,
    ROUTES,
    Routes(()),
    DIFFERENCE,
    PLAN,
    TAGS,
    NO_TAGS,
    DONE,
    STOPPED,
    UNBEGUN,
    BY_HAND,
    WHERE,
    EXPLAINED,
    HISTORY,
    KNOWN,
)
