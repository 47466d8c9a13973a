"""The deployment itself."""

from islive.causes.cause import Cause, Kind, around, sign

HOOK = "lifecycle hook | lifecycle hooks | lifecycle hook s | pause hook | hookid | hook"

CAUSES = (
    Cause(
        label="deploy.alarm-triggered",
        kind=Kind.SYMPTOM,
        rule="deployment-alarm",
        means="A CloudWatch alarm ended the deployment; why it fired has to be looked up.",
        look="the alarm's history at that time",
        fix="Look at the alarm's metric first.",
        signs=(
            sign(8, "alarm detected | alarm triggered | deployment alarm | alarms were triggered | alarm state"),
            sign(7, "deployment failed", "alarm"),
        ),
    ),
    Cause(
        label="deploy.bluegreen-hook-limits",
        means="CloudFormation's CodeDeploy hook does not allow this change in one update.",
        look="which resources the change set touches",
        fix="Change the task definition alone, or everything else alone.",
        signs=(
            sign(
                9,
                "codedeploybluegreen | blue green hook | codedeploy blue green",
                "hook | not allowed | cannot | unsupported | failed",
            ),
            sign(8.6, "aws codedeploybluegreen | codedeploy::bluegreen"),
        ),
    ),
    Cause(
        label="deploy.bluegreen-lb-misconfigured",
        rule="blue-green-misconfigured",
        means="Blue/green: listener rules, target groups and advancedConfiguration contradict each other.",
        look="production and test rule, both target groups, and the weights",
        fix="Each rule forwards to exactly one of the two target groups, and the rules differ.",
        signs=(
            sign(
                9.4,
                "productionlistenerrule | testlistenerrule | production listener rule | "
                "advancedconfiguration | alternatetargetgroup | alternatetargetgrouparn",
                unless="missing permissions | not authorized",
            ),
            sign(9.2, "both production and test listener rules | duplicate targetgrouparn found"),
            sign(8, "invalid networking configuration", unless="missing permissions | not authorized"),
        ),
    ),
    Cause(
        label="deploy.circuit-breaker-triggered",
        kind=Kind.SYMPTOM,
        rule="deployment-rolled-back",
        means="The circuit breaker ended the deployment; the cause stands in the stopped tasks.",
        look="the stopped tasks' reasons, within the hour",
        fix="`islive SERVICE` reads them.",
        signs=(
            sign(5, "circuit breaker", unless="no rollback candidate"),
            sign(4.8, "deployment failed tasks failed to start | tasks failed to start | task failed to start"),
            sign(5, "service_deployment_failed"),
        ),
    ),
    Cause(
        label="deploy.configuration-blocked",
        rule="deployment-never-moves",
        means="minimumHealthyPercent and maximumPercent leave no move: no old task may stop, no new one finds a place.",
        look="desired count, both percents, and the room on the instances",
        fix="Lower minimumHealthyPercent, or raise maximumPercent and make room.",
        signs=(
            sign(
                9.5,
                "because of the service deployment configuration | update the minimumhealthypercent or maximumpercent",
            ),
            sign(
                9.3,
                "already using a port required by your task | insufficient memory available | insufficient "
                "cpu units available | resource memory | resource cpu | resource gpu | no container instance "
                "met all",
                around(
                    "minimumhealthypercent | minimum healthy percent | one instance | single instance | one "
                    "ec2 host | 100 200 | maximumpercent | old task holds | minimum healthy | one gpu "
                    "machine | desired 1 | 100/200 | hold the port | update_in_progress for ever"
                ),
            ),
        ),
    ),
    Cause(
        label="deploy.controller-mismatch",
        means="The call does not fit the service's deployment controller.",
        look="`deploymentController.type`",
        fix="CODE_DEPLOY services are deployed by CodeDeploy, EXTERNAL ones by task sets.",
        signs=(
            sign(
                9.3,
                "deployment controller",
                "cannot | unable | not supported | only | not allowed | invalid",
                unless="subnet",
            ),
            sign(9, "on services with a code_deploy deployment controller | with an external deployment controller"),
        ),
    ),
    Cause(
        label="deploy.deregistration-delay-too-long",
        rule="deregistration-delay-long",
        means="Draining the old targets lasts longer than the deploy tool waits.",
        look="deregistration_delay.timeout_seconds of the target group",
        fix="Lower it (30 s is enough for most), or wait longer.",
        signs=(
            sign(
                9.3,
                around("deregistration delay | deregistration_delay | draining for 300 | deregistration timeout"),
                "draining | waiter | timeout | timed out | wait | max attempts",
            ),
        ),
    ),
    Cause(
        label="deploy.image-unchanged",
        rule="same-image-again",
        means="The deployment went through, and names the old image still.",
        look="the image digest before and after",
        fix="Register the new image, and deploy that revision.",
        signs=(
            sign(
                9,
                "deployment completed | steady state | success | successful | deployed | completed",
                around(
                    "same image | image unchanged | old image | image was not updated | still names the old "
                    "| never registered | old tag"
                ),
            ),
        ),
    ),
    Cause(
        label="deploy.lifecycle-hook-failed",
        rule="lifecycle-hook-failed",
        means="A lifecycle hook answered FAILED, timed out, or gave no valid answer.",
        look="the hook function's log",
        fix="Mend the function: it returns hookStatus SUCCEEDED, FAILED or IN_PROGRESS.",
        signs=(
            sign(
                9.2,
                "lifecycle hook s failed | lifecycle hook failed | lifecycle hooks failed | hook s failed",
                "returned failed status | unable to parse | hookstatus | timed out",
                unless="not authorized to perform | unable to assume role",
            ),
            sign(9.2, "pause hook timed out | hook timed out"),
            sign(7, "lifecycle hook", "failed", unless="not authorized to perform | unable to assume role"),
        ),
    ),
    Cause(
        label="deploy.lifecycle-hook-invalid",
        means="A lifecycle hook, or the call that continues it, is declared or addressed wrongly.",
        look="`lifecycleHooks` of the deployment configuration",
        fix="Correct the field that the message names.",
        signs=(
            sign(
                9.3,
                "invalid targettype | invalid hookid | hookid must follow | provided hookid is either | "
                "invalid lifecycle stage | continuing a service deployment is not allowed",
            ),
            sign(8, "hook", "invalid | must be | not allowed", unless="failed"),
        ),
    ),
    Cause(
        label="deploy.resource-order",
        means="Infrastructure code makes the service before something that it needs; a second run works.",
        look="the dependencies between service, listener, image and role",
        fix="State the dependency (`DependsOn`, `depends_on`).",
        signs=(
            sign(
                9.5,
                "does not have an associated load balancer | not found | does not exist | unable to assume",
                around(
                    "second run works | second apply | re-run works | rerun works | second deploy succeeds | "
                    "works the second time | created before | depends_on"
                ),
            ),
        ),
    ),
    Cause(
        label="deploy.rolled-back",
        kind=Kind.SYMPTOM,
        rule="deployment-rolled-back",
        means="ECS went back to the deployment before; the reason stands elsewhere.",
        look="`statusReason` of the service deployment, and the stopped tasks",
        fix="`islive SERVICE VERSION` shows what stopped it.",
        signs=(
            sign(
                5.2,
                "rolling back to deployment | rolling back to deploymentid | rollback_successful | service "
                "deployment rolled back because | rolled back",
            ),
            sign(4.6, "rollback completed | rolling back"),
        ),
    ),
    Cause(
        label="deploy.task-protection-blocked",
        rule="task-protection-blocks",
        means="Tasks protected from scale-in keep the service from finishing.",
        look="`aws ecs get-task-protection`",
        fix="End the protection, or wait until it expires.",
        signs=(
            sign(9.4, "number of protected tasks | tasks under protection | task protection | protected tasks"),
            sign(9, "deployment_blocked | scale in", "protect | protection | protected | deployment_blocked"),
        ),
    ),
    Cause(
        label="deploy.wait-timeout",
        kind=Kind.SYMPTOM,
        means="The deploy tool stopped waiting; the service events say why, or it still succeeds.",
        look="the service events since the deployment began",
        fix="`islive verify SERVICE VERSION` waits for the right thing, and says why it stops.",
        signs=(
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
    ),
)
