"""Finding a place for a task."""

from islive.causes.cause import Cause, Kind, around, sign

CLOSEST = "closest matching container-instance"

CAUSES = (
    Cause(
        label="capacity.attribute-missing",
        rule="placement-failed",
        means="No container instance offers an attribute or a capability that the task definition asks for.",
        look="`requiresAttributes` of the task definition beside the instances' attributes",
        fix="Update the agent (most attributes are agent features), or remove what asks for the attribute.",
        signs=(
            sign(9.4, "missing an attribute required by your task | missing an attribute"),
            sign(9.2, "taskfailedtostart attribute"),
            sign(7, "¶ attribute ¶ | reason attribute | stoppedreason attribute"),
        ),
    ),
    Cause(
        label="capacity.availability-zone-mismatch",
        means="Instance, subnet and zone do not fit together, or Fargate is not offered in the zone.",
        look="the zones of the service's subnets and of the instances",
        fix="Use subnets in zones that have instances (or offer Fargate).",
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
    ),
    Cause(
        label="capacity.fargate-unavailable",
        rule="fargate-capacity-unavailable",
        means="Fargate (or Fargate Spot) has no capacity in the chosen zones at the moment.",
        look="the zones of the service's subnets",
        fix="Add subnets in other zones; mix FARGATE into a FARGATE_SPOT strategy.",
        signs=(sign(9.4, "capacity is unavailable at this time"), sign(9.2, "resource fargate")),
    ),
    Cause(
        label="capacity.host-ports-exhausted",
        means="The definition reserves more host ports than an instance offers.",
        look="the number of static host ports (an instance offers 100)",
        fix="Use dynamic host ports (0) or awsvpc.",
        signs=(
            sign(9, "resource ports", around("too many | exhausted | 100 ports | reserves more")),
            sign(8.8, "host ports", "exhausted | too many | exceeds | limit"),
        ),
    ),
    Cause(
        label="capacity.instance-launch-failed",
        means="EC2 could not launch container instances of the wanted type, size or zone.",
        look="the activities of the Auto Scaling group",
        fix="Allow more instance types and zones; check the launch template.",
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
    ),
    Cause(
        label="capacity.insufficient-resources",
        rule="placement-failed",
        means="No container instance has enough free CPU, memory or GPU.",
        look="`remainingResources` of the instances beside cpu and memory of the task",
        fix="Add instances or larger ones, or ask for less; during a deployment maximumPercent asks for room twice.",
        signs=(
            sign(
                9.2,
                "insufficient cpu units available | insufficient memory available | insufficient cpu | "
                "insufficient memory | insufficient gpu",
            ),
            sign(9.1, "resource cpu | resource memory | resource gpu"),
            sign(6, "could not launch", "tasks for deployment"),
        ),
    ),
    Cause(
        label="capacity.no-instances",
        rule="placement-failed",
        means="The cluster or capacity provider has no active container instance.",
        look="`aws ecs list-container-instances`; the instances' user data: ECS_CLUSTER",
        fix="Register instances with this cluster, or use Fargate.",
        signs=(
            sign(
                9.4,
                "no container instances were found | no active instances | empty capacity provider | no "
                "container instances",
            ),
            sign(
                8.8,
                "cluster was inactive | no container instance met",
                around(
                    "no instances | default cluster | instance registers | registered in another cluster | "
                    "no registered | asg at 0 | desired 0 instances"
                ),
            ),
        ),
    ),
    Cause(
        label="capacity.placement-constraint-unsatisfied",
        rule="placement-failed",
        means="No container instance satisfies a placement constraint.",
        look="`placementConstraints` of service and task definition",
        fix="Correct the expression, or the instances' attributes.",
        signs=(
            sign(
                9.5,
                "placement constraint unsatisfied | placement constraint violated | "
                "service_daemon_placement_constraint_violated | memberof placement constraint | "
                "distinctinstance",
            ),
            sign(8.6, "placement constraint", "not satisfied | unable | failed"),
        ),
    ),
    Cause(
        label="capacity.placement-failed",
        kind=Kind.SYMPTOM,
        means="A task could not be placed, and the event does not say for want of what.",
        look="the sentence about the closest instance in the event, or `aws ecs describe-container-instances`",
        fix="`islive SERVICE` compares the instances with the task.",
        signs=(
            sign(4.6, "no container instance met all of its requirements", unless="closest matching"),
            sign(3, "unable to place a task | unable to place tasks | could not place"),
        ),
    ),
    Cause(
        label="capacity.port-conflict",
        rule="placement-failed",
        means="The fixed host port is taken already on every instance that could run the task.",
        look="`hostPort` of the task definition; how many instances, and what runs on them",
        fix="Use host port 0 with a load balancer, or minimumHealthyPercent 0 on a single instance.",
        signs=(
            sign(9.2, "already using a port required by your task | already using a port"),
            sign(9, "resource ports"),
            sign(8.4, "port is already allocated | bind for", "allocated | already in use"),
            sign(7.6, "address already in use", "host | docker | bind"),
        ),
    ),
    Cause(
        label="capacity.provider-misconfigured",
        means="The capacity provider and its Auto Scaling group contradict each other.",
        look="managed scaling and termination protection of both",
        fix="Use one Auto Scaling group per capacity provider, with instance protection where managed "
        "termination is on.",
        signs=(
            sign(
                8.8,
                "capacity provider",
                "not associated | not found | update_in_progress | misconfigured | cannot be used | must be "
                "associated | does not exist | is not active | protection",
            ),
        ),
    ),
    Cause(
        label="capacity.spot-interrupted",
        kind=Kind.INFORMATION,
        means="Spot capacity was taken back; nothing is wrong with the application.",
        look="stopCode SpotInterruption or TerminationNotice",
        fix="Handle SIGTERM within two minutes; keep a base of on-demand capacity.",
        signs=(
            sign(
                9.4,
                "your spot task was interrupted | spot task was interrupted | spotinterruption | spot "
                "interruption | spotinterruptionerror",
            ),
        ),
    ),
)
