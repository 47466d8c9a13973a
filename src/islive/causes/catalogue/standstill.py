"""A deployment that does not move, or comes too early."""

from islive.causes.cause import Cause, around, sign, told

EVENTS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html"

CAUSES = (
    Cause(
        label="deploy.configuration-blocked",
        rule="percent-never-moves",
        means=(
            "minimumHealthyPercent and maximumPercent leave no move: no old task may stop, no new one finds a place."
        ),
        looks=(
            "`… was unable to stop or start tasks during a deployment because of the service deployment "
            "configuration`, or for ever `unable to place a task … already using a port` beside running old "
            "tasks (mostly EC2, desired count 1, 100/200 percent)."
        ),
        known_by="the old tasks hold what the new ones need, and the percents forbid to stop one first",
        unlike=(
            "capacity.insufficient-resources",
            "capacity.placement-failed",
            "capacity.port-conflict",
            "deploy.task-protection-blocked",
        ),
        look=(
            "`aws ecs describe-services --query 'services[].[desiredCount,deploymentConfiguration]'`; the "
            "room left on the instances"
        ),
        fix=(
            "`aws ecs update-service --deployment-configuration minimumHealthyPercent=0,maximumPercent=100` "
            "for a single instance, or add one and keep 100/200."
        ),
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
        sources=(
            EVENTS_PAGE,
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html",
            "github.com/aws-actions/amazon-ecs-deploy-task-definition/issues/113",
        ),
    ),
    Cause(
        label="deploy.deregistration-delay-too-long",
        means="Draining the old targets lasts longer than the deploy tool waits.",
        looks=(
            "The new tasks are healthy, the old ones stay `draining` for 300 seconds (the default), and the "
            "tool that waits gives up first: `Max attempts exceeded`."
        ),
        known_by="old targets are draining while the tool waits, and nothing failed",
        unlike=("deploy.wait-timeout",),
        look=(
            "`aws elbv2 describe-target-group-attributes --target-group-arn ARN --query "
            "\"Attributes[?Key=='deregistration_delay.timeout_seconds']\"`"
        ),
        fix=(
            "`aws elbv2 modify-target-group-attributes --attributes "
            "Key=deregistration_delay.timeout_seconds,Value=30`, or let the tool wait longer "
            "(`wait-for-minutes`)."
        ),
        signs=(
            sign(
                9.4,
                "takes | slow | minutes | waiter | timed out | long | servicesstable | max attempts | "
                "steady state | timeout | stuck | draining",
                told(
                    "deregistration delay | stay in draining | draining state | old targets | "
                    "deregistration_delay | drain timeout | still draining | draining for | keeps draining"
                ),
            ),
            sign(
                9.3,
                around("deregistration delay | deregistration_delay | draining for 300 | deregistration timeout"),
                "draining | waiter | timeout | timed out | wait | max attempts",
            ),
        ),
        sources=("docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html",),
    ),
    Cause(
        label="deploy.resource-order",
        means="Infrastructure code makes the service before something that it needs; a second run works.",
        looks=(
            "Terraform, CDK, CloudFormation or Pulumi, first run only: `target group … does not have an "
            "associated load balancer`, `Unable to assume the role`, an image that is not there yet; the "
            "second run works."
        ),
        known_by="a second run of the same code works",
        unlike=("image.not-found", "lb.target-group-unattached"),
        look="the order of creation in the tool's log",
        fix=(
            "State the dependency: `depends_on = [aws_lb_listener.x]` (Terraform), `DependsOn: Listener` "
            "(CloudFormation), `service.node.addDependency(listener)` (CDK)."
        ),
        signs=(
            sign(
                9.7,
                "does not have an associated load balancer | unable to assume | does not exist",
                around(
                    "created later | later in the same | does not exist yet | not created yet | "
                    "created after | same template"
                ),
            ),
            sign(
                9.7,
                "does not have an associated load balancer | not found | does not exist | "
                "unable to assume | cannotpullcontainererror | invalid",
                around(
                    "second run works | second apply | re-run works | rerun works | second deploy succeeds | "
                    "second deploy works | second deploy passes | apply again works | "
                    "works the second time | first terraform apply | first apply | "
                    "first deploy of the stack | creates service before | created after the service | "
                    "created before | repository still empty | missing depends_on | depends_on | "
                    "dependency between | order of creation | race between"
                ),
                unless="efs | efs volumes | host:efs | repository policy",
            ),
            sign(
                9.5,
                "does not have an associated load balancer | not found | does not exist | unable to assume",
                around(
                    "second run works | second apply | re-run works | rerun works | second deploy succeeds | "
                    "works the second time | created before | depends_on"
                ),
            ),
        ),
        sources=(EVENTS_PAGE,),
    ),
    Cause(
        label="deploy.task-protection-blocked",
        rule="task-protection-in-the-way",
        means="Tasks protected from scale-in keep the service from finishing.",
        looks=(
            "Event `… was unable to scale in due to (reason N tasks under protection)` or "
            "DEPLOYMENT_BLOCKED; the deployment stays IN_PROGRESS."
        ),
        known_by="protected tasks are named",
        unlike=("deploy.configuration-blocked",),
        look="`aws ecs get-task-protection --cluster CLUSTER --tasks …`",
        fix=(
            "`aws ecs update-task-protection --no-protection-enabled --tasks …`, or let the worker end its "
            "protection when its job is done (`expiresInMinutes`)."
        ),
        signs=(
            sign(9.4, "number of protected tasks | tasks under protection | task protection | protected tasks"),
            sign(
                9,
                "deployment_blocked | scale in",
                "protect | protection | protected | deployment_blocked",
                unless="termination protection | capacity provider | auto scaling group",
            ),
        ),
        sources=("docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html",),
    ),
)
