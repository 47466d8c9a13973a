"""Reports written by hand, as an investigation of the same world would make them: something to draw."""

from dataclasses import replace
from datetime import UTC, datetime

from islive.model.citation import Citation
from islive.model.diagnosis import Diagnosis
from islive.model.finding import Certainty, Finding, Role, Severity
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.report import Axes, Impact, Report, Serving, TimelineEntry, Wanted
from islive.model.stage import Stage, StageState, StageTrace
from islive.model.target import Target
from islive.model.verdict import Grade, Reason, Verdict


def at(day: int, hour: int, minute: int) -> datetime:
    """A time in July 2025."""
    return datetime(2025, 7, day, hour, minute, tzinfo=UTC)


NOW = at(21, 8, 50)
COMMIT = "4f1c2d9a0b7e6f5d4c3b2a190817263544f3e2d1"
DIGEST = "sha256:" + "77aa" * 16
TARGET = Target("123456789012", "us-east-1", "ava-olo-production", "agricultural-core")
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ava-olo/admin-AbCdEf"

COPY_FAILED = Citation(
    "logs:GetLogEvents",
    "events[41].message",
    "COPY failed: file not found in build context or excluded by .dockerignore: "
    "stat agricultural_core_constitutional.py: file does not exist",
)
PUSH_FAILED = Citation(
    "codebuild:BatchGetBuilds",
    "builds[0].phases[7].contexts[0].message",
    "Error while executing command: docker push 123456789012.dkr.ecr.us-east-1.amazonaws.com/"
    "ava-olo/agricultural-core:v3.3.2. Reason: exit status 1",
)
NO_IMAGE = Citation("ecr:DescribeImages", "imageDetails[].imageTags", "v3.3.1-whatsapp-ui, latest")
NOT_STARTED = Citation(
    "ecs:DescribeTasks",
    "tasks[0].stoppedReason",
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable "
    "to retrieve secret from asm: service call has been retried 1 time(s): invalid character '•' in string escape code",
)
UNABLE = Citation(
    "ecs:DescribeServices",
    "services[0].events[1].message",
    "(service agricultural-core) is unable to consistently start tasks successfully.",
)
STUCK = Citation("ecs:DescribeServices", "services[0].deployments[0].rolloutState", "IN_PROGRESS")
NO_BREAKER = Citation("ecs:DescribeServices", "services[0].deploymentConfiguration", '{"maximumPercent": 200}')

MEND_DOCKERFILE = Remedy(
    "restore agricultural_core_constitutional.py, or drop its COPY line",
    Risk.MANUAL,
    steps=(Step("Commit the file, or remove line 9 of the Dockerfile, and start the build again."),),
)
STOP_DEPLOYMENT = Remedy(
    "stop the failing deployment, back to ava-agricultural-task:5",
    Risk.SAFE,
    steps=(
        Step(
            "ECS itself rolls back to the recorded revision; the healthy task keeps serving.",
            "ecs:StopServiceDeployment",
            {
                "serviceDeploymentArn": "arn:aws:ecs:us-east-1:123456789012:service-deployment/"
                "ava-olo-production/agricultural-core/8Nq1",
                "stopType": "ROLLBACK",
            },
            expects="the service deployment is IN_PROGRESS",
            undo="deploy ava-agricultural-task:6 again",
        ),
    ),
)
MEND_SECRET = Remedy(
    "put a valid value: a backslash in JSON is written \\\\",
    Risk.MANUAL,
    steps=(Step('In key password write "!" without the backslash, or the backslash twice.'),),
)
CIRCUIT_BREAKER = Remedy(
    "enable the circuit breaker with rollback",
    Risk.SAFE,
    Horizon.LATER,
    steps=(
        Step(
            "After 3 failed tasks ECS rolls back by itself.",
            "ecs:UpdateService",
            {
                "cluster": "ava-olo-production",
                "service": "agricultural-core",
                "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
            },
            undo="the same with enable false",
        ),
    ),
)
TAG_IMAGES = Remedy("tag images with version and commit", Risk.MANUAL, Horizon.LATER)


def finding(
    id: str,
    role: Role,
    stage: Stage,
    summary: str,
    because: Citation,
    *remedies: Remedy,
    explains: tuple[str, ...] = (),
) -> Finding:
    """A confirmed finding of high severity about the service, with one citation."""
    return Finding(
        id=id,
        role=role,
        stage=stage,
        severity=Severity.HIGH,
        certainty=Certainty.CONFIRMED,
        subject="agricultural-core",
        summary=summary,
        explains=explains,
        explained_by=(),
        because=(because,),
        remedies=remedies,
    )


BUILD = finding(
    "copy-source-missing",
    Role.ROOT_CAUSE,
    Stage.BUILD,
    "the Dockerfile copies agricultural_core_constitutional.py, which commit 4f1c2d9 does not have",
    COPY_FAILED,
    MEND_DOCKERFILE,
    explains=("nothing-to-push", "image-not-in-registry"),
)
PUSH = replace(
    finding(
        "nothing-to-push",
        Role.SYMPTOM,
        Stage.PUSH,
        "nothing was built to push: docker push failed, and not for want of permission (the role may push)",
        PUSH_FAILED,
    ),
    explained_by=("copy-source-missing",),
)
IMAGE = replace(
    finding("image-not-in-registry", Role.SYMPTOM, Stage.IMAGE, "no image v3.3.2 in ECR", NO_IMAGE),
    explained_by=("copy-source-missing", "nothing-to-push"),
)
SECRET_JSON = finding(
    "secret-invalid-json",
    Role.ROOT_CAUSE,
    Stage.TASKS,
    "secret ava-olo/admin, key password, is not valid JSON: an illegal escape, a backslash before a character that "
    "JSON does not escape; it would have stopped v3.3.2 as well",
    NOT_STARTED,
    MEND_SECRET,
    explains=("tasks-failed-to-start", "starts-throttled", "deployment-stuck"),
)
NOT_STARTING = replace(
    finding(
        "tasks-failed-to-start",
        Role.SYMPTOM,
        Stage.TASKS,
        "53 tasks failed to start: each within a minute",
        NOT_STARTED,
        STOP_DEPLOYMENT,
    ),
    explained_by=("secret-invalid-json",),
)
THROTTLED = replace(
    finding("starts-throttled", Role.SYMPTOM, Stage.TASKS, "starts are throttled: one in 27 minutes", UNABLE),
    explained_by=("secret-invalid-json",),
)
DEPLOYMENT_STUCK = replace(
    finding("deployment-stuck", Role.SYMPTOM, Stage.DEPLOYMENT, "deployment stuck since 20 Jul 22:09", STUCK),
    explained_by=("secret-invalid-json",),
)
CONTRIBUTING = (
    finding(
        "circuit-breaker-off",
        Role.CONTRIBUTING,
        Stage.DEPLOYMENT,
        "the deployment circuit breaker is off; it would have let 3 tasks fail, not 53",
        NO_BREAKER,
        CIRCUIT_BREAKER,
    ),
    *(
        finding(id, Role.CONTRIBUTING, stage, summary, NO_IMAGE, TAG_IMAGES)
        for id, stage, summary in (
            ("latest-in-task-definition", Stage.TASK_DEFINITION, "ava-agricultural-task:6 names :latest"),
            ("push-starts-no-build", Stage.BUILD, "a push starts no build: the project has no webhook"),
            ("post-build-after-failure", Stage.BUILD, "POST_BUILD pushes although BUILD failed"),
            ("latest-is-not-newer", Stage.IMAGE, "the newest latest holds v3.3.1, as before"),
            ("image-without-version-tag", Stage.IMAGE, "the image latest bears no version and no commit"),
        )
    ),
)

STATES = {
    Stage.COMMIT: (StageState.PASSED, "tag v3.3.2 is commit 4f1c2d9"),
    Stage.CI: (StageState.PASSED, "the CI run succeeded"),
    Stage.BUILD: (StageState.FAILED, "build be9277f5 failed in phase BUILD"),
    Stage.PUSH: (StageState.NOT_REACHED, "nothing was built to push"),
    Stage.IMAGE: (StageState.NOT_REACHED, "no image v3.3.2"),
    Stage.TASK_DEFINITION: (StageState.NOT_REACHED, "no revision names v3.3.2"),
    Stage.DEPLOYMENT: (StageState.NOT_REACHED, "PRIMARY is ava-agricultural-task:6"),
    Stage.TASKS: (StageState.BLOCKED, "tasks of revision 6 cannot read their secret"),
    Stage.TARGETS: (StageState.NOT_REACHED, ""),
    Stage.TRAFFIC: (StageState.NOT_REACHED, ""),
}

AVA_OLO = Report(
    taken_at=NOW,
    target=TARGET,
    wanted=Wanted("v3.3.2", COMMIT, None, "v3.3.2"),
    verdict=Verdict.NOT_LIVE,
    reason=Reason.FAILED,
    says="v3.3.2 stopped at build",
    stopped_at=Stage.BUILD,
    proved_to=Grade.NONE,
    impact=Impact(
        "v3.3.1-whatsapp-ui serves, 1 of 1 task healthy, through ava-olo-farmers-alb: nobody is down",
        (Serving("v3.3.1-whatsapp-ui", DIGEST, 1, 1),),
    ),
    axes=Axes(
        "v3.3.2 (git tag)", "ava-agricultural-task:6, IN_PROGRESS", ("v3.3.1-whatsapp-ui",), ("v3.3.1-whatsapp-ui",)
    ),
    stages=tuple(
        StageTrace(
            stage,
            state,
            says,
            "v3.3.2" if state is StageState.PASSED else None,
            at(21, 7, 52) if stage is Stage.BUILD else None,
            at(21, 7, 54) if stage is Stage.BUILD else None,
            (COPY_FAILED,) if stage is Stage.BUILD else (),
        )
        for stage, (state, says) in STATES.items()
    ),
    timeline=(
        TimelineEntry(at(20, 22, 8), "ava-agricultural-task:6 registered by a person", STUCK),
        TimelineEntry(at(20, 22, 9), "the deployment of ava-agricultural-task:6 began", STUCK),
        TimelineEntry(at(21, 7, 52), "build be9277f5 started by hand", PUSH_FAILED),
        TimelineEntry(at(21, 8, 44), "task 646720344e174734b459628af8e3ea11 started, and failed", NOT_STARTED),
        TimelineEntry(at(21, 9, 11), "the next start, the 54th, which will fail as well"),
    ),
    diagnosis=Diagnosis(
        (BUILD, SECRET_JSON, PUSH, IMAGE, NOT_STARTING, THROTTLED, DEPLOYMENT_STUCK, *CONTRIBUTING), ()
    ),
    plan=(STOP_DEPLOYMENT, MEND_DOCKERFILE, MEND_SECRET, CIRCUIT_BREAKER, TAG_IMAGES),
    gaps=(),
    notes=(),
    calls=37,
)
