"""How a service hangs on its load balancer."""

from islive.causes.cause import Cause, sign

SERVICE_PARAMETERS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html"

CAUSES = (
    Cause(
        label="lb.classic-vs-target-group",
        means="A load balancer is given the classic way where a target group is needed, or both ways are mixed.",
        looks=(
            "`All loadBalancers must be strictly either ELBv1 (defining loadBalancerName) or ELBv2 (defining "
            "targetGroupArn)`."
        ),
        known_by="the call gives loadBalancerName",
        unlike=("taskdef.port-mapping-invalid",),
        look="`loadBalancers` of the call",
        fix="Give `targetGroupArn`, `containerName` and `containerPort`, and no `loadBalancerName`.",
        signs=(
            sign(9.4, "strictly either elbv1 | elbv1", unless="advancedconfiguration"),
            sign(8.6, "loadbalancername", "targetgrouparn | not supported | cannot"),
        ),
        sources=(SERVICE_PARAMETERS_PAGE,),
    ),
    Cause(
        label="lb.target-group-unattached",
        rule="targets-unused",
        means="The target group hangs on no listener.",
        looks=(
            "`The target group with targetGroupArn … does not have an associated load balancer` from CLI, "
            "Terraform or CloudFormation; in target health Target.NotInUse."
        ),
        known_by="the target group has no load balancer at all",
        unlike=("deploy.bluegreen-lb-misconfigured", "deploy.resource-order"),
        alike=("deploy.resource-order",),
        look="`aws elbv2 describe-target-groups --query 'TargetGroups[].[TargetGroupName,LoadBalancerArns]'`",
        fix=(
            "Add a listener or rule that forwards to it (`aws elbv2 create-rule`) before the service is "
            "made; in infrastructure code make the service depend on the listener."
        ),
        signs=(
            sign(9.4, "does not have an associated load balancer | no associated load balancer"),
            sign(8.8, "target.notinuse | not configured to receive traffic"),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
            "github.com/aws/aws-cdk/issues/34290",
        ),
    ),
    Cause(
        label="lb.target-not-found",
        means="The target group, or the task's registration in it, is gone.",
        looks=(
            "Event or exception: `target group … not found`, TargetGroupNotFoundException, `target is not "
            "found` in blue/green."
        ),
        look="`aws elbv2 describe-target-groups --target-group-arns ARN`",
        fix=(
            "Create the group again and set it with `aws ecs update-service --load-balancers`, or take the "
            "old one out of the service."
        ),
        signs=(
            sign(
                9.2,
                "unable to find target group | target groups not found | "
                "one or more target groups not found | target group does not exist | "
                "no target group found",
            ),
            sign(
                9.4,
                "target group is not found | target is not found | targetgroupnotfound | "
                "targetgroupnotfoundexception | target group not found",
            ),
        ),
        sources=("docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html",),
    ),
    Cause(
        label="lb.target-type-mismatch",
        means="The target type (instance, ip) does not fit the network mode.",
        looks=(
            "`The provided target group … has target type instance, which is incompatible with the awsvpc "
            "network mode`; always ip on Fargate."
        ),
        known_by="TargetType is what does not fit",
        unlike=("taskdef.network-mode-mismatch",),
        look="`aws elbv2 describe-target-groups --query 'TargetGroups[].TargetType'` beside `networkMode`",
        fix=(
            "Make a target group with `--target-type ip` (it cannot be changed) and name it in the service; "
            "bridge and host mode want `instance`."
        ),
        signs=(
            sign(
                9.2,
                "target groups may not be valid | invalid target type | target type ip can not | "
                "target type instance can not",
            ),
            sign(
                9.4,
                "target type instance | target type ip | targettype | target type",
                "incompatible | awsvpc | not compatible | does not match | invalid",
                unless="aws_lambda | pause | hook",
            ),
        ),
        sources=(SERVICE_PARAMETERS_PAGE,),
    ),
)
