"""Finding a container instance for a task."""

from islive.causes.cause import Cause, Kind, around, sign

API_FAILURES_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html"
EVENTS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html"

CAUSES = (
    Cause(
        label="capacity.attribute-missing",
        rule="no-instance-fits",
        means="No container instance offers an attribute or a capability that the task definition asks for.",
        looks=(
            "EC2 only. Service event `… is missing an attribute required by your task`, RunTask failure "
            "`ATTRIBUTE`, before placement; never on Fargate."
        ),
        known_by="the event says `missing an attribute`",
        unlike=("capacity.placement-constraint-unsatisfied",),
        look=(
            "`aws ecs describe-task-definition --query 'taskDefinition.requiresAttributes'` beside `aws ecs "
            "describe-container-instances --query 'containerInstances[].attributes'`"
        ),
        fix=(
            "Update the agent (most attributes are features of it: `aws ecs update-container-agent`), give "
            "the instance role or log driver that brings the attribute (ECS_AVAILABLE_LOGGING_DRIVERS), or "
            "remove what asks for it."
        ),
        signs=(
            sign(9.4, "missing an attribute required by your task | missing an attribute"),
            sign(9.2, "taskfailedtostart attribute"),
            sign(7, "¶ attribute ¶ | reason attribute | stoppedreason attribute"),
        ),
        sources=(EVENTS_PAGE, API_FAILURES_PAGE),
    ),
    Cause(
        label="capacity.host-ports-exhausted",
        means="The definition reserves more host ports than an instance offers.",
        looks=(
            "EC2 in bridge or host mode: RegisterTaskDefinition or placement says that too many host ports "
            "are reserved (100 per instance, agent's own ports among them)."
        ),
        known_by="the definition reserves more ports than one instance has, even an empty one",
        unlike=("capacity.port-conflict",),
        look="`portMappings[].hostPort` of all containers; `registeredResources` PORTS of an instance",
        fix="Set `hostPort` to 0 (a dynamic port), or use awsvpc, where every task has ports of its own.",
        signs=(
            sign(
                9.6,
                "resource ports | host port | host ports | already using a port",
                around(
                    "100 host ports | range of | several hundred | too many ports | many fixed host ports | "
                    "maximum number of reserved | more host ports | reserved ports | too many host ports | "
                    "port range | hundred ports"
                ),
            ),
            sign(9, "resource ports", around("too many | exhausted | 100 ports | reserves more")),
            sign(8.8, "host ports", "exhausted | too many | exceeds | limit"),
        ),
        sources=("docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",),
    ),
    Cause(
        label="capacity.insufficient-resources",
        rule="no-instance-fits",
        means="No container instance has enough free CPU, memory or GPU.",
        looks=(
            "EC2 only: event `The closest matching container-instance … has insufficient CPU units (memory) "
            "available`, RunTask failures `RESOURCE:CPU`, `RESOURCE:MEMORY`, `RESOURCE:GPU`."
        ),
        known_by="the event names CPU, memory or GPU as what is short",
        unlike=("capacity.placement-failed", "deploy.circuit-breaker-triggered", "deploy.configuration-blocked"),
        alike=("deploy.configuration-blocked",),
        look=(
            "`islive SERVICE`; `aws ecs describe-container-instances --query "
            "'containerInstances[].[remainingResources,registeredResources]'`"
        ),
        fix=(
            "Add an instance or larger ones (or a capacity provider with managed scaling), lower the task's "
            "`cpu`/`memory`, or set maximumPercent to 100 and minimumHealthyPercent below it so that a "
            "deployment needs no room for both."
        ),
        signs=(
            sign(
                9.2,
                "insufficient cpu units available | insufficient memory available | insufficient cpu | "
                "insufficient memory | insufficient gpu",
            ),
            sign(9.1, "resource cpu | resource memory | resource gpu"),
            sign(6, "could not launch", "tasks for deployment"),
        ),
        sources=(EVENTS_PAGE, API_FAILURES_PAGE),
    ),
    Cause(
        label="capacity.no-instances",
        rule="no-container-instance",
        means="The cluster or capacity provider has no active container instance.",
        looks=(
            "EC2 only: `No Container Instances were found in your cluster`, RunTask failure `EMPTY CAPACITY "
            "PROVIDER`, or tasks that stay PROVISIONING."
        ),
        known_by="the cluster counts no active container instance",
        unlike=(
            "capacity.instance-launch-failed",
            "capacity.placement-failed",
            "cluster.not-found",
            "instance.lost",
            "quota.ec2-limit",
        ),
        look=(
            "`aws ecs list-container-instances --cluster NAME --status ACTIVE`; `aws autoscaling "
            "describe-auto-scaling-groups`"
        ),
        fix=(
            "Put `ECS_CLUSTER=NAME` into /etc/ecs/ecs.config (user data), give the instance role "
            "AmazonEC2ContainerServiceforEC2Role and a way to ECS, raise the Auto Scaling group's desired "
            "size, or use `launchType: FARGATE`."
        ),
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
        sources=(EVENTS_PAGE, API_FAILURES_PAGE),
    ),
    Cause(
        label="capacity.placement-constraint-unsatisfied",
        rule="no-instance-fits",
        means="No container instance satisfies a placement constraint.",
        looks=(
            'EC2 only: `… encountered error "MemberOf placement constraint unsatisfied."`, '
            "SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED, or distinctInstance with fewer instances than "
            "tasks."
        ),
        known_by="the event names a placement constraint",
        unlike=("capacity.attribute-missing",),
        look=(
            "`placementConstraints` of service and task definition; `aws ecs list-attributes --target-type "
            "container-instance`"
        ),
        fix=(
            "Correct the `memberOf` expression, set the attribute on an instance (`aws ecs put-attributes`), "
            "or add instances for `distinctInstance`."
        ),
        signs=(
            sign(
                10,
                "satisfied the placement constraint | satisfied the placement constraints | "
                "satisfies the placement constraint | memberof placement constraint | "
                "placement constraint unsatisfied",
            ),
            sign(
                9.5,
                "placement constraint unsatisfied | placement constraint violated | "
                "service_daemon_placement_constraint_violated | memberof placement constraint | "
                "distinctinstance",
            ),
            sign(8.6, "placement constraint", "not satisfied | unable | failed"),
        ),
        sources=(EVENTS_PAGE,),
    ),
    Cause(
        label="capacity.placement-failed",
        kind=Kind.SYMPTOM,
        rule="no-instance-fits",
        means="A task could not be placed, and the event does not say for want of what.",
        looks=(
            "EC2 only: `was unable to place a task because no container instance met all of its "
            "requirements`, cut off before the sentence about the closest match."
        ),
        known_by="the sentence about the closest instance is missing",
        unlike=(
            "capacity.insufficient-resources",
            "capacity.no-instances",
            "capacity.port-conflict",
            "deploy.configuration-blocked",
        ),
        look=(
            "`islive SERVICE` (compares instances and task); `aws ecs describe-services --query "
            "'services[].events[:5].message'`"
        ),
        fix="Look at the whole event; then give what it says is missing.",
        signs=(
            sign(4.6, "no container instance met all of its requirements", unless="closest matching"),
            sign(3, "unable to place a task | unable to place tasks | could not place"),
        ),
        sources=(EVENTS_PAGE,),
    ),
    Cause(
        label="capacity.port-conflict",
        rule="no-instance-fits",
        means="The fixed host port is taken already on every instance that could run the task.",
        looks=(
            "EC2 in bridge or host mode: `… is already using a port required by your task`, RunTask failure "
            "`RESOURCE:PORTS`; if the taker is no ECS task, CannotStartContainerError `Bind for 0.0.0.0:80 "
            "failed: port is already allocated`."
        ),
        known_by="the event says that a port is in use already",
        unlike=("capacity.host-ports-exhausted", "capacity.placement-failed", "deploy.configuration-blocked"),
        alike=("deploy.configuration-blocked",),
        look=(
            "`hostPort` in the task definition; `aws ecs describe-container-instances --query "
            "'containerInstances[].remainingResources'`"
        ),
        fix=(
            "Set `hostPort` to 0 behind a load balancer, or minimumHealthyPercent to 0 so that the old task "
            "frees the port first, or add an instance."
        ),
        signs=(
            sign(9.2, "already using a port required by your task | already using a port"),
            sign(9, "resource ports"),
            sign(8.4, "port is already allocated | bind for", "allocated | already in use"),
            sign(7.6, "address already in use", "host | docker | bind"),
        ),
        sources=(EVENTS_PAGE, API_FAILURES_PAGE),
    ),
)
