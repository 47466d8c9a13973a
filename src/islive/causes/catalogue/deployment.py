"""How a deployment ends."""

from islive.causes.cause import Cause, Kind, around, sign, told

BREAKER_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html"

CAUSES = (
    Cause(
        label="deploy.alarm-triggered",
        kind=Kind.SYMPTOM,
        rule="deployment-alarm-fired",
        means="A CloudWatch alarm ended the deployment; why it fired has to be looked up.",
        looks=(
            "Service event or rolloutStateReason: `deployment failed: alarm detected`, with rollback where "
            "it is on. Only rolling and ECS blue/green; CodeDeploy says `One or more alarms … were in the "
            "ALARM state`."
        ),
        look=(
            "`aws cloudwatch describe-alarm-history --alarm-name NAME`; `deploymentConfiguration.alarms` of the service"
        ),
        fix=(
            "Look at the alarm's metric around the deployment's start; mend the version, or correct "
            "threshold or dimension of an alarm that fires without one."
        ),
        signs=(
            sign(
                5.6,
                "alarms have been activated | alarm configuration | alarm was triggered | alarms in alarm | "
                "alarm went into",
                "deployment | stopped | rolled back | rollback | failed",
            ),
            sign(8, "alarm detected | alarm triggered | deployment alarm | alarms were triggered | alarm state"),
            sign(7, "deployment failed", "alarm"),
        ),
        sources=("docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html",),
    ),
    Cause(
        label="deploy.circuit-breaker-triggered",
        kind=Kind.SYMPTOM,
        rule="deployment-rolled-back",
        means="The circuit breaker ended the deployment; the cause stands in the stopped tasks.",
        looks=(
            "`ECS deployment circuit breaker: tasks failed to start.` (rolloutStateReason, event "
            "SERVICE_DEPLOYMENT_FAILED, CloudFormation's resource status); on EC2 and Fargate alike."
        ),
        known_by="the deployment was ended, and nothing says what its tasks failed of",
        unlike=(
            "app.exit-nonzero",
            "app.migration-failed",
            "app.slow-start",
            "capacity.insufficient-resources",
            "deploy.rolled-back",
            "health.path-wrong",
            "image.arch-mismatch",
        ),
        look=(
            "`islive SERVICE VERSION`; within the hour `aws ecs list-tasks --desired-status STOPPED`, then "
            "`describe-tasks --query 'tasks[].[stoppedReason,containers[].reason]'`"
        ),
        fix="Mend what the stopped tasks say, and deploy again.",
        signs=(
            sign(
                5,
                "circuit breaker",
                "deployment | tasks | rollback | rolled back | ecs | service | stack | triggered",
                unless="no rollback candidate | half_open | changed state | open for | is open",
            ),
            sign(4.8, "deployment failed tasks failed to start | tasks failed to start | task failed to start"),
            sign(5, "service_deployment_failed"),
        ),
        sources=(BREAKER_PAGE, "github.com/aws/containers-roadmap/issues/1205"),
    ),
    Cause(
        label="deploy.image-unchanged",
        rule="image-unchanged",
        means="The deployment went through, and names the old image still.",
        looks=(
            "No error anywhere: steady state, deployment COMPLETED, and the running task has the digest it had before."
        ),
        known_by="the deployed revision names the same image or digest as the one before",
        unlike=("image.stale-tag",),
        look="`islive SERVICE VERSION`; `aws ecs describe-tasks --query 'tasks[].containers[].[image,imageDigest]'`",
        fix=(
            "Register a revision that names the new image (by its digest or a tag of its own) and pass it to "
            "`update-service --task-definition`; `--force-new-deployment` alone keeps the revision."
        ),
        signs=(
            sign(
                9.2,
                "service is stable | stable | steady state | completed | deployed",
                around(
                    "previous image | previous image tag | old image tag | same revision | same image | unchanged image"
                ),
            ),
            sign(
                9.2,
                "steady state | completed | success | successful | successfully | deployed | "
                "changed service | new task definition | update",
                told(
                    "old task definition revision | reused the old | previous build | not replaced | "
                    "same digest | same image | same task definition | old revision | image did not change | "
                    "same image digest | tag was not updated | task definition not updated | "
                    "no new revision | new revision was never | still points to the old"
                ),
                unless="cannotpullcontainererror",
            ),
            sign(
                9,
                "deployment completed | steady state | success | successful | deployed | completed",
                around(
                    "same image | image unchanged | old image | image was not updated | still names the old "
                    "| never registered | old tag"
                ),
            ),
        ),
        sources=("github.com/aws-actions/amazon-ecs-deploy-task-definition",),
    ),
    Cause(
        label="deploy.rolled-back",
        kind=Kind.SYMPTOM,
        rule="deployment-rolled-back",
        means="ECS went back to the deployment before; the reason stands elsewhere.",
        looks=(
            "Service event `rolling back to deployment …`, service deployment ROLLBACK_SUCCESSFUL, "
            "CloudFormation UPDATE_ROLLBACK_COMPLETE, CodeDeploy's rollback as a new deployment: the service "
            "is steady with the old version."
        ),
        known_by="the old version runs again and the message only says so",
        unlike=("app.migration-failed", "deploy.circuit-breaker-triggered", "deploy.wait-timeout"),
        look=(
            "`islive SERVICE VERSION`; `aws ecs describe-service-deployments --query "
            "'serviceDeployments[].[status,statusReason,rollback]'`"
        ),
        fix="Mend what stopped the new version: its stopped tasks, alarm or hook say what.",
        signs=(
            sign(
                5,
                "stopped and rolled back | rolled back by | was rolled back | has been rolled back | "
                "automatic rollback",
                "deployment | codedeploy | service | stack",
                unless="transaction | import",
            ),
            sign(
                4.5,
                "update_rollback_complete | update_rollback_in_progress | rollback_complete | "
                "rollback_in_progress | rollback requested by user | deployment rolled back",
            ),
            sign(
                5.2,
                "rolling back to deployment | rolling back to deploymentid | rollback_successful | service "
                "deployment rolled back because | been rolled back",
            ),
            sign(4.6, "rollback completed | rolling back"),
        ),
        sources=(BREAKER_PAGE,),
    ),
    Cause(
        label="deploy.wait-timeout",
        kind=Kind.SYMPTOM,
        means="The deploy tool stopped waiting; the service events say why, or it still succeeds.",
        looks=(
            "`Waiter ServicesStable failed: Max attempts exceeded` (CLI: 40 times 15 seconds), `did not "
            "stabilize` (CloudFormation: three hours), `timeout while waiting for state` (Terraform), "
            "`exceeded` in GitHub's action: the deployment itself goes on."
        ),
        known_by="only the waiting tool gave up",
        unlike=(
            "app.migration-failed",
            "deploy.deregistration-delay-too-long",
            "deploy.rolled-back",
            "health.check-tool-missing",
            "health.container-failing",
            "health.elb-failing",
            "health.grace-period-too-short",
            "secret.json-key-missing",
        ),
        look="`islive verify SERVICE VERSION`; `aws ecs describe-services --query 'services[].events[:10].message'`",
        fix=(
            "Mend what the service events since the start say; if everything goes on slowly, let the tool wait longer."
        ),
        signs=(
            sign(
                4.9,
                "exceeded wait attempts | resourcenotready | exceeded maximum wait | max wait time exceeded | "
                "gave up waiting | timed out after",
                "stack | service | deployment | update | stable | steady | ecs",
                unless="health | build | connection | worker | query | job",
            ),
            sign(
                4.9,
                "waiter has timed out | unable to reach a steady state | did not reach a steady state | "
                "did not finish within | did not reach steady state | did not complete within | "
                "has not stabilized | not stable within | failed to reach steady state | "
                "deployment timeout | deployment did not finish | wait timed out | "
                "never reached steady state | failed to become stable",
            ),
            sign(
                4.9,
                "timeout while waiting for state | waiting for ecs service | tfstable | tfpending | "
                "waiting for steady state | timed out waiting for service | waited for service | "
                "wait for service stability | service did not become stable | "
                "service did not stabilize | service is not stable | exceeded max wait time | "
                "timeout exceeded waiting",
            ),
            sign(
                4.8,
                "waiter servicesstable failed | max attempts exceeded | servicesstable | resource is not in "
                "the state | timed out waiting for",
            ),
            sign(
                4.6,
                "did not stabilize | failed to stabilize | not stabilized | exceeded attempts to wait | "
                "timeout waiting for service | timed out waiting",
            ),
            sign(4.4, "deployment", "timed out | timeout", unless="hook | health"),
        ),
        sources=("docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",),
    ),
)
