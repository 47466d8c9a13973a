"""Network interfaces and subnets."""

from islive.causes.cause import Cause, sign

STOP_CODES_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html"

CAUSES = (
    Cause(
        label="network.eni-limit",
        rule="network-interfaces-used-up",
        means="No network interface is left on the container instances.",
        looks=(
            'EC2 in awsvpc mode: `… encountered error "RESOURCE:ENI"`; a t3.medium has three interfaces, one '
            "is its own."
        ),
        look=(
            "`aws ecs describe-container-instances --query "
            "'containerInstances[].attributes[?name==`ecs.awsvpc-trunk-id`]'`; `aws ecs "
            "list-account-settings --name awsvpcTrunking`"
        ),
        fix=(
            "`aws ecs put-account-setting-default --name awsvpcTrunking --value enabled` and launch new "
            "instances, or use larger ones, more of them, or bridge mode."
        ),
        signs=(
            sign(
                9.3,
                "networkinterfacelimitexceeded | limit of network interfaces | "
                "maximum number of network interfaces | attachmentlimitexceeded",
            ),
            sign(9.4, "resource eni | resource:eni | unable to attach network interface to unused device index"),
            sign(9, "eni", "limit | maximum | no free | insufficient", unless="timeout"),
            sign(8.5, "network interface", "limit exceeded | networkinterfacelimitexceeded"),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html",
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
            "github.com/aws/amazon-ecs-agent/issues/2448",
        ),
    ),
    Cause(
        label="network.eni-provision-timeout",
        rule="network-interface-late",
        means="The task's network interface was not made or attached in time.",
        looks=(
            "Fargate: `Timeout waiting for network interface provisioning to complete`; EC2: `InternalError: "
            "… network interface … did not attach`. Mostly passes by itself."
        ),
        known_by="the message is about the network interface's provisioning",
        unlike=("container.agent-internal", "platform.aws-fault"),
        look=(
            "`aws health describe-events`; CloudTrail: CreateNetworkInterface and AttachNetworkInterface with errors"
        ),
        fix=(
            "Start again (the service does); if it stays, look at EC2 API throttling in the account and at "
            "free addresses of the subnet."
        ),
        signs=(
            sign(9, "network interface provision | network interface provisioning | eni provision"),
            sign(8, "network interface", "timeout | timed out | did not attach"),
            sign(5.5, "internalerror", unless="network interface with | capacity provider | handlererrorcode"),
        ),
        sources=(STOP_CODES_PAGE, "github.com/aws/amazon-ecs-agent/issues/4825"),
    ),
    Cause(
        label="network.namespace-setup-failed",
        means="The instance could not set up the task's network namespace (CNI).",
        looks=(
            "EC2: `ContainerNetworkingError: failed to setup network namespace`; Fargate shows the same "
            "words rarely, for one task."
        ),
        look="/var/log/ecs/ecs-agent.log and /var/log/ecs/ecs-cni-*.log on the instance",
        fix="Start again; update the ECS-optimised AMI (agent and CNI plugins) and replace the instance if it stays.",
        signs=(
            sign(9.3, "setup network namespace | network namespace setup | network namespace"),
            sign(6, "containernetworkingerror", unless="sc bridge mode"),
        ),
        sources=(STOP_CODES_PAGE,),
    ),
    Cause(
        label="network.subnet-ip-exhausted",
        rule="subnet-full",
        means="The subnet has no address left.",
        looks=(
            "Fargate: `Unexpected EC2 error while attempting to Create Network Interface … "
            "InsufficientFreeAddressesInSubnet`; EC2: the same in the service event, or instances that "
            "cannot be launched."
        ),
        known_by="the subnet has no free address",
        unlike=("capacity.instance-launch-failed",),
        look="`aws ec2 describe-subnets --subnet-ids … --query 'Subnets[].[SubnetId,AvailableIpAddressCount]'`",
        fix=(
            "Add a subnet to the service's networkConfiguration (`aws ecs update-service`), free addresses, "
            "or lower maximumPercent to 100 for this deployment."
        ),
        signs=(
            sign(
                9.3,
                "insufficient free ip addresses | insufficient free addresses | not enough free addresses | "
                "no free ip addresses | has no available ip | insufficient available ip | "
                "not enough ip addresses | does not have enough free addresses",
            ),
            sign(
                9.4,
                "insufficientfreeaddressesinsubnet | not enough free addresses | insufficient free addresses "
                "| no available ip | no free ip | ip addresses available | does not have enough free",
            ),
            sign(8.5, "create network interface", "subnet"),
            sign(8, "unexpected ec2 error", "network interface | subnet"),
        ),
        sources=(STOP_CODES_PAGE,),
    ),
    Cause(
        label="network.subnet-not-found",
        means="A subnet id that was given does not exist there.",
        looks=(
            "`InvalidSubnetID.NotFound: The subnet ID 'subnet-…' does not exist`, at the service's creation "
            "or in its events."
        ),
        known_by="a subnet id is given, and there is none like it",
        unlike=("service.network-configuration-missing",),
        look="`aws ec2 describe-subnets --subnet-ids SUBNET --region REGION`",
        fix=(
            "Give subnets of that account and region, all of one VPC with the security groups, in "
            "`awsvpcConfiguration`."
        ),
        signs=(
            sign(
                9.3,
                "error retrieving security group information | error retrieving subnet information | "
                "invalidgroup.notfound | invalidsubnetid.malformed | invalidsubnet | "
                "the security group does not exist | invalidgroupid.notfound",
            ),
            sign(
                9.4,
                "invalidsubnetid.notfound | subnet id | subnet ids | the subnet",
                "does not exist | not found | invalid | notfound",
            ),
            sign(9.3, "invalidsubnetid.notfound"),
        ),
        sources=("docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html",),
    ),
)
