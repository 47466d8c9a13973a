"""What the scheduler says of its own doing."""

from islive.causes.cause import Cause, Kind, sign

CAUSES = (
    Cause(
        label="user.stopped",
        kind=Kind.INFORMATION,
        means="A person or a program stopped the task, and wrote a reason.",
        look="stopCode UserInitiated, and CloudTrail StopTask",
        fix="Nothing, if it was meant.",
        signs=(
            sign(8.4, "task stopped by user | userinitiated | stopped by user | user initiated"),
            sign(6, "exceeded maximum run time"),
        ),
    ),
    Cause(
        label="scheduler.info",
        kind=Kind.INFORMATION,
        means="The event reports progress.",
        look="nothing",
        fix="Nothing.",
        signs=(
            sign(
                6,
                "has reached a steady state | deployment completed | has started | registered n targets | in progress",
            ),
            sign(5.4, "deregistered | has begun draining | registered"),
            sign(5.6, "ecs deployment", "completed | in progress"),
        ),
    ),
    Cause(
        label="scheduler.scaling",
        kind=Kind.INFORMATION,
        means="The scheduler stopped the task on purpose.",
        look="scaling and deployments at that time",
        fix="Nothing.",
        signs=(sign(6.4, "scaling activity initiated by"), sign(5.8, "has stopped", "running tasks")),
    ),
    Cause(
        label="scheduler.task-start-impaired",
        kind=Kind.SYMPTOM,
        rule="task-starts-throttled",
        means="Tasks failed to start again and again, so ECS waits longer between tries.",
        look="the stopped tasks' reasons",
        fix="`islive SERVICE` reads them.",
        signs=(sign(5.4, "unable to consistently start tasks successfully | service_task_start_impaired"),),
    ),
)
