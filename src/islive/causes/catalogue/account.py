"""Callers, quotas, AWS itself, and what is named in a call."""

from islive.causes.cause import Cause, Kind, around, sign
from islive.causes.phrases import DENIED

CAUSES = (
    Cause(
        label="api.throttled",
        rule="api-throttled",
        means="An AWS API slows calls down, or rejects them, because too many arrive at once.",
        look="who calls: pipelines, dashboards, many services at once",
        fix="Wait and ask less often; islive keeps to a quarter of AWS's rates.",
        signs=(
            sign(
                9,
                "operations are being throttled | ecs_operation_throttled | service_discovery_operation_throttled | throttlingexception | rate exceeded | requestlimitexceeded",
                unless="pull rate",
            ),
            sign(8, "throttled | throttling", unless="health | starts | task starts"),
        ),
    ),
    Cause(
        label="iam.caller-denied",
        means="Whoever calls lacks the permission for the action itself.",
        look="the action and the denier in the message",
        fix="Allow the action to the caller, unless a boundary or an organisation's policy denies it.",
        signs=(
            sign(6.2, "not authorized to perform"),
            sign(
                5.6,
                "you are not authorized to perform this operation | accessdeniedexception",
                unless="asm | ssm | ecr | kms | efs",
            ),
            sign(4.4, "accessdenied | access denied", unless="nfs4 | env file | efs | s3 | asm"),
        ),
    ),
    Cause(
        label="iam.credentials-missing",
        means="The caller has no AWS credentials.",
        look="`aws sts get-caller-identity`",
        fix="Log in, or give the job a role.",
        signs=(
            sign(
                9.3,
                "unable to locate credentials | credentials could not be loaded | no credentials | missing credentials | could not load credentials | nocredentialproviders | no valid credential sources | invalidclienttokenid | security token included in the request is invalid",
                unless="basic auth | execution role",
            ),
        ),
    ),
    Cause(
        label="config.region-wrong",
        means="The caller addresses a wrong region or endpoint.",
        look="AWS_REGION of the caller",
        fix="Name the region that the service is in.",
        signs=(
            sign(9, "could not connect to the endpoint url", "host:ecs | ecs"),
            sign(
                8.8,
                "provided region_name | invalid endpoint | you must specify a region | region is missing | could not be found in region | invalid region",
            ),
            sign(
                9.2,
                "not found | does not exist | clusternotfoundexception | servicenotfoundexception",
                around("wrong region | another region | other region"),
            ),
        ),
    ),
    Cause(
        label="quota.ec2-limit",
        means="A quota of EC2 stops new container instances.",
        look="Service Quotas: running on-demand or Spot vCPUs",
        fix="Ask for a higher quota.",
        signs=(
            sign(
                9.6,
                "maxspotinstancecountexceeded | vcpulimitexceeded | max spot instance count exceeded | more vcpu capacity than your current vcpu limit | instancelimitexceeded",
            ),
        ),
    ),
    Cause(
        label="quota.ecs-limit",
        rule="fargate-quota",
        means="A quota of ECS or Fargate is reached.",
        look="Service Quotas: Fargate vCPUs, tasks per service",
        fix="Ask for a higher quota, or run less at once.",
        signs=(
            sign(
                9.4,
                "reached the limit on the number of | above your limit | provisioning capacity limit was exceeded | limit on the number of vcpus | limit on the number of tasks",
            ),
            sign(8.6, "limitexceededexception | quota", "ecs | fargate | tasks | vcpu | services"),
        ),
    ),
    Cause(
        label="platform.aws-fault",
        means="A passing fault on AWS's side.",
        look="AWS Health",
        fix="Try again; if it stays, open a case.",
        signs=(
            sign(8.4, "ephemeralstorage provisioning | waiting for ephemeralstorage"),
            sign(
                6.2,
                "internal server error | serverexception | internalfailure | service unavailable | internal failure",
                unless="docker.io | registry-1.docker.io | pull | unhealthy | codes | hook",
            ),
            sign(
                9,
                "context deadline exceeded | request canceled | timeout | internal error",
                around(
                    "1 % fail | network is right | passing fault | aws incident | aws outage | retry works | sporadic"
                ),
            ),
        ),
    ),
    Cause(
        label="cluster.not-found",
        means="The cluster that is named does not exist in that account and region, or is inactive.",
        look="`aws ecs list-clusters` with that profile and region",
        fix="Correct name, region or account.",
        signs=(
            sign(
                9.2,
                "clusternotfoundexception | cluster not found | referenced cluster was inactive | cluster does not exist",
            ),
        ),
    ),
    Cause(
        label="resource.not-found",
        means="A task, instance, deployment or other thing named in the call does not exist.",
        look="the id in the call",
        fix="Correct it; ECS forgets stopped tasks after an hour.",
        signs=(
            sign(
                8.6,
                "service deployment does not exist | servicedeploymentnotfoundexception | referenced task was not found | task not found | container instance not found",
            ),
            sign(
                5.4,
                "missing",
                unless="module | permission | permissions | attribute | required | credentials | environment | security group | is missing | an",
            ),
        ),
    ),
    Cause(
        label="service.invalid-parameter",
        means="A parameter of the call does not fit the service or the task.",
        look="the parameter that the message names",
        fix="Correct it.",
        signs=(
            sign(8.8, "task_not_valid | health check grace period is only valid"),
            sign(
                5.2,
                "invalidparameterexception",
                unless="not idempotent | container instances were found | assume role | deployment controller | associated load balancer | subnets can not be empty | execute command",
            ),
        ),
    ),
    Cause(
        label="service.name-conflict",
        means="A service of that name exists with other settings, or is still draining.",
        look="`aws ecs describe-services` with that name",
        fix="Wait until it is INACTIVE, or use another name.",
        signs=(
            sign(9.5, "creation of service was not idempotent | not idempotent"),
            sign(8.6, "service already exists | still draining"),
        ),
    ),
    Cause(
        label="service.network-configuration-missing",
        means="networkConfiguration is missing or empty where awsvpc needs it.",
        look="`awsvpcConfiguration.subnets`",
        fix="Give subnets and security groups.",
        signs=(
            sign(
                9.4,
                "subnets can not be empty | network configuration must be provided | networkconfiguration must be | network configuration must",
            ),
        ),
    ),
    Cause(
        label="service.not-active",
        means="The service was deleted: it is DRAINING or INACTIVE.",
        look="`status` of the service",
        fix="Create it anew.",
        signs=(
            sign(
                9.4, "service was not active | servicenotactiveexception | service is not active | service not active"
            ),
        ),
    ),
    Cause(
        label="service.not-found",
        means="The cluster that is asked has no such service.",
        look="`aws ecs list-services --cluster NAME`",
        fix="Correct name, cluster or region.",
        signs=(sign(9.2, "servicenotfoundexception | service not found | service does not exist"),),
    ),
    Cause(
        label="service-connect.unhealthy",
        means="The Service Connect proxy or agent does not get ready.",
        look="the log of the Service Connect agent",
        fix="Give the task some memory and CPU for the proxy; check the namespace.",
        signs=(
            sign(
                9.2,
                "appnet agent | envoy readiness | envoy_xds | sc bridge mode | service connect | streamaggregatedresources",
            ),
        ),
    ),
    Cause(
        label="tool.bug",
        means="A fault of the deploy or check tool, not of the deployment.",
        look="the tool's issues",
        fix="Update the tool, or go around it.",
        signs=(
            sign(
                9.4,
                "error | exception | failed | must also specify | not supported",
                around(
                    "bug in the tool | tool drops | drops executionrolearn | is dropped when | fixed in version | bug in the plugin | plugin bug | known bug"
                ),
            ),
        ),
    ),
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
    Cause(
        label="exec.agent-not-running",
        means="The agent for execute-command is not running in the container, or not connected.",
        look="`managedAgents` of the container",
        fix="Give the task role ssmmessages, and the subnet a way to it; start the task anew.",
        signs=(
            sign(
                8.6,
                "targetnotconnectedexception | execute command agent isn t running | executecommandagent | ssm agent",
            ),
            sign(8.2, "execute command failed"),
        ),
    ),
    Cause(
        label="exec.credentials-env-override",
        means="AWS keys in the container's environment make the agent use the wrong identity.",
        look="AWS_ACCESS_KEY_ID among the container's variables",
        fix="Take the keys out, and use the task role.",
        signs=(
            sign(
                9.6,
                "execute command | targetnotconnectedexception | ssmmessages",
                around("aws keys | aws_access_key_id | access keys in | keys injected"),
            ),
        ),
    ),
    Cause(
        label="exec.not-enabled",
        means="Execute-command was not enabled when the task started.",
        look="`enableExecuteCommand` of service and task",
        fix="Enable it on the service, and start new tasks.",
        signs=(sign(9.2, "execute command was not enabled"),),
    ),
    Cause(
        label="exec.readonly-root-filesystem",
        means="The agent for execute-command cannot write: the root file system is read-only.",
        look="`readonlyRootFilesystem`",
        fix="Mount volumes on /var/lib/amazon and /var/log/amazon, or allow writing.",
        signs=(
            sign(
                9.4,
                "read-only file system | readonlyrootfilesystem",
                around(
                    "execute command | ssm-agent | exec agent | execute-command | amazon-ssm-agent | executecommand"
                ),
            ),
        ),
    ),
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
                "target group is not found | target is not found | targetgroupnotfound | targetgroupnotfoundexception | target group not found",
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
