"""traffic-shift-impossible: what ECS would have moved requests with does not fit together."""

import json
from collections.abc import Iterator
from textwrap import shorten

from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployment
from islive.facts.tried import Tried
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

TOLD, RIGHTS = "invalid networking configuration", "missing permissions"

# ECS developer guide, "Amazon ECS infrastructure IAM role for load balancers".
MANAGED = "AmazonECSInfrastructureRolePolicyForLoadBalancers"


@rule(
    stage=Stage.DEPLOYMENT,
    when=AFTER,
    severity=Severity.HIGH,
    explains=("deployment-rolled-back", "deployment-stalled"),
)
def traffic_shift_impossible(service: Service, tried: Tried) -> Iterator[Sighting]:
    """ECS gave the version up because it cannot move requests: listener rules, target groups or its role do not fit.

    ## What it means
    With blue/green, linear and canary deployments ECS moves requests from one target group to another by the weights in
    a listener rule. Before it starts, it looks at the rule, and when it moves it needs a role that may. One of the two
    is not as it must be, so the deployment ended in a rollback. Nothing is wrong with the version.

    ## Why it happens
    - Both target groups of the pair have a weight in the production rule: somebody moved requests by hand, or a
      deployment was stopped half-way.
    - The production rule forwards to a group that is not of the pair, or the other group is in no rule at all.
    - The infrastructure role does not trust ecs.amazonaws.com, or may not change listeners and rules.

    ## What to do
    Let the production rule forward to the two groups of the pair and to nothing else: 100 for the one that serves, 0
    for the other. Give the infrastructure role the policy AmazonECSInfrastructureRolePolicyForLoadBalancers. Then
    deploy the same version again.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html
    """
    newest = next(iter(tried.deployments), None)
    if newest is None or newest.status == "SUCCESSFUL":
        return
    reason = newest.rollback_reason or newest.status_reason
    if TOLD in reason:
        yield _sighting(service, newest, reason)


def _sighting(service: Service, one: ServiceDeployment, reason: str) -> Sighting:
    id, told = one.arn.rsplit("/", 1)[-1], reason.partition(TOLD)[2].strip(" :.")
    expected = (
        "a role that may change listener rules"
        if RIGHTS in reason
        else "both groups of the pair in the rule, one at 100"
    )
    return Sighting(
        subject=service.name,
        summary=f"ECS cannot move requests, expected {expected}: {shorten(told, 240, placeholder=' …')}",
        because=(Citation("ecs:DescribeServiceDeployments", f"serviceDeployments[{id}].statusReason", reason),),
        remedies=(_role(service) if RIGHTS in reason else _rules(service),),
    )


def _role(service: Service) -> Remedy:
    says = (
        f"Find the role: `aws ecs describe-services --cluster {service.cluster} --services {service.name} --query "
        "'services[0].loadBalancers[].advancedConfiguration.roleArn'`; it must trust ecs.amazonaws.com."
    )
    attach = Step(
        says="Give it what moving requests needs, and deploy again.",
        operation="iam:AttachRolePolicy",
        params={
            "RoleName": "NAME-OF-THE-ROLE",
            "PolicyArn": f"arn:{service.arn.split(':')[1]}:iam::aws:policy/{MANAGED}",
        },
    )
    return Remedy("give the infrastructure role its rights", Risk.MANUAL, Horizon.NOW, (Step(says), attach))


def _rules(service: Service) -> Remedy:
    says = (
        f"Let the production rule of service {service.name} forward to targetGroupArn and alternateTargetGroupArn "
        f"alone, 100 to the one whose tasks serve and 0 to the other: `aws elbv2 modify-rule --rule-arn "
        f"ARN-OF-THE-RULE --actions '{json.dumps(_actions(service))}'`; then deploy again."
    )
    return Remedy("put the listener rule right, and deploy again", Risk.MANUAL, Horizon.NOW, (Step(says),))


def _actions(service: Service) -> list[dict[str, object]]:
    """To the pair, all to the group that the service names first; which one serves, its targets tell."""
    groups = next((one.target_groups for one in service.attachments if one.alternates), ("ONE-GROUP", "THE-OTHER"))
    weighted = [{"TargetGroupArn": arn, "Weight": 0 if place else 100} for place, arn in enumerate(groups)]
    return [{"Type": "forward", "ForwardConfig": {"TargetGroups": weighted}}]
