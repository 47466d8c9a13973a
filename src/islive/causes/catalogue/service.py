"""Clusters, services and what else is named in a call."""

from islive.causes.cause import Cause, sign

CAUSES = (
    Cause(
        label="cluster.not-found",
        means="The cluster that is named does not exist in that account and region, or is inactive.",
        look="`aws ecs list-clusters` with that profile and region",
        fix="Correct name, region or account.",
        signs=(
            sign(
                9.2,
                "clusternotfoundexception | cluster not found | referenced cluster was inactive | cluster "
                "does not exist",
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
                "service deployment does not exist | servicedeploymentnotfoundexception | referenced task "
                "was not found | task not found | container instance not found",
            ),
            sign(6.5, "¶ missing ¶ | reason missing | stoppedreason missing"),
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
                unless="not idempotent | container instances were found | assume role | deployment controller | "
                "associated load balancer | subnets can not be empty | execute command",
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
                "subnets can not be empty | network configuration must be provided | networkconfiguration "
                "must be | network configuration must",
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
                "appnet agent | envoy readiness | envoy_xds | sc bridge mode | service connect | "
                "streamaggregatedresources",
            ),
        ),
    ),
)
