"""Blue/green deployments, deployment controllers and lifecycle hooks."""

from islive.causes.cause import Cause, sign

BLUE_GREEN_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html"
HOOKS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html"

CAUSES = (
    Cause(
        label="deploy.bluegreen-hook-limits",
        means="CloudFormation's CodeDeploy hook does not allow this change in one update.",
        looks=(
            "CloudFormation: `… CodeDeployBlueGreenHook … cannot be …`, UPDATE_FAILED of the hook before "
            "anything happens in ECS."
        ),
        known_by="CloudFormation's hook AWS::CodeDeploy::BlueGreen is what refuses",
        unlike=("deploy.controller-mismatch",),
        look="`aws cloudformation describe-change-set`: which resources change beside the task definition",
        fix=(
            "Update the task definition (or the task set) alone in one update, everything else in another; "
            "the template must not import, export or nest the blue/green resources."
        ),
        signs=(
            sign(9.2, "codedeploybluegreenhook | codedeploybluegreen | codedeploy bluegreen | bluegreen hook"),
            sign(
                9,
                "codedeploybluegreen | blue green hook | codedeploy blue green",
                "hook | not allowed | cannot | unsupported | failed",
            ),
            sign(8.6, "aws codedeploybluegreen | codedeploy::bluegreen"),
        ),
        sources=("docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/blue-green.html",),
    ),
    Cause(
        label="deploy.bluegreen-lb-misconfigured",
        rule="traffic-shift-impossible",
        means="Blue/green: listener rules, target groups and advancedConfiguration contradict each other.",
        looks=(
            "ECS blue/green: the event or API refuses `advancedConfiguration`: same rule for production and "
            "test, a rule without exactly the two target groups, `Duplicate targetGroupArn`; CodeDeploy: "
            "`invalid networking configuration`."
        ),
        known_by="two target groups or two rules contradict each other",
        unlike=("lb.target-group-unattached",),
        look="`aws elbv2 describe-rules --listener-arn ARN`; `loadBalancers[].advancedConfiguration` of the service",
        fix=(
            "Let `productionListenerRule` (and another `testListenerRule`) forward to the two groups "
            "`targetGroupArn` and `alternateTargetGroupArn` with weights 100 and 0, and to nothing else."
        ),
        signs=(
            sign(
                9.3,
                "invalidloadbalancerinfoexception | specification for load balancing in the deployment group | "
                "valid pair of target groups | invalidtargetgrouppairexception | invalidtargetgroupexception | "
                "invalidbluegreendeploymentconfigurationexception | elb could not be updated | "
                "specify two target groups | target group pair",
            ),
            sign(
                9.3,
                "target group must be behind listener | taskset target group | must be behind listener | "
                "target groups must be different | listener rule weights | primary taskset",
            ),
            sign(
                9.4,
                "productionlistenerrule | testlistenerrule | production listener rule | "
                "advancedconfiguration | alternatetargetgroup | alternatetargetgrouparn",
                unless="missing permissions | not authorized",
            ),
            sign(9.2, "both production and test listener rules | duplicate targetgrouparn found"),
            sign(8, "invalid networking configuration", unless="missing permissions | not authorized"),
        ),
        sources=(BLUE_GREEN_PAGE,),
    ),
    Cause(
        label="deploy.controller-mismatch",
        means="The call does not fit the service's deployment controller.",
        looks=(
            "`Cannot force a new deployment on services with a CODE_DEPLOY deployment controller`, `Unable "
            "to update task definition on services with …`, or CreateTaskSet on a service of type ECS."
        ),
        known_by="the message names the deployment controller",
        unlike=("deploy.bluegreen-hook-limits",),
        look="`aws ecs describe-services --query 'services[].deploymentController.type'`",
        fix=(
            "Deploy CODE_DEPLOY services with `aws deploy create-deployment`, EXTERNAL ones with "
            "`create-task-set`; in Terraform ignore changes of task_definition and load_balancer."
        ),
        signs=(
            sign(
                9.3,
                "deployment controller",
                "cannot | unable | not supported | only | not allowed | invalid",
                unless="subnet",
            ),
            sign(9, "on services with a code_deploy deployment controller | with an external deployment controller"),
        ),
        sources=("docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html",),
    ),
    Cause(
        label="deploy.lifecycle-hook-failed",
        rule="lifecycle-hook-failed",
        means="A lifecycle hook answered FAILED, timed out, or gave no valid answer.",
        looks=(
            "Blue/green or rolling with hooks: `Lifecycle hook(s) failed: … returned FAILED status`, `timed "
            "out`, `Unable to parse the response`; CodeDeploy: the lifecycle event BeforeAllowTraffic Failed."
        ),
        known_by="the hook was called, and its answer was FAILED, late or not understood",
        unlike=("deploy.lifecycle-hook-invalid", "platform.aws-fault", "role.infrastructure-permission"),
        look=(
            "the log of the hook's function: `aws logs tail /aws/lambda/NAME`; `aws ecs describe-service-deployments`"
        ),
        fix=(
            'Let the function return `{"hookStatus": "SUCCEEDED"}` (FAILED, IN_PROGRESS) in time; CodeDeploy '
            "wants PutLifecycleEventHookExecutionStatus."
        ),
        signs=(
            sign(
                8.8,
                "lifecycle event | beforeallowtraffic | afterallowtraffic | afterallowtesttraffic | "
                "beforeinstall | afterinstall | event hook",
                "failed | script timed out | timed out",
            ),
            sign(
                9.2,
                "lifecycle hook s failed | lifecycle hook failed | lifecycle hooks failed | hook s failed",
                "returned failed status | unable to parse | hookstatus | timed out",
                unless="not authorized to perform | unable to assume role",
            ),
            sign(9.2, "pause hook timed out | hook timed out"),
            sign(7, "lifecycle hook", "failed", unless="not authorized to perform | unable to assume role"),
        ),
        sources=(BLUE_GREEN_PAGE, HOOKS_PAGE),
    ),
    Cause(
        label="deploy.lifecycle-hook-invalid",
        means="A lifecycle hook, or the call that continues it, is declared or addressed wrongly.",
        looks=(
            "The call is refused at once: `Invalid targetType. Valid values are: AWS_LAMBDA, PAUSE`, "
            "`Invalid lifecycle stage`, `Invalid hookId: hookId must follow the format`."
        ),
        known_by="the API refuses the declaration before any hook runs",
        unlike=("deploy.lifecycle-hook-failed",),
        look=(
            "`deploymentConfiguration.lifecycleHooks` in the call; `aws ecs describe-service-deployments` "
            "for the hookId"
        ),
        fix=(
            "Correct the field that the message names: targetType, lifecycleStages, or the hookId of the "
            "waiting pause hook."
        ),
        signs=(
            sign(
                9.3,
                "invalid targettype | invalid hookid | hookid must follow | provided hookid is either | "
                "invalid lifecycle stage | continuing a service deployment is not allowed",
            ),
            sign(8, "hook", "invalid | must be | not allowed", unless="failed"),
        ),
        sources=(BLUE_GREEN_PAGE, HOOKS_PAGE),
    ),
)
