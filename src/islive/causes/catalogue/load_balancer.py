"""How a service hangs on its load balancer."""

from islive.causes.cause import Cause, sign

CAUSES = (
    Cause(
        label="lb.classic-vs-target-group",
        means="A load balancer is given the classic way where a target group is needed, or both ways are mixed.",
        look="`loadBalancers`: loadBalancerName or targetGroupArn",
        fix="Use targetGroupArn.",
        signs=(
            sign(9.4, "strictly either elbv1 | elbv1", unless="advancedconfiguration"),
            sign(8.6, "loadbalancername", "targetgrouparn | not supported | cannot"),
        ),
    ),
    Cause(
        label="lb.target-group-unattached",
        means="The target group hangs on no listener.",
        look="the listeners and rules of the load balancer",
        fix="Forward a rule to it before the service is made.",
        signs=(
            sign(9.4, "does not have an associated load balancer | no associated load balancer"),
            sign(8.8, "target.notinuse | not configured to receive traffic"),
        ),
    ),
    Cause(
        label="lb.target-not-found",
        means="The target group, or the task's registration in it, is gone.",
        look="`aws elbv2 describe-target-groups`",
        fix="Make it again, or take it out of the service.",
        signs=(
            sign(
                9.4,
                "target group is not found | target is not found | targetgroupnotfound | "
                "targetgroupnotfoundexception | target group not found",
            ),
        ),
    ),
    Cause(
        label="lb.target-type-mismatch",
        means="The target type (instance, ip) does not fit the network mode.",
        look="`TargetType` of the group",
        fix="awsvpc needs a group of type ip.",
        signs=(
            sign(
                9.4,
                "target type instance | target type ip | targettype | target type",
                "incompatible | awsvpc | not compatible | does not match | invalid",
            ),
        ),
    ),
)
