"""Clusters, services and what else is named in a call."""

from islive.causes.cause import Cause, sign

API_FAILURES_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html"
SERVICE_PARAMETERS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html"

CAUSES = (
    Cause(
        label="cluster.not-found",
        means="The cluster that is named does not exist in that account and region, or is inactive.",
        looks=(
            "`ClusterNotFoundException: Cluster not found.` from CLI, SDK, Terraform or CDK; RunTask in a "
            "deleted cluster: `The referenced cluster was inactive.`"
        ),
        known_by="the exception is ClusterNotFoundException",
        unlike=("capacity.no-instances", "config.region-wrong", "resource.not-found", "service.not-found"),
        alike=("config.region-wrong",),
        look="`aws ecs list-clusters --region REGION`; `aws sts get-caller-identity`",
        fix=(
            "Name the cluster (`--cluster NAME`: without it ECS takes `default`), with the region and "
            "account it is in; an INACTIVE cluster has to be created again."
        ),
        signs=(
            sign(
                6.4,
                "ecs-cli cluster | ecs cluster | cluster in region | the cluster",
                "not found | does not exist | could not be found | inactive",
                unless="service | capacity provider | container instance | task definition | redis | kafka | "
                "elasticsearch",
            ),
            sign(6.2, "cluster", "¶ error cluster | ¶ cluster", "not found ¶ | does not exist ¶", unless="in cluster"),
            sign(
                6.2,
                "error cluster | ecs cluster | cluster arn:ecs | cluster name",
                "not found | does not exist | could not be found",
                unless="not found in cluster | task definition | service | capacity provider | container instance",
            ),
            sign(
                9.2,
                "clusternotfoundexception | cluster not found | referenced cluster was inactive | cluster "
                "does not exist",
            ),
        ),
        sources=(API_FAILURES_PAGE,),
    ),
    Cause(
        label="resource.not-found",
        means="A task, instance, deployment or other thing named in the call does not exist.",
        looks=(
            "`MISSING` among RunTask's or DescribeTasks' failures, `The referenced task was not found`, `The "
            "service deployment does not exist`."
        ),
        known_by="what is missing is a task, an instance, a deployment or a revision",
        unlike=("cluster.not-found", "service.not-found", "taskdef.not-found"),
        look="the ARN in the call; `aws ecs list-tasks`, `aws ecs list-service-deployments`",
        fix=(
            "Correct the id or the cluster; ECS shows stopped tasks for an hour only (look into CloudTrail "
            "and the events after that)."
        ),
        signs=(
            sign(
                8.6,
                "service deployment does not exist | servicedeploymentnotfoundexception | referenced task "
                "was not found | task not found | container instance not found",
            ),
            sign(6.5, "¶ missing ¶ | reason missing | stoppedreason missing"),
        ),
        sources=(API_FAILURES_PAGE,),
    ),
    Cause(
        label="service.invalid-parameter",
        means="A parameter of the call does not fit the service or the task.",
        looks=(
            "`InvalidParameterException: …` with the parameter's name, from CLI, SDK, Terraform or "
            "CloudFormation (`Properties validation failed`); nothing was changed."
        ),
        look="the parameter that the message names; `aws ecs describe-services` for what the service has",
        fix=(
            "Correct that parameter (for example drop `healthCheckGracePeriodSeconds` from a service without "
            "load balancer) and call again."
        ),
        signs=(
            sign(
                5,
                "invalid request provided | can have at most | can have at least | must have at least | "
                "invalid service name",
                "createservice | updateservice | ecs | items | ecs service | aws ecs service",
                unless="associated load balancer | assume role | service linked role | not idempotent | subnet id | "
                "invalidsubnetid | container instances were found | circuit breaker | taskdefinition | "
                "task definition",
            ),
            sign(8.8, "task_not_valid | health check grace period is only valid"),
            sign(
                6,
                "invalidparameterexception",
                unless="not idempotent | container instances were found | assume role | deployment controller | "
                "associated load balancer | subnets can not be empty | execute command",
            ),
        ),
        sources=(SERVICE_PARAMETERS_PAGE, "github.com/hashicorp/terraform-provider-aws/issues/31104"),
    ),
    Cause(
        label="service.name-conflict",
        means="A service of that name exists with other settings, or is still draining.",
        looks=(
            "`InvalidParameterException: Creation of service was not idempotent.` from CreateService, "
            "Terraform (renamed or imported badly) or CloudFormation."
        ),
        known_by="CreateService is refused, because a service of that name has other settings or still drains",
        unlike=("service.not-active",),
        look="`aws ecs describe-services --services NAME --query 'services[].[status,createdAt]'`",
        fix=(
            "Update the service instead of creating it (Terraform: `terraform import`), wait until it is "
            "INACTIVE, or use another name (`create_before_destroy` needs one)."
        ),
        signs=(
            sign(9.5, "creation of service was not idempotent | not idempotent"),
            sign(8.6, "service already exists | still draining"),
        ),
        sources=(SERVICE_PARAMETERS_PAGE, "github.com/hashicorp/terraform/issues/25757"),
    ),
    Cause(
        label="service.network-configuration-missing",
        means="networkConfiguration is missing or empty where awsvpc needs it.",
        looks=(
            "`InvalidParameterException: subnets can not be empty.`, `Network Configuration must be provided "
            "when networkMode 'awsvpc' is specified.`"
        ),
        known_by="the call gives no subnets, or no networkConfiguration",
        unlike=("network.subnet-not-found", "taskdef.network-mode-mismatch"),
        look="`networkConfiguration.awsvpcConfiguration` of the call: an empty variable?",
        fix="Give `--network-configuration 'awsvpcConfiguration={subnets=[subnet-…],securityGroups=[sg-…]}'`.",
        signs=(
            sign(10, "network configuration must be provided"),
            sign(
                9.4,
                "subnets can not be empty | network configuration must be provided | networkconfiguration "
                "must be | network configuration must",
            ),
        ),
        sources=(SERVICE_PARAMETERS_PAGE,),
    ),
    Cause(
        label="service.not-active",
        means="The service was deleted: it is DRAINING or INACTIVE.",
        looks="`ServiceNotActiveException: Service was not ACTIVE.` from UpdateService.",
        known_by="`status` of the service is DRAINING or INACTIVE",
        unlike=("service.name-conflict", "service.not-found"),
        look="`aws ecs describe-services --services NAME --query 'services[].status'`",
        fix="Create the service again (`aws ecs create-service`), once it is INACTIVE.",
        signs=(
            sign(
                9.4, "service was not active | servicenotactiveexception | service is not active | service not active"
            ),
        ),
        sources=(API_FAILURES_PAGE,),
    ),
    Cause(
        label="service.not-found",
        means="The cluster that is asked has no such service.",
        looks=(
            "`ServiceNotFoundException: Service not found.` from UpdateService or a deploy action; "
            "DescribeServices: failure MISSING."
        ),
        known_by="the cluster is there, and has no such service",
        unlike=("cluster.not-found", "config.region-wrong", "resource.not-found", "service.not-active"),
        alike=("config.region-wrong",),
        look="`aws ecs list-services --cluster NAME --region REGION`",
        fix=(
            "Give `--cluster NAME` (without it ECS takes `default`), the service's name in right spelling, "
            "region and account."
        ),
        signs=(
            sign(
                8.8,
                "no active ecs service | no active service | no ecs service found | couldn t find service | "
                "could not find service | unable to find service | service missing",
                unless="capacity | load balancer | discovery",
            ),
            sign(
                8.8,
                "not found in cluster | service arn:ecs not found | no such service | "
                "service could not be found | servicenotfoundexception",
                unless="task not found | container instance",
            ),
            sign(9.2, "servicenotfoundexception | service not found | service does not exist"),
        ),
        sources=(API_FAILURES_PAGE,),
    ),
    Cause(
        label="service-connect.unhealthy",
        means="The Service Connect proxy or agent does not get ready.",
        looks=(
            "`AppNet Agent … did not become ready`, `envoy readiness check failed`, `SC bridge mode`; the "
            "task stops before the application logs anything, or the proxy's container is UNHEALTHY."
        ),
        look=(
            "the log of the agent (`serviceConnectConfiguration.logConfiguration`); `aws ecs "
            "describe-services --query 'services[].deployments[].serviceConnectConfiguration'`"
        ),
        fix=(
            "Add 256 CPU units and at least 64 MiB for the proxy to the task, correct namespace and "
            "`portName`, and let the task reach the ECS endpoints."
        ),
        signs=(
            sign(
                9.2,
                "ecs-service-connect-agent | ecs-service-connect | envoy unhealthy | serviceconnect | "
                "service connect proxy",
            ),
            sign(
                9.2,
                "appnet agent | envoy readiness | envoy_xds | sc bridge mode | service connect | "
                "streamaggregatedresources",
            ),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html",
            "github.com/aws/amazon-ecs-service-connect-agent/issues/127",
        ),
    ),
)
