"""What the scheduler says of its own doing."""

from islive.causes.cause import Cause, Kind, sign

EVENTS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html"
STOP_CODES_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html"

CAUSES = (
    Cause(
        label="user.stopped",
        kind=Kind.INFORMATION,
        means="A person or a program stopped the task, and wrote a reason.",
        looks=(
            "stopCode UserInitiated, stoppedReason `Task stopped by user` or the words of the program that "
            "called StopTask."
        ),
        known_by="the stop code is UserInitiated",
        unlike=("scheduler.scaling",),
        look="`aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=StopTask`",
        fix="Nothing, if it was meant; otherwise take ecs:StopTask from who should not call it.",
        signs=(
            sign(8.4, "task stopped by user | userinitiated | stopped by user | user initiated"),
            sign(6, "exceeded maximum run time"),
        ),
        sources=(STOP_CODES_PAGE,),
    ),
    Cause(
        label="scheduler.info",
        kind=Kind.INFORMATION,
        means="The event reports progress.",
        looks=(
            "`has reached a steady state`, `has started 1 tasks`, `registered 1 targets`, `(deployment …) "
            "deployment completed`; with task sets `(service X, taskSet Y)` stands before."
        ),
        look="`islive SERVICE VERSION`, if the question is whether a version is live",
        fix="Nothing to do.",
        signs=(
            sign(
                6,
                "has reached a steady state | deployment completed | has started | registered n targets | in progress",
            ),
            sign(
                5.4,
                "deregistered | has begun draining | registered",
                "target-group | target group | targets | connections | instances in",
            ),
            sign(5.6, "ecs deployment", "completed | in progress"),
        ),
        sources=(EVENTS_PAGE,),
    ),
    Cause(
        label="scheduler.scaling",
        kind=Kind.INFORMATION,
        means="The scheduler stopped the task on purpose.",
        looks=(
            "stoppedReason `Scaling activity initiated by (deployment ecs-svc/…)`, stopCode "
            "ServiceSchedulerInitiated; event `has stopped 1 running tasks`."
        ),
        known_by="the stop code is ServiceSchedulerInitiated",
        unlike=("user.stopped",),
        look="`aws application-autoscaling describe-scaling-activities --service-namespace ecs`",
        fix="Nothing to do: a deployment or a scaling policy wanted it.",
        signs=(sign(6.4, "scaling activity initiated by"), sign(5.8, "has stopped", "running tasks")),
        sources=(STOP_CODES_PAGE,),
    ),
    Cause(
        label="scheduler.task-start-impaired",
        kind=Kind.SYMPTOM,
        rule="task-starts-throttled",
        means="Tasks failed to start again and again, so ECS waits longer between tries.",
        looks="Event `(service X) is unable to consistently start tasks successfully` (SERVICE_TASK_START_IMPAIRED).",
        look="`islive SERVICE`: the stopped tasks' reasons",
        fix="Mend what the stopped tasks say; a new deployment ends the waiting.",
        signs=(sign(5.4, "unable to consistently start tasks successfully | service_task_start_impaired"),),
        sources=("docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html", EVENTS_PAGE),
    ),
)
