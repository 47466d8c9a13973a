"""Capacity: instances, Fargate, Spot, quotas."""

from islive.causes.cause import Cause, Kind, sign

API_FAILURES_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html"
CLUSTER_SCALING_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html"
SPOT_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html"

CAUSES = (
    Cause(
        label="quota.ec2-limit",
        rule="instances-cannot-be-launched",
        means="A quota of EC2 stops new container instances.",
        looks=(
            "EC2 only: VcpuLimitExceeded, MaxSpotInstanceCountExceeded, InstanceLimitExceeded in the Auto "
            "Scaling activity; tasks stay PROVISIONING."
        ),
        known_by="EC2's error names a limit of the account",
        unlike=("capacity.instance-launch-failed", "capacity.no-instances"),
        look="`aws service-quotas get-service-quota --service-code ec2 --quota-code L-1216C47A` (on-demand vCPUs)",
        fix=(
            "Ask for a higher quota (L-1216C47A on-demand, L-34B43A08 Spot), stop what is not needed, or use "
            "another instance family."
        ),
        signs=(
            sign(
                9.6,
                "maxspotinstancecountexceeded | vcpulimitexceeded | max spot instance count exceeded | more "
                "vcpu capacity than your current vcpu limit | instancelimitexceeded",
            ),
        ),
        sources=(CLUSTER_SCALING_PAGE,),
    ),
    Cause(
        label="quota.ecs-limit",
        rule="fargate-quota-reached",
        means="A quota of ECS or Fargate is reached.",
        looks=(
            "`You've reached the limit on the number of vCPUs (tasks) you can run concurrently` (Fargate), "
            "`The provisioning capacity limit was exceeded`, LimitExceededException."
        ),
        known_by="the message speaks of a limit of the account",
        unlike=("capacity.fargate-unavailable",),
        look="`aws service-quotas list-service-quotas --service-code fargate`; the same with `ecs`",
        fix=(
            "Ask for a higher quota (Fargate on-demand vCPUs: L-3032A538, Spot: L-36FBB829), or lower "
            "desired counts and maximumPercent."
        ),
        signs=(
            sign(
                8.4,
                "exceeds limit | exceeds the limit | exceed the limit | limit exceeded | "
                "exceeds the maximum | reached the maximum | maximum number of",
                "desired count | tasks | ecs services | vcpus | task definitions | clusters | targets per",
                unless="concurrent",
            ),
            sign(
                9.4,
                "reached the limit on the number of | above your limit | provisioning capacity limit was "
                "exceeded | limit on the number of vcpus | limit on the number of tasks",
            ),
            sign(8.6, "limitexceededexception | quota", "ecs | fargate | tasks | vcpu | services"),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
            API_FAILURES_PAGE,
            "github.com/aws/containers-roadmap/issues/768",
        ),
    ),
    Cause(
        label="capacity.availability-zone-mismatch",
        means="Instance, subnet and zone do not fit together, or Fargate is not offered in the zone.",
        looks=(
            "RunTask failure LOCATION, `Unable to place a task. Reason: Internal error`, `… is not supported "
            "in availability zone`: on EC2 the instances, on Fargate the subnets stand in the wrong zone."
        ),
        known_by="the zones that are named differ, today and tomorrow",
        unlike=("capacity.fargate-unavailable",),
        look=(
            "`aws ec2 describe-subnets --subnet-ids …  --query 'Subnets[].AvailabilityZoneId'` beside the "
            "instances' zones"
        ),
        fix="Give the service subnets in zones that have instances (EC2) or that offer Fargate.",
        signs=(
            sign(
                9.2,
                "availability zone",
                "not supported | unsupported | does not match | not enabled | mismatch | no container instance",
                unless="capacity is unavailable",
            ),
            sign(8, "unable to place a task reason internal error"),
            sign(7, "¶ location ¶ | reason location | stoppedreason location"),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
            API_FAILURES_PAGE,
        ),
    ),
    Cause(
        label="capacity.fargate-unavailable",
        rule="fargate-capacity-unavailable",
        means="Fargate (or Fargate Spot) has no capacity in the chosen zones at the moment.",
        looks=(
            "`Capacity is unavailable at this time. Please try again later or in a different availability "
            "zone`, RunTask failure `RESOURCE:FARGATE`; with FARGATE_SPOT often."
        ),
        known_by="AWS says that capacity is unavailable at this time",
        unlike=("capacity.availability-zone-mismatch", "capacity.instance-launch-failed", "quota.ecs-limit"),
        look=(
            "`aws ecs describe-services --query 'services[].events[:10].message'`; the zones of the service's subnets"
        ),
        fix=(
            "Add subnets in more zones; add FARGATE with a `base` to the FARGATE_SPOT strategy "
            "(`capacityProviderStrategy`)."
        ),
        signs=(sign(9.4, "capacity is unavailable at this time"), sign(9.2, "resource fargate")),
        sources=(API_FAILURES_PAGE, SPOT_PAGE),
    ),
    Cause(
        label="capacity.instance-launch-failed",
        rule="instances-cannot-be-launched",
        means="EC2 could not launch container instances of the wanted type, size or zone.",
        looks=(
            "EC2 and managed instances: the Auto Scaling activity or the service event names EC2's error: "
            "InsufficientInstanceCapacity, UnfulfillableCapacity, `could not launch`, VcpuLimitExceeded."
        ),
        known_by="EC2's own error for a launch is quoted",
        unlike=(
            "capacity.fargate-unavailable",
            "capacity.no-instances",
            "network.subnet-ip-exhausted",
            "quota.ec2-limit",
        ),
        look=(
            "`aws autoscaling describe-scaling-activities --auto-scaling-group-name NAME --query "
            "'Activities[:5].[StatusCode,StatusMessage]'`"
        ),
        fix=(
            "Allow several instance types and zones in the Auto Scaling group (mixed instances policy), or "
            "the type that is to be had; correct AMI, key or role that the message names."
        ),
        signs=(
            sign(
                9,
                "unable to launch instance | unable to launch instance s | launch instance s for capacity provider",
                unless="maxspotinstancecountexceeded | vcpulimitexceeded | not authorized | unauthorizedoperation",
            ),
            sign(
                9,
                "unfulfillablecapacity | insufficientinstancecapacity | insufficient capacity | launching a "
                "new ec2 instance. status reason",
            ),
        ),
        sources=(CLUSTER_SCALING_PAGE,),
    ),
    Cause(
        label="capacity.provider-misconfigured",
        means="The capacity provider and its Auto Scaling group contradict each other.",
        looks=(
            "EC2 only: `capacity provider … is not associated with cluster`, UPDATE_FAILED of the provider, "
            "or managed termination protection that cannot be set because the group has no instance "
            "protection."
        ),
        look=(
            "`aws ecs describe-capacity-providers --query "
            "'capacityProviders[].[name,status,updateStatusReason,autoScalingGroupProvider]'`"
        ),
        fix=(
            "Associate it (`aws ecs put-cluster-capacity-providers`), use one Auto Scaling group per "
            "provider, and turn `NewInstancesProtectedFromScaleIn` on for managed termination protection."
        ),
        signs=(
            sign(
                9.4,
                "cluster is in a busy state | updateinprogressexception | cluster attachments | "
                "managed termination protection | used by another capacity provider | "
                "capacity provider is in use | capacity provider strategy | capacity providers cannot",
                unless="empty capacity provider",
            ),
            sign(
                8.8,
                "capacity provider",
                "not associated | not found | update_in_progress | misconfigured | cannot be used | must be "
                "associated | does not exist | is not active | protection",
            ),
        ),
        sources=(CLUSTER_SCALING_PAGE,),
    ),
    Cause(
        label="capacity.spot-interrupted",
        kind=Kind.INFORMATION,
        means="Spot capacity was taken back; nothing is wrong with the application.",
        looks=(
            "stopCode SpotInterruption, `Your Spot Task was interrupted.` (Fargate Spot, two minutes after a "
            "warning); on EC2 Spot the instance drains or goes: `Host EC2 (instance …) terminated.`"
        ),
        known_by="the stop code is SpotInterruption, or the message names Spot",
        unlike=("instance.lost",),
        look="`aws ecs describe-tasks --query 'tasks[].[stopCode,stoppedReason,capacityProviderName]'`",
        fix=(
            "Nothing to mend: handle SIGTERM, and keep a `base` on FARGATE; on EC2 set "
            "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true."
        ),
        signs=(
            sign(
                9.4,
                "your spot task was interrupted | spot task was interrupted | spotinterruption | spot "
                "interruption | spotinterruptionerror",
            ),
        ),
        sources=(SPOT_PAGE, "docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html"),
    ),
)
